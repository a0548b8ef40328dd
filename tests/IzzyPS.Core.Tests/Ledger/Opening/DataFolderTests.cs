using IzzyPS.Accounts;
using IzzyPS.Connections;
using IzzyPS.Ledger.Opening;
using Xunit;

namespace IzzyPS.Tests.Ledger.Opening;

/// <summary>The data folder is an absolute, real path, or the run is refused.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("izzyps-home-").FullName;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("data")]
    [InlineData("./data")]
    [InlineData("~/data")]
    public void Unset_or_relative_XDG_DATA_HOME_falls_back_to_the_home_folder(string? variable) =>
        Assert.Equal(Path.Combine(_home, ".local", "share", "izzyps"), Unix(variable, _home).Root);

    [Fact]
    public void Absolute_XDG_DATA_HOME_is_used_without_any_home_folder() =>
        Assert.Equal(Path.Combine(_home, "izzyps"), Unix(_home, string.Empty).Root);

    [Theory]
    [InlineData(null, "")]
    [InlineData("data", "")]
    [InlineData(null, ".")]
    [InlineData(null, "data")]
    [InlineData(null, "/nonexistent/home")]
    public void Missing_empty_or_relative_home_is_refused_with_the_variable_to_set(string? variable, string home)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: Windows has other absolute paths.");
        var exception = Assert.Throws<LedgerException>(() => Unix(variable, home));
        Assert.Equal(LedgerFault.NoDataFolder, exception.Fault);
        Assert.Contains("XDG_DATA_HOME", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was sent", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/proc/self/cwd", false)]
    [InlineData("/proc/self/cwd", true)]
    [InlineData("/proc/thread-self/root/tmp", false)]
    [InlineData("/dev/shm", false)]
    [InlineData("/sys", false)]
    public void Folder_that_changes_with_the_process_is_refused(string target, bool isLinked)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "NOT TESTED: other systems have no /proc.");
        var root = isLinked ? Directory.CreateSymbolicLink(Path.Combine(_home, "link"), target).FullName : target;
        foreach (var read in new Func<DataFolder>[] { () => Unix(root, _home), () => Unix(null, root) })
        {
            var exception = Assert.Throws<LedgerException>(read);
            Assert.Equal(LedgerFault.NoDataFolder, exception.Fault);
            Assert.Contains("XDG_DATA_HOME", exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("AppData")]
    public void Windows_without_a_local_folder_is_refused(string? variable) =>
        Assert.Equal(LedgerFault.NoDataFolder, Assert.Throws<LedgerException>(() => Windows(variable, string.Empty)).Fault);

    [Fact]
    public void Windows_uses_LOCALAPPDATA_or_else_the_systems_local_folder()
    {
        Assert.Equal(Path.Combine(_home, "izzyps"), Windows(_home, string.Empty).Root);
        Assert.Equal(Path.Combine(_home, "izzyps"), Windows(null, _home).Root);
    }

    [Fact]
    public void A_symbolic_link_on_the_way_gives_the_same_ledger_path()
    {
        var link = _home + "-link";
        Directory.CreateSymbolicLink(link, _home);
        try
        {
            var account = new DealerAccount(DealerUri.Production, "dealer-7");
            Assert.Equal(new DataFolder(_home).GetLedgerPath(account), new DataFolder(link).GetLedgerPath(account));
        }
        finally
        {
            Directory.Delete(link);
        }
    }

    [Fact]
    public void Symbolic_links_in_a_loop_are_refused()
    {
        var (one, two) = (Path.Combine(_home, "one"), Path.Combine(_home, "two"));
        File.CreateSymbolicLink(one, two);
        File.CreateSymbolicLink(two, one);
        Assert.Contains("loop", Assert.Throws<IOException>(() => IzzyPS.Files.RealPath.Resolve(Path.Combine(one, "ledger.db"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IZZYLEASE_LEDGER", "ledger.db", true)]
    [InlineData("IZZYLEASE_LEDGER", "./ledger.db", true)]
    [InlineData("IZZYLEASE_LEDGER", "~/ledger.db", true)]
    [InlineData("IZZYLEASE_LEDGER", "/var/lib/izzy/ledger.db", false)]
    [InlineData("IZZYLEASE_LEDGER", "postgres://izzy@db.example.com/izzy", false)]
    [InlineData("IZZYLEASE_LOCATION_MAP_FILE", "showrooms.json", true)]
    [InlineData("IZZYLEASE_LOCATION_MAP_FILE", "/etc/izzy/showrooms.json", false)]
    public void A_relative_path_in_a_variable_is_refused(string name, string value, bool isRefused)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: Windows has other absolute paths.");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["IZZYLEASE_CLIENT_ID"] = "me", ["IZZYLEASE_CLIENT_SECRET"] = "secret", [name] = value };
        var exception = Record.Exception(() => DealerEnvironment.Read(environment.GetValueOrDefault));
        Assert.Equal(isRefused, exception is DealerEnvironmentException { Faults: [{ Variable: var variable }] } && variable == name);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private static DataFolder Unix(string? xdg, string home) =>
        DataFolder.FindUserFolder(isWindows: false, name => name == "XDG_DATA_HOME" ? xdg : null, (_, _) => home);

    private static DataFolder Windows(string? local, string system) =>
        DataFolder.FindUserFolder(isWindows: true, name => name == "LOCALAPPDATA" ? local : null, (_, _) => system);
}
