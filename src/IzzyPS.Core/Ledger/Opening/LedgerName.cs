using System.Text.RegularExpressions;
using IzzyPS.Storage.Postgres;

namespace IzzyPS.Ledger.Opening;

/// <summary>
/// Decides what the name of a ledger is: a database's address or a file's path. What looks like an address of any kind is never a path:
/// its password would become the name of a file.
/// </summary>
internal static partial class LedgerName
{
    private const string Setting = "(-LedgerConnection, -LedgerPath, --ledger, IZZYLEASE_LEDGER, or the destination of a move)";

    /// <summary>Whether the name is an address that <see cref="PostgresAddress"/> reads.</summary>
    internal static bool IsAddress(string? name) =>
        name is not null
        && (name.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || name.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase));

    /// <summary>Refuses a name that is neither an address of ours nor surely a path.</summary>
    /// <param name="name">What was typed.</param>
    /// <param name="hasDrives">Whether a name and a colon before a single slash may be a drive, as in PowerShell.</param>
    /// <exception cref="LedgerException">It looks like an address of another kind, or holds control characters.</exception>
    internal static void RefuseStrange(string name, bool hasDrives = false)
    {
        if (StrangenessOf(name, hasDrives) is { } what)
            throw Wrong(what);
    }

    /// <summary>Why a name is neither an address of ours nor surely a path; null where it is one of the two.</summary>
    /// <param name="name">What was typed.</param>
    /// <param name="hasDrives">Whether a name and a colon before a single slash may be a drive, as in PowerShell.</param>
    internal static string? StrangenessOf(string name, bool hasDrives = false)
    {
        if (IsAddress(name))
            return null;
        if (string.IsNullOrWhiteSpace(name))
            return "it is empty; right would be a file's path, or postgres://user@host:5432/database";
        if (name.Any(char.IsControl))
            return "it holds a control character; right would be a file's path, or postgres://user@host:5432/database";
        // A name that begins at the root or in a folder is a path, whatever stands in it.
        if (Rooted().IsMatch(name) && !name.Contains("://", StringComparison.Ordinal))
            return null;
        if (Pairs().IsMatch(name))
            return $"it is written as name=value pairs; {PostgresAddress.Right}";
        return LooksLikeAddress(name, hasDrives)
            ? $"it looks like an address, and not like one with postgres:// before it; {PostgresAddress.Right}. A file of such a name is written with './' before it"
            : null;
    }

    /// <summary>A refusal that does not repeat what was typed: it may hold a password.</summary>
    internal static LedgerException Wrong(string what) => new(LedgerFault.Address, $"The name of the ledger {Setting} is wrong: {what}.");

    private static bool LooksLikeAddress(string name, bool hasDrives) =>
        name.Contains("://", StringComparison.Ordinal) || KnownScheme().IsMatch(name) || UserAtHost().IsMatch(name)
        || (!hasDrives && Scheme().IsMatch(name));

    [GeneratedRegex(@"^(?:/(?!/)|\.{1,2}[/\\]|~[/\\]|[A-Za-z]:[/\\])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Rooted();

    /// <summary>libpq's <c>host=… password=…</c> and .NET's <c>Host=…;Password=…</c>.</summary>
    [GeneratedRegex(@"(?:^|[\s;])(?:host|hostaddr|port|server|data ?source|dbname|database|initial catalog|user|username|user ?id|uid|password|pwd|passfile|service|sslmode)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pairs();

    [GeneratedRegex(@"^\s*(?:jdbc|odbc|postgres|postgresql|pgsql|npgsql|psql|libpq|mysql|mariadb|sqlserver|mssql|sqlite|https?|ftp|file|data|mailto|ssh):", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex KnownScheme();

    /// <summary>One letter before the colon is a drive of Windows.</summary>
    [GeneratedRegex(@"^\s*[A-Za-z][A-Za-z0-9+.\-]+:[/\\]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Scheme();

    /// <summary><c>user:password@host</c>, also behind <c>//</c>.</summary>
    [GeneratedRegex(@"^\s*(?://)?[^/\\@:]{2,}:[^@]*@|^\s*//[^/@]*@", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex UserAtHost();
}
