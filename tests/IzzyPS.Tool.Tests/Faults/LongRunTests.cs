using Xunit;

namespace IzzyPS.Tests.Faults;

/// <summary>Days of a changing stock against a server that goes wrong; <c>./build.ps1 Soak</c> sends 50,000 operations.</summary>
[Trait("Category", "Slow")]
public sealed class LongRunTests
{
    [Fact]
    public async Task Many_days_with_every_server_fault_keep_the_invariants()
    {
        await using var run = new LongRun(database: null, vehicles: 330, seed: 11);
        var result = await run.RunAsync(operations: 1_500);
        TestContext.Current.TestOutputHelper!.WriteLine($"{result.Done}: {result.Figures}");
        Assert.Empty(result.Violations);
    }
}
