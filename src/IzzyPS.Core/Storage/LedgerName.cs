using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IzzyPS.Files;
using IzzyPS.Storage.Postgres;

namespace IzzyPS.Storage;

/// <summary>
/// Decides what the name of a ledger is: a database's address or a file's path. A path is only what can't be an address: an address that
/// was mistyped would become the name of a file, with its password.
/// </summary>
/// <remarks>
/// A name that begins at the root or with <c>./</c> may hold any character; it is refused where <c>@</c> and <c>:</c> come together, or where a
/// <c>//</c> stands in it. Any other name holds letters, digits, spaces and the few signs of <see cref="Signs"/>. Full-width and other
/// look-alikes count as the ASCII character that they look like.
/// </remarks>
internal static partial class LedgerName
{
    private const string Setting = "(-LedgerConnection, -LedgerPath, --ledger, IZZYLEASE_LEDGER, or the destination of a move)";

    /// <summary>What a name may hold besides letters, digits and spaces.</summary>
    private const string Signs = "._-+,()[]~!#$&'/\\";

    /// <summary>Whether the name is an address that <see cref="PostgresAddress"/> reads.</summary>
    internal static bool IsAddress(string? name) =>
        name is not null
        && (name.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || name.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase));

    /// <summary>Refuses a name that is neither an address of ours nor surely a path.</summary>
    /// <param name="name">What was typed.</param>
    /// <param name="hasDrives">Whether a name and a colon before a slash may be a drive, as in PowerShell.</param>
    /// <exception cref="LedgerException">It is neither; the message does not repeat the name.</exception>
    internal static void RefuseStrange(string name, bool hasDrives = false)
    {
        if (FindFault(name, hasDrives) is { } what)
            throw CreateWrong(what);
    }

    /// <summary>Why a name is neither an address of ours nor surely a path; null where it is one of the two.</summary>
    /// <param name="name">What was typed.</param>
    /// <param name="hasDrives">Whether a name and a colon before a slash may be a drive, as in PowerShell.</param>
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
            + "A file of such a name can't be a ledger, because an address that was mistyped would become the name of a file, with its password: choose another name";
    }

    /// <summary>A refusal that does not repeat what was typed: it may hold a password.</summary>
    internal static LedgerException CreateWrong(string what) => new(LedgerFault.Address, $"The name of the ledger {Setting} is wrong: {what}.");

    private static bool IsPath(string name, bool hasDrives)
    {
        if (hasDrives && Provider().Match(name) is { Success: true } provider)
            return IsPath(name[provider.Length..], hasDrives: false);
        if (OperatingSystem.IsWindows() && WindowsDrive().Match(name) is { Success: true } letter)
            return IsRootedPath(name[letter.Length..], hasColon: false);
        // The colon of PowerShell's drive may be that of a scheme: postgres:/izzy/password@host.
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

    /// <summary>How PowerShell itself writes the full path of a file.</summary>
    [GeneratedRegex(@"^(?:Microsoft\.PowerShell\.Core\\)?FileSystem::", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Provider();
}
