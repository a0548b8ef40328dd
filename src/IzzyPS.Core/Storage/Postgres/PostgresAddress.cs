using System.Globalization;
using IzzyPS.Output;
using Npgsql;

namespace IzzyPS.Storage.Postgres;

/// <summary>
/// The address of a ledger in PostgreSQL: <c>postgres://user:password@host:port/database</c>. Each account has its own schema in the database, so
/// several accounts can share one database.
/// </summary>
internal sealed class PostgresAddress
{
    internal const string Right = "right would be postgres://user:password@host:5432/database";

    // synchronous_commit: a commit is on the disk before the request is sent.
    // The timeouts and the keepalives: a machine that vanished must not keep its rows locked for hours.
    // The rest are PostgreSQL's defaults. A role or a database may have other settings, which would change the meaning of the ledger's SQL.
    private const string SessionSettings =
        "-c synchronous_commit=on -c client_connection_check_interval=5s -c idle_in_transaction_session_timeout=15s " +
        "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 " +
        @"-c default_transaction_isolation=read\ committed -c default_transaction_deferrable=off -c transform_null_equals=off -c array_nulls=on " +
        @"-c row_security=on -c check_function_bodies=on -c standard_conforming_strings=on -c backslash_quote=safe_encoding -c bytea_output=hex " +
        @"-c DateStyle=ISO,\ MDY -c IntervalStyle=postgres -c extra_float_digits=1 -c quote_all_identifiers=off";

    /// <summary>How long a command may take. This is longer than a machine that vanished within a transaction can block the other machines.</summary>
    private const int CommandSeconds = 120;

    private const int DefaultTimeout = 15;

    /// <summary>The longest timeout, in seconds, that Npgsql accepts.</summary>
    private const int LongestTimeout = 1024;

    private static readonly TimeSpan OpeningGrace = TimeSpan.FromSeconds(5);

    private PostgresAddress(NpgsqlConnectionStringBuilder builder, DealerAccount account)
    {
        Schema = "izzyps_" + account.Hash;
        // PostgreSQL searches pg_catalog first when the path does not name it. Temporary objects come last, so that none of them hides an object
        // of the ledger.
        builder.SearchPath = Schema + ", pg_temp";
        builder.Options = SessionSettings;
        builder.Timezone = "UTC";
        builder.CommandTimeout = CommandSeconds;
        builder.ApplicationName = "IzzyPS";
        builder.MaxAutoPrepare = 40;
        builder.AutoPrepareMinUsages = 2;
        builder.PersistSecurityInfo = false;
        ConnectionString = builder.ConnectionString;
        OpeningLimit = TimeSpan.FromSeconds(builder.Timeout) + OpeningGrace;
        Location = GetLocation(builder);
    }

    /// <summary>Where the ledger is, without user and password.</summary>
    internal string Location { get; }

    /// <summary>The account's schema.</summary>
    internal string Schema { get; }

    /// <summary>
    /// How long opening a connection may take in total. The limit is longer than Npgsql's own, because Npgsql's error message is better.
    /// </summary>
    internal TimeSpan OpeningLimit { get; }

    /// <summary>The connection string with the password. Only Npgsql may get it.</summary>
    internal string ConnectionString { get; }

    /// <summary>Reads an address. No error message repeats the address, because the address holds the password.</summary>
    /// <exception cref="LedgerException">The address is wrong, or would send the password unprotected.</exception>
    internal static PostgresAddress Parse(string address, DealerAccount account)
    {
        var parts = PostgresAddressReader.Read(address);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = PostgresSecurity.GetHostToConnect(parts.Host),
            Port = parts.Port,
            Database = parts.Database,
            Username = parts.User,
            Password = parts.Password,
            Timeout = ReadSeconds(parts.Options) ?? DefaultTimeout,
        };
        Secrets.Add(parts.Password);
        PostgresSecurity.Apply(builder, parts);
        return new PostgresAddress(builder, account);
    }

    /// <summary>
    /// Creates the address of another database on the same server, with the same user, password and options. Null when the location names another
    /// server: the password may be only for this server.
    /// </summary>
    internal PostgresAddress? CreateFor(string location, DealerAccount account)
    {
        var (own, other) = (new NpgsqlConnectionStringBuilder(ConnectionString), PostgresAddressReader.Read(location));
        if (PostgresSecurity.GetHostToConnect(other.Host) != own.Host || other.Port != own.Port)
            return null;
        own.Database = other.Database;
        return new PostgresAddress(own, account);
    }

    private static int? ReadSeconds(IReadOnlyDictionary<string, string> options) =>
        !options.TryGetValue("connect_timeout", out var text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= LongestTimeout ? seconds
        : throw LedgerName.CreateWrong($"its option connect_timeout is not a whole number of seconds from 1 to {LongestTimeout}");

    /// <summary>Writes the address without user and password, in the form that <see cref="Parse"/> reads.</summary>
    private static string GetLocation(NpgsqlConnectionStringBuilder builder)
    {
        var (host, database) = (builder.Host!, Uri.EscapeDataString(builder.Database!));
        return host[0] == '/'
            ? string.Create(CultureInfo.InvariantCulture, $"postgres://:{builder.Port}/{database}?host={Uri.EscapeDataString(host).Replace("%2F", "/", StringComparison.Ordinal)}")
            : string.Create(CultureInfo.InvariantCulture, $"postgres://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{builder.Port}/{database}");
    }
}
