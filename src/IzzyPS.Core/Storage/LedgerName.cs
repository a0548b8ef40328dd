using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IzzyPS.Files;
using IzzyPS.Storage.Postgres;

namespace IzzyPS.Storage;

/// <summary>
/// Decides whether the name of a ledger is the address of a database or the path of a file. A name counts as a path only when it can't be an
/// address. Otherwise a mistyped address would become the name of a file, and the file name would show the password.
/// </summary>
/// <remarks>
/// A name that begins at the root or with <c>./</c> may hold any character. Such a name is refused when it holds both <c>@</c> and <c>:</c>, or when it
/// holds <c>//</c>. Any other name may hold only letters, digits, spaces and the <see cref="Signs"/>. A full-width character or another look-alike
/// counts as the ASCII character that it looks like.
/// </remarks>
internal static partial class LedgerName
{
    private const string Setting = "(-LedgerConnection, -LedgerPath, --ledger, IZZYLEASE_LEDGER, or the destination of a move)";

    /// <summary>The characters that a name may hold besides letters, digits and spaces.</summary>
    private const string Signs = "._-+,()[]~!#$&'/\\";

    /// <summary>Whether the name is an address that <see cref="PostgresAddress"/> reads.</summary>
    internal static bool IsAddress(string? name) =>
        name is not null
        && (name.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || name.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase));

    /// <summary>Refuses a name that is neither a PostgreSQL address nor certainly a path.</summary>
    /// <param name="name">The name as the user typed it.</param>
    /// <param name="hasDrives">Whether a word and a colon before a slash may be a drive, as in PowerShell.</param>
    /// <exception cref="LedgerException">The name is neither. The message does not repeat the name, which may hold a password.</exception>
    internal static void RefuseStrange(string name, bool hasDrives = false)
    {
        if (FindFault(name, hasDrives) is { } what)
            throw CreateWrong(what);
    }

    /// <summary>Explains why a name is neither a PostgreSQL address nor certainly a path; null when the name is one of the two.</summary>
    /// <param name="name">The name as the user typed it.</param>
    /// <param name="hasDrives">Whether a word and a colon before a slash may be a drive, as in PowerShell.</param>
    internal static string? FindFault(string name, bool hasDrives = false)
    {
        if (IsAddress(name))
            return null;
        if (string.IsNullOrWhiteSpace(name))
            return "it is empty; right would be a file's path, or postgres://user@host:5432/database";
        if (name.Any(char.IsControl))
            return "it holds a control character; right would be a file's path, or postgres://user@host:5432/database";
        return IsPath(LookAlike.Fold(name), hasDrives)
            ? null
            : $"it looks like an address or a part of one, but it does not begin with postgres://; {PostgresAddress.Right}. "
            + "A file with such a name can't be a ledger, because a mistyped address would become the name of a file, and the name would show the password: choose another name";
    }

    /// <summary>Creates the refusal of a name. The message does not repeat the name, which may hold a password.</summary>
    internal static LedgerException CreateWrong(string what) => new(LedgerFault.Address, $"The name of the ledger {Setting} is wrong: {what}.");

    private static bool IsPath(string name, bool hasDrives)
    {
        if (hasDrives && Provider().Match(name) is { Success: true } provider)
            return IsPath(name[provider.Length..], hasDrives: false);
        if (OperatingSystem.IsWindows() && WindowsDrive().Match(name) is { Success: true } letter)
            return IsRootedPath(name[letter.Length..], hasColon: false);
        // What looks like a PowerShell drive may be the scheme of an address: postgres:/izzy/password@host.
        if (hasDrives && Drive().Match(name) is { Success: true } drive)
            return IsRootedPath(name[drive.Length..], hasColon: true);
        return Rooted().IsMatch(name) ? IsRootedPath(name, hasColon: false) : IsBarePath(name);
    }

    private static bool IsRootedPath(string name, bool hasColon) =>
        !(name.Contains('@', StringComparison.Ordinal) && (hasColon || name.Contains(':', StringComparison.Ordinal)))
        && !name.Contains("//", StringComparison.Ordinal);

    private static bool IsBarePath(string name) =>
        !name.Contains("//", StringComparison.Ordinal)
        && name.EnumerateRunes().All(rune => IsWordCharacter(rune) || (rune.IsAscii && Signs.Contains((char)rune.Value, StringComparison.Ordinal)));

    private static bool IsWordCharacter(Rune rune) => rune.Value == ' ' || Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    [GeneratedRegex(@"^(?:/(?!/)|\.{1,2}[/\\]|~[/\\])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Rooted();

    [GeneratedRegex(@"^[A-Za-z]:(?=[/\\])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex WindowsDrive();

    [GeneratedRegex(@"^\w+:(?=[/\\])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Drive();

    /// <summary>The prefix that PowerShell puts before the full path of a file.</summary>
    [GeneratedRegex(@"^(?:Microsoft\.PowerShell\.Core\\)?FileSystem::", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Provider();
}
