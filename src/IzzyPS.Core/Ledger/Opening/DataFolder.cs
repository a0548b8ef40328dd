using System.Text;
using IzzyPS.Accounts;
using IzzyPS.Files;

namespace IzzyPS.Ledger.Opening;

/// <summary>
/// The folder with a user's ledgers, anchors and profiles: <c>izzyps</c> below <c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>;
/// on Windows below <c>%LOCALAPPDATA%</c>.
/// </summary>
internal sealed class DataFolder
{
    private const int LongestSlug = 48;

    /// <summary>
    /// Folders of Linux's virtual file systems. Their content depends on the process or is lost at a restart. <c>/proc/self/cwd</c>, for example,
    /// is an absolute path, but it leads to the process's current directory.
    /// </summary>
    private static readonly string[] Transient = ["/proc", "/dev", "/sys"];

    /// <param name="root">The folder. Symbolic links in its path are resolved, so that the folder has one name however it was reached.</param>
    internal DataFolder(string root) => Root = RealPath.Resolve(root);

    internal string Root { get; }

    /// <summary>The folder in which an administrator's profiles are looked up by name.</summary>
    internal string Profiles => Path.Combine(Root, "profiles");

    /// <summary>The folders that only IzzyPS and an administrator write to. A command's output file in them is refused.</summary>
    internal IReadOnlyList<string> OwnFolders => [.. ClosedFolders, Ledgers];

    /// <summary>The folders of these in which no ledger may be created either.</summary>
    internal IReadOnlyList<string> ClosedFolders => [Accounts, Profiles];

    private string Accounts => Path.Combine(Root, "accounts");

    private string Ledgers => Path.Combine(Root, "ledgers");

    /// <summary>Finds the user's data folder from the environment.</summary>
    /// <exception cref="LedgerException">The environment names no usable folder (<see cref="LedgerFault.NoDataFolder"/>).</exception>
    internal static DataFolder FindUserFolder() => FindUserFolder(OperatingSystem.IsWindows(), Environment.GetEnvironmentVariable, Environment.GetFolderPath);

    /// <summary>The folders in which the user's profiles are looked up by name; empty where the environment names no usable folder.</summary>
    internal static IReadOnlyList<string> UserProfiles => TryFindUserFolder() is { } folder ? [folder.Profiles] : [];

    /// <summary>Finds the user's data folder; null where the environment names no usable folder.</summary>
    internal static DataFolder? TryFindUserFolder()
    {
        try
        {
            return FindUserFolder();
        }
        catch (LedgerException)
        {
            return null;
        }
    }

    /// <summary>Finds the data folder for a given system and environment, which a test chooses.</summary>
    internal static DataFolder FindUserFolder(
        bool isWindows, Func<string, string?> variable, Func<Environment.SpecialFolder, Environment.SpecialFolderOption, string> folder)
    {
        try
        {
            var root = Path.Combine(isWindows ? FindWindowsData(variable, folder) : FindUnixData(variable, folder), "izzyps");
            if (!isWindows)
                RefuseTransient(root);
            return new DataFolder(root);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw AnchorRefusal.CreateNoDataFolder($"its path can't be followed: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Gets the default path of the account's ledger. People can read the host and the client id in the file's name, and the name differs for each
    /// account.
    /// </summary>
    internal string GetLedgerPath(DealerAccount account) =>
        Path.Combine(Ledgers, $"{CreateSlug($"{DealerUri.GetHost(account.BaseUri)}-{account.ClientId}")}-{account.Hash[..8]}.db");

    /// <summary>Gets the path of the account's anchor (<see cref="LedgerAnchor"/>).</summary>
    internal string GetAnchorPath(DealerAccount account) => Path.Combine(Accounts, account.Hash + ".json");

    /// <summary>Finds the paths of all accounts' anchors.</summary>
    internal IReadOnlyList<string> FindAnchorPaths() =>
        Directory.Exists(Accounts) ? [.. Directory.GetFiles(Accounts).Where(path => path.EndsWith(".json", StringComparison.Ordinal)).Order(StringComparer.Ordinal)] : [];

    /// <summary>
    /// Creates the anchors' folder where it is missing, takes other users' rights to the folders away, and writes a test file to prove that an
    /// anchor can be written.
    /// </summary>
    /// <exception cref="LedgerException">The folder can't be written (<see cref="LedgerFault.NoDataFolder"/>).</exception>
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
            throw AnchorRefusal.CreateNoDataFolder($"'{Accounts}' can't be written: {exception.Message}", exception);
        }
    }

    private static void RefuseTransient(string root) => _ = RealPath.Resolve(root, passing =>
    {
        if (Transient.FirstOrDefault(folder => RealPath.IsAtOrBelow(passing, folder)) is { } transient)
            throw AnchorRefusal.CreateNoDataFolder($"'{root}' leads through '{transient}', where paths depend on the process and its current directory, and nothing is kept");
    });

    private static string FindWindowsData(
        Func<string, string?> variable, Func<Environment.SpecialFolder, Environment.SpecialFolderOption, string> folder)
    {
        var given = variable("LOCALAPPDATA");
        if (given is not null && Path.IsPathFullyQualified(given))
            return given;
        return folder(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.None) is var local && Path.IsPathFullyQualified(local)
            ? local
            : throw AnchorRefusal.CreateNoDataFolder("this user has no folder for local application data");
    }

    private static string FindUnixData(
        Func<string, string?> variable, Func<Environment.SpecialFolder, Environment.SpecialFolderOption, string> folder)
    {
        // The XDG base directory specification says that a relative path must be ignored.
        var given = variable("XDG_DATA_HOME");
        if (given is not null && Path.IsPathFullyQualified(given))
            return given;
        var home = folder(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        var ignored = string.IsNullOrEmpty(given) ? string.Empty : $"; XDG_DATA_HOME is '{given}', which is relative and is therefore ignored";
        if (home.Length == 0)
            throw AnchorRefusal.CreateNoDataFolder($"this user has no home folder{ignored}");
        if (!Path.IsPathFullyQualified(home))
            throw AnchorRefusal.CreateNoDataFolder($"the home folder is '{home}', which is relative (HOME){ignored}");
        return Directory.Exists(home)
            ? Path.Combine(home, ".local", "share")
            : throw AnchorRefusal.CreateNoDataFolder($"the home folder '{home}' does not exist (HOME){ignored}");
    }

    private static string CreateSlug(string text)
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
