namespace IzzyPS.Files;

/// <summary>
/// Replaces characters that look like the separators of an address: <c>：</c> looks like <c>:</c>, and <c>＠</c> like <c>@</c>. An input method or a word
/// processor writes such characters, and a check that knows only ASCII would not see them.
/// </summary>
/// <remarks>The class has its own table, because Unicode's compatibility folding (NFKC) does nothing when .NET runs in its invariant mode.</remarks>
internal static class LookAlike
{
    private const int FullWidth = '\uFF01' - '!';

    /// <summary>Replaces each look-alike by the ASCII character that it looks like. The length of the text stays.</summary>
    internal static string Fold(string text) => text.All(char.IsAscii) ? text : string.Create(text.Length, text, static (span, source) =>
    {
        for (var at = 0; at < span.Length; at++)
            span[at] = Fold(source[at]);
    });

    private static char Fold(char character) => character switch
    {
        < '\u0080' => character,
        >= '\uFF01' and <= '\uFF5E' => (char)(character - FullWidth),
        '\uFE55' or '\uFE13' or '\uFE30' or '\u2236' or '\uA789' or '\u02D0' or '\u05C3' or '\u0589' => ':',
        '\uFE6B' => '@',
        '\uFE54' or '\uFE14' or '\u037E' => ';',
        '\uFE56' or '\uFE16' or '\u2047' => '?',
        '\uFE5B' or '\u2774' => '{',
        '\uFE5C' or '\u2775' => '}',
        '\uFE66' or '\uA78A' => '=',
        '\u2044' or '\u2215' or '\u29F8' or '\u2571' => '/',
        '\uFE68' or '\u2216' or '\u29F5' or '\u29F9' => '\\',
        '\uFE6A' => '%',
        '\u201C' or '\u201D' or '\u201E' or '\u201F' or '\u2033' => '"',
        _ => character,
    };
}
