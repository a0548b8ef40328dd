using System.Text.RegularExpressions;

namespace IzzyPS.Output;

/// <summary>
/// The options that messages name. Code that serves both front ends names both spellings, as in <c>-NewLedger (izzy: --new-ledger)</c>. A front end shows
/// its own spelling only.
/// </summary>
internal static partial class OptionHints
{
    /// <summary>The front end of this process; null shows both spellings.</summary>
    internal static FrontEnd? FrontEnd { get; set; }

    /// <summary>Leaves the spelling of the other front end out.</summary>
    internal static string Pick(string text) => Pick(text, FrontEnd);

    internal static string Pick(string text, FrontEnd? front) => front is not { } own || !text.Contains(" (izzy: --", StringComparison.Ordinal)
        ? text
        : Both().Replace(text, own == Output.FrontEnd.PowerShell ? "${parameter}${cmdlet}" : "${option}");

    [GeneratedRegex(@"(?<parameter>-[A-Z][A-Za-z]*)(?<cmdlet> of [A-Z][A-Za-z]*-[A-Za-z]+)? \(izzy: (?<option>--[a-z-]+)\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Both();
}
