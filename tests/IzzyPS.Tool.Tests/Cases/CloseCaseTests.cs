using IzzyPS.Sandbox;
using IzzyPS.Tool;
using Xunit;

namespace IzzyPS.Tests.Cases;

/// <summary>Partners' files that must not close a feed's listings: <c>izzy</c> as a process against the sandbox, each case on a ledger of its own.</summary>
[Trait("Category", "Slow")]
public sealed class CloseCaseTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-cases-").FullName;
    private readonly SandboxServer _server = SandboxServer.Start();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task W01_another_partners_file_closes_nothing_however_often_it_comes()
    {
        var first = await SyncAsync("W01-partnerA-10.csv");
        Assert.Equal((0, 10), (first.ExitCode, first.Count("created")));

        var wrong = await SyncAsync("W01-partnerB-100.csv");
        AssertHeld(wrong, 10, "CloseLimit", "--allow-close 10");
        Assert.Equal((100, 0), (wrong.Count("created"), wrong.Count("closed")));

        for (var rerun = 0; rerun < 2; rerun++)
        {
            var again = await SyncAsync("W01-partnerB-100.csv");
            AssertHeld(again, 10, "CloseHeld", "--allow-close 10");
            Assert.Equal((0, 0, 100), (again.Count("created"), again.Count("closed"), again.Count("unchanged")));
        }

        var allowed = await SyncAsync("W01-partnerB-100.csv", "--allow-close", "10");
        Assert.Equal((0, 10), (allowed.ExitCode, allowed.Count("closed")));
    }

    [Fact]
    public async Task W01_what_if_shows_what_an_earlier_run_held_back_and_writes_nothing()
    {
        _ = await SyncAsync("W01-partnerA-10.csv");
        AssertHeld(await SyncAsync("W01-partnerB-100.csv", "--what-if"), 10, "CloseLimit", "--allow-close 10");
        AssertHeld(await SyncAsync("W01-partnerB-100.csv"), 10, "CloseLimit", "--allow-close 10");
        AssertHeld(await SyncAsync("W01-partnerB-100.csv", "--what-if"), 10, "CloseHeld", "--allow-close 10");
    }

    [Theory]
    [InlineData("W05-day1.csv", "W05-day2-cut-at-row-boundary.csv")]
    [InlineData("W05b-day1.csv", "W05b-day2-cut-inside-last-value.csv")]
    public async Task W05_file_that_stopped_at_the_end_of_a_row_closes_nothing(string whole, string cut)
    {
        Assert.Equal(60, (await SyncAsync(whole)).Count("created"));
        for (var run = 0; run < 2; run++)
        {
            var result = await SyncAsync(cut);
            AssertHeld(result, 5, "FileTail", "--allow-close 5");
            Assert.Equal((0, 60), (result.Count("closed"), _server.ActiveCars.Count));
        }

        // The whole file ends the matter.
        Assert.Equal((0, 0), ((await SyncAsync(whole)).Count("held_back"), (await SyncAsync(whole)).Count("closed")));
    }

    [Fact]
    public async Task Held_back_closes_are_one_line_of_the_text_output()
    {
        _ = await SyncAsync("W01-partnerA-10.csv");
        var result = await IzzyProcess.RunAsync(Environment, "sync", PathOf("W01-partnerB-100.csv"), "--close-missing", "--what-if");
        Assert.Equal((int)ExitCode.HeldBack, result.ExitCode);
        var lines = result.Output.Split('\n');
        Assert.Single(lines, line => line.StartsWith("held back: CloseLimit: 10 (", StringComparison.Ordinal));
        Assert.Contains("--allow-close 10", result.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("-AllowClose", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listing_closes_after_the_second_file_that_lacks_it_with_close_after_2()
    {
        var (whole, lacking) = (await File.ReadAllLinesAsync(PathOf("W05-day1.csv"), Stop), Path.Combine(_folder, "lacking.csv"));
        _ = await SyncAsync("W05-day1.csv");
        await File.WriteAllTextAsync(lacking, string.Join("\r\n", whole.Where((_, line) => line != 9)) + "\r\n", Stop);
        AssertHeld(await SyncAsync(lacking, "--close-after", "2"), 1, "NotYetAbsent", "--close-after 1");
        AssertHeld(await SyncAsync(lacking, "--close-after", "2"), 1, "NotYetAbsent", "--close-after 1");

        await File.WriteAllTextAsync(lacking, string.Join("\r\n", whole.Where((_, line) => line is not (9 or 20))) + "\r\n", Stop);
        var second = await SyncAsync(lacking, "--close-after", "2");
        Assert.Equal((4, 1, 1), (second.ExitCode, second.Count("closed"), second.Count("held_back")));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Dictionary<string, string> Environment => new(StringComparer.Ordinal)
    {
        ["IZZYLEASE_API_BASE_URL"] = _server.BaseUri.AbsoluteUri,
        ["IZZYLEASE_CLIENT_ID"] = _server.ClientId,
        ["IZZYLEASE_CLIENT_SECRET"] = _server.ClientSecret,
        ["XDG_DATA_HOME"] = Path.Combine(_folder, "data"),
        ["NO_COLOR"] = "1",
    };

    private static void AssertHeld(IzzyResult result, int count, string code, string option)
    {
        Assert.Equal(((int)ExitCode.HeldBack, count), (result.ExitCode, result.Count("held_back")));
        var group = Assert.Single(result.Json.GetProperty("held_back_by").EnumerateArray());
        Assert.Equal((code, count, option), (group.GetProperty("code").GetString(), group.GetProperty("count").GetInt32(), group.GetProperty("allowed_by").GetString()));
        Assert.Equal(Math.Min(3, count), group.GetProperty("examples").GetArrayLength());
        Assert.All(
            result.Json.GetProperty("detail").GetProperty("held_back").EnumerateArray(),
            entry => Assert.Equal((code, option), (entry.GetProperty("code").GetString(), entry.GetProperty("allowed_by").GetString())));
    }

    private static string PathOf(string file) => Path.IsPathRooted(file) ? file : RepositoryRoot.GetPath("tests", "fixtures", "cases", file);

    private Task<IzzyResult> SyncAsync(string file, params IEnumerable<string> options) =>
        IzzyProcess.RunAsync(Environment, ["sync", PathOf(file), "--close-missing", "--json", .. options]);
}
