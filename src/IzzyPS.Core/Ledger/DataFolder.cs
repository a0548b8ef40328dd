using System.Text;
using IzzyPS.Dealer;

namespace IzzyPS.Ledger;

/// <summary>
/// Where a user's ledgers and anchors are kept: <c>izzyps</c> below <c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>,
/// on Windows below <c>%LOCALAPPDATA%</c>.
/// </summary>
internal sealed class DataFolder
{
    private const int LongestSlug = 48;

    internal DataFolder(string root) => Root = Path.GetFullPath(root);

    internal string Root { get; }

    internal static DataFolder OfUser() => new(Path.Combine(UserData(), "izzyps"));

    /// <summary>The account's ledger where no other path was named: readable, and different for each account.</summary>
    internal string LedgerPath(DealerAccount account) =>
        Path.Combine(Root, "ledgers", $"{Slug($"{account.BaseUri.Host}-{account.ClientId}")}-{account.Hash[..8]}.db");

    /// <summary>What is remembered of the account's ledger (<see cref="LedgerAnchor"/>).</summary>
    internal string AnchorPath(DealerAccount account) => Path.Combine(Root, "accounts", account.Hash + ".json");

    /// <summary>Makes a file's folder; one that others on the machine can't look into, where it is new.</summary>
    internal static void Prepare(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (Directory.Exists(folder))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string UserData()
    {
        if (OperatingSystem.IsWindows())
            return Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);

        // The XDG base directory specification: a relative path is to be ignored.
        return Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { } folder && Path.IsPathRooted(folder)
            ? folder
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
    }

    private static string Slug(string text)
    {
        var slug = new StringBuilder(LongestSlug);
        foreach (var character in text)
        {
            if (slug.Length == LongestSlug)
                break;
            if (char.IsAsciiLetterOrDigit(character))
                slug.Append(char.ToLowerInvariant(character));
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        return slug.ToString().TrimEnd('-');
    }
}
