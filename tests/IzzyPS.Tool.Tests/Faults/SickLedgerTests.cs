using Xunit;

namespace IzzyPS.Tests.Faults;

/// <summary>The tool over a ledger of another account, or over half a ledger.</summary>
[Trait("Category", "Slow")]
public sealed class SickLedgerTests
{
    public static TheoryData<string> Damages => new(SickLedgers.Damages.Keys);

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damaged_ledger_is_refused_and_the_right_one_still_works(string damage) => Assert.Empty(await SickLedgers.StrikeAsync(damage));
}
