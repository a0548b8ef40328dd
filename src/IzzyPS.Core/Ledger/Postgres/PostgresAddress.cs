using System.Buffers;
using System.Globalization;
using IzzyPS.Dealer;
using Npgsql;

namespace IzzyPS.Ledger.Postgres;

/// <summary>
/// Where a ledger in PostgreSQL is: <c>postgres://user:password@host:port/database?sslmode=require</c>, and in that database
/// a schema of the account's own, so that several accounts can share it.
/// </summary>
internal sealed class PostgresAddress
{
    internal const string Right = "right would be postgres://user:password@host:5432/database";
    private const int DefaultPort = 5432;

    // A commit is on the disk before the request goes out. A machine that vanished must not hold its rows for hours.
    private const string SessionSettings =
        "-c synchronous_commit=on -c client_connection_check_interval=5s -c idle_in_transaction_session_timeout=15s " +
        "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3";

    /// <summary>Longer than a machine that vanished within a transaction can hold the others up.</summary>
    private const int CommandSeconds = 120;

    private static readonly SearchValues<char> SchemeLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

    private PostgresAddress(NpgsqlConnectionStringBuilder builder, DealerAccount account)
    {
        Schema = "izzyps_" + account.Hash;
        builder.SearchPath = Schema;
        builder.Options = SessionSettings;
        builder.CommandTimeout = CommandSeconds;
        builder.ApplicationName = "IzzyPS";
        builder.MaxAutoPrepare = 40;
        builder.AutoPrepareMinUsages = 2;
        builder.PersistSecurityInfo = false;
        ConnectionString = builder.ConnectionString;
        Location = string.Create(CultureInfo.InvariantCulture, $"postgres://{builder.Host}:{builder.Port}/{builder.Database}");
    }

    /// <summary>Where it is, without user and password.</summary>
    internal string Location { get; }

    /// <summary>The account's schema.</summary>
    internal string Schema { get; }

    /// <summary>With the password: for Npgsql only.</summary>
    internal string ConnectionString { get; }

    /// <summary>Whether a ledger is named by an address rather than a path.</summary>
    internal static bool IsAddress(string? ledger) =>
        ledger is not null
        && (ledger.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || ledger.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a ledger is named by an address of some kind that is none of ours: <c>pgsql://…</c> is no name for a file.</summary>
    internal static bool IsMistyped(string ledger)
    {
        var colon = ledger.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && ledger.AsSpan(colon + 1).StartsWith("/") && !IsAddress(ledger)
            && ledger.AsSpan(0, colon).IndexOfAnyExcept(SchemeLetters) < 0;
    }

    /// <summary>Refuses it, without saying what was typed: it may have the password.</summary>
    internal static LedgerException Mistyped() => Wrong($"it begins like an address, and not with postgres://; {Right}");

    /// <summary>Reads an address. What is wrong is said without it: it has the password.</summary>
    /// <exception cref="LedgerException">It is not an address.</exception>
    internal static PostgresAddress Parse(string address, DealerAccount account)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.AbsolutePath.Trim('/').Length == 0)
            throw Wrong($"it is not an address with a host and a database; {Right}");

        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host.Length == 0 ? "localhost" : uri.Host.Trim('[', ']'),
            Port = uri.IsDefaultPort || uri.Port <= 0 ? DefaultPort : uri.Port,
            Database = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/')),
        };
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2)
            builder.Password = Uri.UnescapeDataString(user[1]);
        foreach (var option in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Set(builder, option);
        return new PostgresAddress(builder, account);
    }

    /// <summary>Another database, with this one's user, password and options.</summary>
    internal PostgresAddress At(string location, DealerAccount account)
    {
        var other = new NpgsqlConnectionStringBuilder(Parse(location, account).ConnectionString);
        return new PostgresAddress(
            new NpgsqlConnectionStringBuilder(ConnectionString) { Host = other.Host, Port = other.Port, Database = other.Database }, account);
    }

    /// <summary>libpq's words for the options that make sense here.</summary>
    private static void Set(NpgsqlConnectionStringBuilder builder, string option)
    {
        var parts = option.Split('=', 2);
        var (name, value) = (parts[0], parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : string.Empty);
        switch (name)
        {
            case "host":
                builder.Host = value;
                break;
            case "sslmode" when Enum.TryParse<SslMode>(value.Replace("-", string.Empty, StringComparison.Ordinal), ignoreCase: true, out var mode):
                builder.SslMode = mode;
                break;
            case "sslrootcert":
                builder.RootCertificate = value;
                break;
            case "connect_timeout" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds):
                builder.Timeout = seconds;
                break;
            default:
                throw Wrong($"its option '{name}' is unknown or has no such value; known are host, sslmode, sslrootcert and connect_timeout");
        }
    }

    private static LedgerException Wrong(string what) => new(
        LedgerFault.Storage, $"The ledger's address (-LedgerConnection, --ledger, IZZYLEASE_LEDGER) is wrong: {what}.");
}
