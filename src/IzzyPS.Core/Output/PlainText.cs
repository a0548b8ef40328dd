using System.Text;

namespace IzzyPS.Output;

/// <summary>
/// Cleans text for listings and for the screen. Text from a partner's system is cleaned and not rejected: several spaces of any kind become one space, and
/// control characters, escape sequences and invisible format characters are removed.
/// </summary>
internal static class PlainText
{
    private const char Escape = '\u001B';

    /// <summary>
    /// Whether <see cref="Clean"/> certainly changes nothing. The check is quick and cautious: it returns false for some clean text, for example
    /// text with a dash.
    /// </summary>
    public static bool IsClean(ReadOnlySpan<char> text) =>
        text.IsEmpty
        || (text.IndexOfAnyInRange('\0', '\u001F') < 0
            && text.IndexOfAnyInRange('\u007F', '\u00A0') < 0
            && text.IndexOf('\u00AD') < 0
            && text.IndexOfAnyInRange('\u1680', '\uFFFF') < 0
            && text[0] != ' '
            && text[^1] != ' '
            && text.IndexOf("  ") < 0);

    /// <summary>Cleans a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="keepLines">Whether line breaks stay, as single line feeds. A description may have paragraphs.</param>
    public static string Clean(ReadOnlySpan<char> text, bool keepLines = false)
    {
        if (IsClean(text))
            return new string(text);

        var clean = new StringBuilder(text.Length);
        var pending = '\0';
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character == Escape)
            {
                at = FindEndOfEscape(text, at);
            }
            else if (keepLines && character is '\r' or '\n')
            {
                pending = '\n';
            }
            else if (char.IsWhiteSpace(character))
            {
                pending = pending == '\0' ? ' ' : pending;
            }
            else if (!IsInvisible(character))
            {
                if (pending != '\0' && clean.Length > 0)
                    clean.Append(pending);
                pending = '\0';
                clean.Append(character);
            }
        }

        return clean.ToString();
    }

    /// <summary>Makes a text safe for a terminal: control characters become visible signs, and the text is cut to a length.</summary>
    public static string ToVisible(ReadOnlySpan<char> text, int limit)
    {
        var isCut = text.Length > limit;
        var shown = (isCut ? text[..limit] : text).ToString();
        if (shown.Any(character => ToPicture(character) != character))
        {
            shown = string.Create(shown.Length, shown, static (span, source) =>
            {
                for (var at = 0; at < span.Length; at++)
                    span[at] = at > 0 && IsTag(source[at - 1]) ? '\uFFFD' : ToPicture(source[at]);
            });
        }

        return isCut ? shown + "…" : shown;
    }

    private static char ToPicture(char character) => character switch
    {
        < ' ' => (char)('\u2400' + character),
        '\u007F' => '\u2421',
        _ when IsInvisible(character) || IsTag(character) => '\uFFFD',
        _ => character,
    };

    /// <summary>Whether a character is a control character, has no width, or changes the reading direction.</summary>
    private static bool IsInvisible(char character) =>
        char.IsControl(character)
        || character is '\u00AD' or '\u061C' or '\u180E' or '\u2028' or '\u2029' or '\uFEFF' or (>= '\uFFF9' and <= '\uFFFB') or (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u206F');

    /// <summary>Whether a character is the first half of a character of plane 14. The characters of this plane are invisible.</summary>
    private static bool IsTag(char character) => character is >= '\uDB40' and <= '\uDB43';

    /// <summary>Finds the last character of a terminal's escape sequence (ECMA-48), or the end of a cut sequence.</summary>
    private static int FindEndOfEscape(ReadOnlySpan<char> text, int escape)
    {
        if (escape + 1 >= text.Length || text[escape + 1] != '[')
            return escape;
        var at = escape + 2;
        while (at < text.Length && text[at] is >= ' ' and <= '?')
            at++;
        return at < text.Length && text[at] is >= '@' and <= '~' ? at : at - 1;
    }
}
