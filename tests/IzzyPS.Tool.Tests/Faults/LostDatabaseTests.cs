using Xunit;

namespace IzzyPS.Tests.Faults;

/// <summary>A PostgreSQL of this test's own, taken away in the middle of a run.</summary>
[Trait("Category", "Slow")]
public sealed class LostDatabaseTests
{
    [Fact]
    public async Task Lost_database_keeps_every_car_once_and_is_reported()
    {
        using var postgres = PostgresProcess.TryStart();
        Assert.SkipWhen(postgres is null, PostgresProcess.Missing);
        foreach (var (isCrash, requests) in new[] { (true, 0), (true, 6), (false, 0), (false, 9) })
            Assert.Empty(await LostDatabase.StrikeAsync(postgres, isCrash, requests));
    }
}
