using System.Diagnostics;
using IzzyPS.Sandbox;
using Xunit;

namespace IzzyPS.Tests.Tool;

/// <summary>What the tool remembers, and where, as a process: homes that are not there, aliases, copies, outputs over our own files.</summary>
[Trait("Category", "Slow")]
public sealed class MemoryCommandTests : IAsyncLifetime
{
    private const int Listed = 37;

    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-memory-").FullName;
    private readonly SandboxServer _server = SandboxServer.Start();
    private readonly Dictionary<string, string?> _more = new(StringComparer.Ordinal);

    private static string Stock => Path.GetFullPath(Path.Combine(StockFileGenerator.Fixtures, "..", "..", "examples", "stock-monday.csv"));

    private string DataHome => Path.Combine(_folder, "data");

    private string LedgerPath => Directory.GetFiles(Path.Combine(DataHome, "izzyps", "ledgers"), "*.db").Single();

    private string Anchor => Directory.GetFiles(Path.Combine(DataHome, "izzyps", "accounts"), "*.json").Single();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("/nonexistent", null)]
    [InlineData(".", null)]
    [InlineData("/nonexistent", "data")]
    [InlineData("/nonexistent", "")]
    public async Task Without_a_real_home_nothing_is_sent_from_any_directory(string home, string? xdg)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: Windows asks the system, not HOME.");
        (_more["HOME"], _more["XDG_DATA_HOME"]) = (home, xdg);
        foreach (var directory in new[] { "one", "two" })
        {
            var current = Directory.CreateDirectory(Path.Combine(_folder, directory)).FullName;
            foreach (var options in new[] { Array.Empty<string>(), ["--ledger", Path.Combine(_folder, "ledger.db")] })
            {
                var result = await RunInAsync(current, ["sync", Stock, "--json", .. options]);
                Assert.Equal(1, result.ExitCode);
                Assert.Contains("XDG_DATA_HOME", result.Error, StringComparison.Ordinal);
            }

            Assert.Empty(Directory.GetFileSystemEntries(current));
        }

        Assert.Equal(0, _server.Requests.Values.Sum());
    }

    [Fact]
    public async Task A_relative_ledger_in_the_environment_is_wrong_configuration()
    {
        _more["IZZYLEASE_LEDGER"] = "ledger.db";
        var result = await RunInAsync(_folder, "sync", Stock, "--json");
        Assert.Equal((2, string.Empty), (result.ExitCode, result.Output));
        Assert.Contains("IZZYLEASE_LEDGER is a relative path", result.Error, StringComparison.Ordinal);
        Assert.Empty(_server.Cars);
    }

    [Fact]
    public async Task Aliases_of_one_address_list_nothing_twice()
    {
        var address = _server.BaseUri.AbsoluteUri;
        foreach (var alias in new[] { "127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1", "LOCALHOST" })
        {
            _more["IZZYLEASE_API_BASE_URL"] = address.Replace("127.0.0.1", alias, StringComparison.Ordinal);
            var result = await RunAsync("sync", Stock, "--json");
            Assert.True(result.ExitCode == 3, $"{alias}: {result.Error}");
        }

        Assert.Equal(Listed, _server.ActiveCars.Count);
        Assert.Empty(_server.DuplicateVins);
    }

    [Fact]
    public async Task Second_address_of_a_client_id_is_refused_until_confirmed()
    {
        Assert.Equal(3, (await RunAsync("sync", Stock, "--json")).ExitCode);
        await using var other = SandboxServer.Start(new SandboxOptions { ClientSecret = _server.ClientSecret });
        _more["IZZYLEASE_API_BASE_URL"] = other.BaseUri.AbsoluteUri;

        var refused = await RunAsync("sync", Stock, "--json");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(_server.BaseUri.AbsoluteUri, refused.Error, StringComparison.Ordinal);
        Assert.Contains("--new-ledger", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, other.Requests.Values.Sum());
        Assert.Equal(0, (await RunAsync("sync", Stock, "--json", "--new-ledger", "--what-if")).Count("in_doubt"));
        Assert.DoesNotContain("--new-ledger", (await RunAsync("sync", Stock, "--json", "--what-if")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_copy_without_an_anchor_lists_nothing_until_adopted()
    {
        Assert.Equal(3, (await RunAsync("sync", Stock, "--json")).ExitCode);
        File.Delete(Anchor);
        var requests = _server.Requests.Values.Sum();

        var refused = await RunAsync("sync", Stock, "--json");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--adopt-ledger", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("status")).ExitCode);
        Assert.Equal(1, (await RunAsync("move-ledger", Path.Combine(_folder, "elsewhere.db"))).ExitCode);
        Assert.Equal(1, (await RunAsync("resolve", "#1", "--not-created")).ExitCode);
        Assert.Equal(1, (await RunAsync("sync", Stock, "--json")).ExitCode);
        Assert.Equal(requests, _server.Requests.Values.Sum());

        var adopted = await RunAsync("sync", Stock, "--json", "--adopt-ledger");
        Assert.Equal((3, Listed), (adopted.ExitCode, adopted.Count("unchanged")));
        Assert.Equal(3, (await RunAsync("sync", Stock, "--json")).ExitCode);
        Assert.Equal(Listed, _server.ActiveCars.Count);
    }

    [Fact]
    public async Task An_error_report_over_a_file_of_ours_ends_with_1_and_changes_nothing()
    {
        Assert.Equal(3, (await RunAsync("sync", Stock, "--json")).ExitCode);
        var link = Path.Combine(_folder, "report.csv");
        File.CreateSymbolicLink(link, LedgerPath);
        var stock = Path.Combine(_folder, "stock.csv");
        File.Copy(Stock, stock);
        var before = Content();
        foreach (var target in new[] { LedgerPath, LedgerPath + "-wal", LedgerPath + ".lock", Anchor, link, stock })
        {
            var result = await RunAsync("sync", stock, "--json", "--error-report", target);
            Assert.Equal(1, result.ExitCode);
            Assert.Contains($"The error report '{target}' can't be written", result.Error, StringComparison.Ordinal);
        }

        Assert.Equal(before, Content());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("true")]
    public async Task A_runtime_without_file_locks_is_refused(string value)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: the switch is for Unix.");
        _more["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = value;
        var result = await RunAsync("sync", Stock, "--json");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", result.Error, StringComparison.Ordinal);
        Assert.Empty(_server.Cars);
    }

    private string Content() => string.Join('\n', Directory.GetFiles(_folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(file => file + " " + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))));

    private Task<IzzyResult> RunAsync(params IEnumerable<string> arguments) => RunInAsync(_folder, arguments);

    private async Task<IzzyResult> RunInAsync(string directory, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(IzzyProcess.Path, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["IZZYLEASE_API_BASE_URL"] = _server.BaseUri.AbsoluteUri,
            ["IZZYLEASE_CLIENT_ID"] = _server.ClientId,
            ["IZZYLEASE_CLIENT_SECRET"] = _server.ClientSecret,
            ["XDG_DATA_HOME"] = DataHome,
            ["NO_COLOR"] = "1",
        };
        foreach (var (name, value) in environment.Concat(_more))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new IzzyResult(process.ExitCode, await output, await error);
    }
}
