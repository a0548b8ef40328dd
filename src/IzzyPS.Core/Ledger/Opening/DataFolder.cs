using System.Text;
using IzzyPS.Accounts;
using IzzyPS.Files;

namespace IzzyPS.Ledger.Opening;

/// <summary>
/// Where a user's ledgers and anchors are kept: <c>izzyps</c> below <c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>,
/// on Windows below <c>%LOCALAPPDATA%</c>.
/// </summary>
internal sealed class DataFolder
{
    private const int LongestSlug = 48;

    /// <summary>
    /// What Linux makes up for each process or machine anew: <c>/proc/self/cwd</c> is an absolute path and follows the current directory,
    /// and nothing there outlasts a restart.
    /// </summary>
    private static readonly string[] Transient = ["/proc", "/dev", "/sys"];

    /// <param name="root">The folder; what is remembered in it is remembered by its real path.</param>
    internal DataFolder(string root) => Root = RealPath.Resolve(root);

    internal string Root { get; }

    /// <summary>Where an administrator's profiles are looked for by name.</summary>
    internal string Profiles => Path.Combine(Root, "profiles");

    /// <summary>The folders that only IzzyPS and an administrator write to: no output goes there.</summary>
    internal IReadOnlyList<string> OwnFolders => [.. ClosedFolders, Ledgers];

    /// <summary>The folders in which no ledger is made either.</summary>
    internal IReadOnlyList<string> ClosedFolders => [Accounts, Profiles];

    private string Accounts => Path.Combine(Root, "accounts");

    private string Ledgers => Path.Combine(Root, "ledgers");

    /// <summary>The user's folder.</summary>
    /// <exception cref="LedgerException">The environment names no real one (<see cref="LedgerFault.NoDataFolder"/>).</exception>
    internal static DataFolder OfUser() => OfUser(OperatingSystem.IsWindows(), Environment.GetEnvironmentVariable, Environment.GetFolderPath);

    /// <summary>Where the user's profiles are looked for by name; nowhere where the environment names no real folder.</summary>
    internal static IReadOnlyList<string> ProfilesOfUser => TryOfUser() is { } folder ? [folder.Profiles] : [];

    /// <summary>As <see cref="OfUser()"/>; null where the environment names no real folder.</summary>
    internal static DataFolder? TryOfUser()
    {
        try
        {
            return OfUser();
        }
        catch (LedgerException)
        {
            return null;
        }
    }

    /// <summary>As <see cref="OfUser()"/>, for a system and an environment of a test's choice.</summary>
    internal static DataFolder OfUser(
        bool isWindows, Func<string, string?> variable, Func<Environment.SpecialFolder, Environment.SpecialFolderOption, string> folder)
    {
        try
        {
            var root = Path.Combine(isWindows ? WindowsData(variable, folder) : UnixData(variable, folder), "izzyps");
            if (!isWindows)
                RefuseTransient(root);
            return new DataFolder(root);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw AnchorRefusal.NoDataFolder($"its path can't be followed: {exception.Message}", exception);
        }
    }

    /// <summary>The account's ledger where no other path was named: readable, and different for each account.</summary>
    internal string LedgerPath(DealerAccount account) =>
        Path.Combine(Ledgers, $"{Slug($"{DealerUri.GetHost(account.BaseUri)}-{account.ClientId}")}-{account.Hash[..8]}.db");

    /// <summary>What is remembered of the account's ledger (<see cref="LedgerAnchor"/>).</summary>
    internal string AnchorPath(DealerAccount account) => Path.Combine(Accounts, account.Hash + ".json");

    /// <summary>The anchors of all accounts.</summary>
    internal IReadOnlyList<string> AnchorPaths() =>
        Directory.Exists(Accounts) ? [.. Directory.GetFiles(Accounts).Where(path => path.EndsWith(".json", StringComparison.Ordinal)).Order(StringComparer.Ordinal)] : [];

    /// <summary>
    /// Makes the folders where they are missing, takes everybody else's rights from them, and proves that an anchor can be written.
    /// </summary>
    /// <exception cref="LedgerException">It can't (<see cref="LedgerFault.NoDataFolder"/>).</exception>
    internal void Prepare()
    {
        try
        {
            PrivateFile.MakeFolder(Accounts);
            foreach (var folder in OwnFolders.Prepend(Root))
                PrivateFile.TightenFolder(folder);
            var proof = Path.Combine(Accounts, $"{Guid.CreateVersion7():N}.new");
            using (var file = PrivateFile.Create(proof))
                file.Write("proof"u8);
            File.Delete(proof);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw AnchorRefusal.NoDataFolder($"'{Accounts}' can't be written: {exception.Message}", exception);
        }
    }

    private static void RefuseTransient(string root) => _ = RealPath.Resolve(root, passing =>
    {
        if (Transient.FirstOrDefault(folder => RealPath.IsAtOrBelow(passing, folder)) is { } transient)
            throw AnchorRefusal.NoDataFolder($"'{root}' leads through '{transient}', where paths change with the process and the current directory, and nothing lasts");
    });

    private static string WindowsData(
        Func<string, string?> variable, Func<Environment.SpecialFolder, Environment.SpecialFolderOption, string> folder)
    {
        var given = variable("LOCALAPPDATA");
        if (given is not null && Path.IsPathFullyQualified(given))
            return given;
        return folder(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.None) is var local && Path.IsPathFullyQualified(local)
            ? local
            : throw AnchorRefusal.NoDataFolder("this user has no folder for local application data");
    }

    private static string UnixData(
        Func<string, string?> variable, Func<Environment.SpecialFolder, Environment.SpecialFolderOption, string> folder)
    {
        // The XDG base directory specification: a relative path is to be ignored.
        var given = variable("XDG_DATA_HOME");
        if (given is not null && Path.IsPathFullyQualified(given))
            return given;
        var home = folder(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        var ignored = string.IsNullOrEmpty(given) ? string.Empty : $"; XDG_DATA_HOME is '{given}', which is relative and does not count";
        if (home.Length == 0)
            throw AnchorRefusal.NoDataFolder($"this user has no home folder{ignored}");
        if (!Path.IsPathFullyQualified(home))
            throw AnchorRefusal.NoDataFolder($"the home folder is '{home}', which is relative (HOME){ignored}");
        return Directory.Exists(home)
            ? Path.Combine(home, ".local", "share")
            : throw AnchorRefusal.NoDataFolder($"the home folder '{home}' does not exist (HOME){ignored}");
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
