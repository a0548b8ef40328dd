using Xunit;

namespace IzzyPS.Tests.Faults;

/// <summary>The tool on disks that are full, read-only, limited, or held by another program.</summary>
[Trait("Category", "Slow")]
public sealed class SickDiskTests
{
    public static TheoryData<string> Faults => new(SickDisks.Faults.Keys);

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Failing_disk_keeps_every_car_once_and_is_reported(string fault)
    {
        var (whyNot, strike) = SickDisks.Faults[fault];
        var why = whyNot();
        Assert.SkipWhen(why is not null, why ?? string.Empty);
        Assert.Empty(await strike());
    }
}
