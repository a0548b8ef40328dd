using IzzyPS.Output;
using Xunit;

namespace IzzyPS.Tests.Output;

public sealed class OptionHintsTests
{
    [Theory]
    [InlineData("Say -NewLedger (izzy: --new-ledger) once.", nameof(FrontEnd.PowerShell), "Say -NewLedger once.")]
    [InlineData("Say -NewLedger (izzy: --new-ledger) once.", nameof(FrontEnd.Tool), "Say --new-ledger once.")]
    [InlineData("Say -NewLedger (izzy: --new-ledger) once.", null, "Say -NewLedger (izzy: --new-ledger) once.")]
    [InlineData("-AdoptLedger of Connect-IzzyDealer (izzy: --adopt-ledger), -Sheet (izzy: --sheet)", nameof(FrontEnd.PowerShell), "-AdoptLedger of Connect-IzzyDealer, -Sheet")]
    [InlineData("-AdoptLedger of Connect-IzzyDealer (izzy: --adopt-ledger), -Sheet (izzy: --sheet)", nameof(FrontEnd.Tool), "--adopt-ledger, --sheet")]
    [InlineData("Nothing was sent.", nameof(FrontEnd.Tool), "Nothing was sent.")]
    public void Each_front_end_shows_its_own_spelling_of_an_option(string text, string? own, string shown) =>
        Assert.Equal(shown, OptionHints.Pick(text, own is null ? null : Enum.Parse<FrontEnd>(own)));
}
