using IzzyPS.Output;
using Xunit;

namespace IzzyPS.Tests.Output;

public sealed class OptionHintsTests
{
    [Theory]
    [InlineData("Say -NewLedger (izzy: --new-ledger) once.", FrontEnd.PowerShell, "Say -NewLedger once.")]
    [InlineData("Say -NewLedger (izzy: --new-ledger) once.", FrontEnd.Tool, "Say --new-ledger once.")]
    [InlineData("Say -NewLedger (izzy: --new-ledger) once.", null, "Say -NewLedger (izzy: --new-ledger) once.")]
    [InlineData("-AdoptLedger of Connect-IzzyDealer (izzy: --adopt-ledger), -Sheet (izzy: --sheet)", FrontEnd.PowerShell, "-AdoptLedger of Connect-IzzyDealer, -Sheet")]
    [InlineData("-AdoptLedger of Connect-IzzyDealer (izzy: --adopt-ledger), -Sheet (izzy: --sheet)", FrontEnd.Tool, "--adopt-ledger, --sheet")]
    [InlineData("Nothing was sent.", FrontEnd.Tool, "Nothing was sent.")]
    internal void Each_front_end_shows_its_own_spelling_of_an_option(string text, FrontEnd? own, string shown) =>
        Assert.Equal(shown, OptionHints.Pick(text, own));
}
