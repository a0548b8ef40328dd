using Xunit;

namespace IzzyPS.Tests.Faults;

/// <summary>A stock file that is wrong closes nothing; <c>./build.ps1 Soak</c> has a line of a gigabyte, too.</summary>
[Trait("Category", "Slow")]
public sealed class SickStockTests
{
    public static TheoryData<string> Harms => new(SickStocks.Harms.Keys);

    public static TheoryData<string> Changes => new(SickStocks.Changes.Keys);

    [Theory]
    [MemberData(nameof(Harms))]
    public async Task Damaged_file_closes_nothing_and_the_right_file_is_applied_after_it(string harm) => Assert.Empty(await SickStocks.StrikeAsync(harm));

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_file_that_changes_between_its_readings_closes_nothing(string change) =>
        Assert.Empty(await SickStocks.StrikeAsync(harm: null, SickStocks.Changes[change]));
}
