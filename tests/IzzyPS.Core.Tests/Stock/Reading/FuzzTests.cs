using IzzyPS.Soak.Fuzz;
using Xunit;

namespace IzzyPS.Tests.Stock.Reading;

/// <summary>
/// Small files, changed at random but always in the same way: each is read to an end, and each of its rows is a vehicle, a repeat or an
/// error. <c>./build.ps1 Soak</c> reads 120,000 of them.
/// </summary>
public sealed class FuzzTests
{
    private const int Files = 2_000;

    [Theory]
    [InlineData(1)]
    [InlineData(20261121)]
    public void A_changed_file_never_crashes_the_reader_and_loses_no_car(int seed)
    {
        var run = new FuzzRun();
        run.Read(Files, seed);
        Assert.Empty(run.Violations);
        Assert.Equal(Files, run.Files);
        Assert.InRange(run.ReadToEnd, Files / 4, Files * 9 / 10); // Not all of them may have died of their header.
        Assert.InRange(run.Errors, Files / 10, run.Rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20261129)]
    public async Task Ruined_file_of_a_feed_changes_no_more_than_the_guards_allow(int seed)
    {
        using var run = new RuinRun();
        await run.RunAsync(150, seed);
        Assert.Empty(run.Violations);
        Assert.True(run.Changes > 0 && run.HeldBack > 0, $"{run.Changes} changes, {run.HeldBack} held back");
    }

    [Fact]
    public void Changed_settings_are_read_or_refused_with_a_reason()
    {
        var (read, violations) = SettingsFuzz.Run(500, 1);
        Assert.Empty(violations);
        Assert.InRange(read, 20, 1_400);
    }
}
