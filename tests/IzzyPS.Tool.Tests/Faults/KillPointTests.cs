using Xunit;

namespace IzzyPS.Tests.Faults;

/// <summary>The tool as a process, killed with SIGKILL before and after each step, with a ledger in a file.</summary>
[Trait("Category", "Slow")]
public sealed class SqliteKillPointTests
{
    public static TheoryData<string> Steps => new(KillPoints.Steps.Keys.Where(step => KillPoints.Exists(step, database: null)));

    [Theory]
    [MemberData(nameof(Steps))]
    public Task Kill_at_step_keeps_every_car_exactly_once(string step) => KillPointCheck.RunAsync(step, database: null);
}

/// <summary>The same with a ledger in PostgreSQL, which a killed run holds until its lease ends.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresKillPointTests
{
    public static TheoryData<string> Steps => new(KillPoints.Steps.Keys.Where(step => KillPoints.Exists(step, database: string.Empty)));

    [Theory]
    [MemberData(nameof(Steps))]
    public Task Kill_at_step_keeps_every_car_exactly_once(string step) => KillPointCheck.RunAsync(step, PostgresServer.Address);
}

internal static class KillPointCheck
{
    internal static async Task RunAsync(string step, string? database)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: Windows has no SIGKILL.");
        var strikes = await Task.WhenAll(KillPoints.Steps[step].Select(async point => (Point: point, Strike: await KillPoints.StrikeAsync(database, point, withTool: false))));
        Assert.Empty(strikes.SelectMany(strike => strike.Strike.Violations));
        Assert.Empty(strikes.Where(strike => !strike.Strike.WasReached).Select(strike => strike.Point)); // Otherwise nothing was tested.
    }
}
