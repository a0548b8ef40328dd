using IzzyPS.Sandbox;
using Xunit;

namespace IzzyPS.Tests.Cases;

/// <summary>
/// Files that lack vehicles which are still for sale, in <c>tests/fixtures/cases</c>, as <c>izzy sync</c> takes them: each case on a new ledger, the last file twice.
/// </summary>
[Trait("Category", "Slow")]
public sealed class CloseCaseTests : IAsyncLifetime
{
    private static readonly string Fixtures = Path.Combine(RepositoryRoot.Path, "tests", "fixtures", "cases");

    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-close-").FullName;
    private SandboxServer _server = null!;

    public ValueTask InitializeAsync()
    {
        _server = SandboxServer.Start(new SandboxOptions());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task W01_another_partners_file_closes_nothing_both_times()
    {
        Assert.Equal(10, (await SyncAsync("W01-partnerA-10")).Count("created"));
        foreach (var (created, code) in new[] { (100, "CloseLimit"), (0, "CloseHeld") })
        {
            var result = await SyncAsync("W01-partnerB-100");
            Assert.Equal((4, created, 0, 10), (result.ExitCode, result.Count("created"), result.Count("closed"), result.Count("held_back")));
            Assert.All(GetHeld(result), held => Assert.Equal(code, held.Code));
        }

        Assert.Equal(110, _server.ActiveCars.Count);
        var shown = await SyncAsync("W01-partnerB-100", "--what-if");
        Assert.Contains("held back since", GetHeld(shown)[0].Reason, StringComparison.Ordinal);
        Assert.Contains("--allow-close 10", GetHeld(shown)[0].Reason, StringComparison.Ordinal);
        var allowed = await SyncAsync("W01-partnerB-100", "--allow-close", "10");
        Assert.Equal((0, 10), (allowed.ExitCode, allowed.Count("closed")));
    }

    [Theory]
    [InlineData("W05", "W05-day2-cut-at-row-boundary")]
    [InlineData("W05b", "W05b-day2-cut-inside-last-value")]
    public async Task W05_missing_end_of_the_file_before_is_held_both_times(string name, string secondDay)
    {
        Assert.Equal(60, (await SyncAsync(name + "-day1")).Count("created"));
        for (var times = 0; times < 2; times++)
        {
            var result = await SyncAsync(secondDay);
            Assert.Equal((4, 0, 5), (result.ExitCode, result.Count("closed"), result.Count("held_back")));
            if (times == 0)
                Assert.All(GetHeld(result), held => Assert.Contains("the end of the feed's previous file", held.Reason, StringComparison.Ordinal));
        }

        Assert.Equal(60, _server.ActiveCars.Count);
    }

    private static List<(string Code, string Reason)> GetHeld(IzzyResult result) =>
        [.. result.Json.GetProperty("detail").GetProperty("held_back").EnumerateArray().Select(held => (held.GetProperty("code").GetString()!, held.GetProperty("reason").GetString()!))];

    private Task<IzzyResult> SyncAsync(string name, params IEnumerable<string> options) => IzzyProcess.RunAsync(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["IZZYLEASE_API_BASE_URL"] = _server.BaseUri.AbsoluteUri,
            ["IZZYLEASE_CLIENT_ID"] = _server.ClientId,
            ["IZZYLEASE_CLIENT_SECRET"] = _server.ClientSecret,
            ["XDG_DATA_HOME"] = Path.Combine(_folder, "data"),
            ["NO_COLOR"] = "1",
        },
        ["sync", Path.Combine(Fixtures, name + ".csv"), "--close-missing", "--json", .. options]);
}
