using IzzyPS.Tool;
using Xunit;

namespace IzzyPS.Tests.Cases;

/// <summary>Partners' files that must not close a feed's listings.</summary>
[Trait("Category", "Slow")]
public sealed class CloseCaseTests : CaseTests
{
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
            Assert.Equal((0, 60), (result.Count("closed"), Rig.Server.ActiveCars.Count));
        }

        // The whole file ends the matter.
        Assert.Equal((0, 0), ((await SyncAsync(whole)).Count("held_back"), (await SyncAsync(whole)).Count("closed")));
    }

    [Fact]
    public async Task Held_back_closes_are_one_line_of_the_text_output()
    {
        _ = await SyncAsync("W01-partnerA-10.csv");
        var result = await IzzyProcess.RunAsync(Rig.Environment, "sync", PathOf("W01-partnerB-100.csv"), "--close-missing", "--what-if");
        Assert.Equal((int)ExitCode.HeldBack, result.ExitCode);
        var lines = result.Output.Split('\n');
        Assert.Single(lines, line => line.StartsWith("held back: CloseLimit: 10 (", StringComparison.Ordinal));
        Assert.Contains("--allow-close 10", result.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.DoesNotContain("-AllowClose", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listing_closes_after_the_second_file_that_lacks_it_with_close_after_2()
    {
        var (whole, lacking) = (await File.ReadAllLinesAsync(PathOf("W05-day1.csv"), Stop), Rig.PathOf("lacking.csv"));
        _ = await SyncAsync("W05-day1.csv");
        await File.WriteAllTextAsync(lacking, string.Join("\r\n", whole.Where((_, line) => line != 9)) + "\r\n", Stop);
        AssertHeld(await SyncAsync(lacking, "--close-after", "2"), 1, "NotYetAbsent", "--close-after 1");
        AssertHeld(await SyncAsync(lacking, "--close-after", "2"), 1, "NotYetAbsent", "--close-after 1");

        await File.WriteAllTextAsync(lacking, string.Join("\r\n", whole.Where((_, line) => line is not (9 or 20))) + "\r\n", Stop);
        var second = await SyncAsync(lacking, "--close-after", "2");
        Assert.Equal((4, 1, 1), (second.ExitCode, second.Count("closed"), second.Count("held_back")));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

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
}
