using System.Globalization;
using IzzyPS.Output;
using Npgsql;

namespace IzzyPS.Storage.Postgres;

/// <summary>
/// Where a ledger in PostgreSQL is: <c>postgres://user:password@host:port/database</c>, and in that database
/// a schema of the account's own, so that several accounts can share it.
/// </summary>
internal sealed class PostgresAddress
{
    internal const string Right = "right would be postgres://user:password@host:5432/database";

    // A commit is on the disk before the request goes out. A machine that vanished must not hold its rows for hours.
    // The second half are PostgreSQL's own defaults: a role or a database may have been given settings that change what our SQL means.
    private const string SessionSettings =
        "-c synchronous_commit=on -c client_connection_check_interval=5s -c idle_in_transaction_session_timeout=15s " +
        "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 " +
        @"-c default_transaction_isolation=read\ committed -c default_transaction_deferrable=off -c transform_null_equals=off -c array_nulls=on " +
        @"-c row_security=on -c check_function_bodies=on -c standard_conforming_strings=on -c backslash_quote=safe_encoding -c bytea_output=hex " +
        @"-c DateStyle=ISO,\ MDY -c IntervalStyle=postgres -c extra_float_digits=1 -c quote_all_identifiers=off";

    /// <summary>Longer than a machine that vanished within a transaction can hold the others up.</summary>
    private const int CommandSeconds = 120;

    private const int DefaultTimeout = 15;

    /// <summary>The most that Npgsql takes.</summary>
    private const int LongestTimeout = 1024;

    private static readonly TimeSpan OpeningGrace = TimeSpan.FromSeconds(5);

    private PostgresAddress(NpgsqlConnectionStringBuilder builder, DealerAccount account)
    {
        Schema = "izzyps_" + account.Hash;
        // PostgreSQL looks into pg_catalog first where it is not named. Temporary objects come last, so that none hides one of ours.
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

    /// <summary>Where it is, without user and password.</summary>
    internal string Location { get; }

    /// <summary>The account's schema.</summary>
    internal string Schema { get; }

    /// <summary>How long opening a connection may take in all; longer than Npgsql's own limit, whose message is better.</summary>
    internal TimeSpan OpeningLimit { get; }

    /// <summary>With the password: for Npgsql only.</summary>
    internal string ConnectionString { get; }

    /// <summary>Reads an address. What is wrong is said without it: it has the password.</summary>
    /// <exception cref="LedgerException">It is wrong, or would send the password unprotected.</exception>
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
        Secrets.Know(parts.Password);
        PostgresSecurity.Apply(builder, parts);
        return new PostgresAddress(builder, account);
    }

    /// <summary>
    /// Another database of the same server, with this one's user, password and options. Null where another server is named: nobody has
    /// said that this password is for it.
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

    /// <summary>As it is read again, without user and password.</summary>
    private static string GetLocation(NpgsqlConnectionStringBuilder builder)
    {
        var (host, database) = (builder.Host!, Uri.EscapeDataString(builder.Database!));
        return host[0] == '/'
            ? string.Create(CultureInfo.InvariantCulture, $"postgres://:{builder.Port}/{database}?host={Uri.EscapeDataString(host).Replace("%2F", "/", StringComparison.Ordinal)}")
            : string.Create(CultureInfo.InvariantCulture, $"postgres://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{builder.Port}/{database}");
    }
}
