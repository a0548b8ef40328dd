using Xunit;

namespace IzzyPS.Tests.Faults;

/// <summary>A first import by the tool as a process, killed with SIGKILL at random moments; <c>./build.ps1 Soak</c> does it 200 times.</summary>
[Trait("Category", "Slow")]
public sealed class RandomKillTests
{
    [Theory]
    [InlineData(LedgerKind.Sqlite)]
    [InlineData(LedgerKind.Postgres)]
    public async Task Import_killed_at_random_lists_no_car_twice_and_names_every_doubt(LedgerKind kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: Windows has no SIGKILL.");
        var database = kind == LedgerKind.Postgres ? PostgresServer.Address : null;
        var result = await new RandomKills(database, vehicles: 200, seed: 7).RunAsync(kills: 12, atATime: 2);
        TestContext.Current.TestOutputHelper!.WriteLine(result.Figures);
        Assert.Empty(result.Violations);
    }
}
