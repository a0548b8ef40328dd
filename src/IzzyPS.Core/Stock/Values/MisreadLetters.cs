using System.Buffers;
using System.Text;

namespace IzzyPS.Stock.Values;

/// <summary>
/// Finds letters that became other characters because a program read a file in the wrong encoding before it saved the file: <c>Bia³y</c>, <c>¯ó³ty</c>,
/// <c>Bia│y</c>, or <c>Bia+AUI-y</c> in UTF-7. Which encoding the program took is not certain for one value, so the value is not repaired here.
/// Signs that people write, such as <c>m³</c>, <c>½</c>, <c>º</c> and <c>©</c>, and foreign letters such as <c>ñ</c> are right.
/// </summary>
internal static class MisreadLetters
{
    private const int LeastUtf7 = 3;

    /// <summary>
    /// The signs that Polish letters of Windows-1250 and ISO-8859-2 become in Windows-1252, Latin-1, Windows-1250 and code page 852. Signs that people write within words
    /// are not among them. U+0080 to U+009F are the letters of Windows-1250 that Latin-1 has as control characters.
    /// </summary>
    private static readonly SearchValues<char> Signs = SearchValues.Create(
        "³¹¿±¶¼¦¬¡£¥¯\u02D8\u02DD\u02C7\u008A\u008C\u008D\u008E\u008F\u009A\u009C\u009D\u009E\u009F"
        + string.Concat(Enumerable.Range(0x2500, 0xA0).Select(value => (char)value)));

    /// <summary>The characters with which a character that was encoded twice begins, see <see cref="Csv.DoubledText"/>.</summary>
    private static readonly SearchValues<char> FirstHalves = SearchValues.Create("ÂÃÄÅĂĹ");

    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        "³¹¿±¶¼¦¬¡£¥¯©ÂÃÄÅĂĹ\u02D8\u02DD\u02C7\u008A\u008C\u008D\u008E\u008F\u009A\u009C\u009D\u009E\u009F"
        + string.Concat(Enumerable.Range(0x2500, 0xA0).Select(value => (char)value)));

    /// <summary>Whether a text has a misread letter within a word. Most texts have none of the characters, and the check is quick for them.</summary>
    public static bool Contains(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAny(Suspects); at >= 0 && at < text.Length; at++)
        {
            var next = text[at..].IndexOfAny(Suspects);
            if (next < 0)
                return false;
            at += next;
            if (IsMisread(text, at))
                return true;
        }

        return false;
    }

    /// <summary>Whether a text has Polish letters in UTF-7, which programs write as + and letters and digits and -.</summary>
    public static bool HasUtf7(ReadOnlySpan<char> text)
    {
        while (text.IndexOf('+') is >= 0 and var at)
        {
            text = text[(at + 1)..];
            var length = text.IndexOfAnyExcept(Base64) is >= 0 and var end ? end : text.Length;
            if (length >= LeastUtf7 && IsUtf7(text[..length]))
                return true;
        }

        return false;
    }

    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/");

    private static bool IsMisread(ReadOnlySpan<char> text, int at)
    {
        var (before, after) = (at > 0 ? text[at - 1] : ' ', at + 1 < text.Length ? text[at + 1] : ' ');
        if (text[at] == '©')
            return !char.IsLetterOrDigit(before) && char.IsLower(after); // ©koda, but not ©Kia.
        if (FirstHalves.Contains(text[at]))
            return after is >= '\u0080' and <= '\u00BF' || FirstHalves.Contains(after);
        if (!Signs.Contains(text[at]) || char.IsAsciiDigit(before))
            return false;
        if (char.IsLetter(after) || (Signs.Contains(after) && char.IsLetter(before)))
            return !(text[at] == '³' && IsUnit(text[..at]));
        return char.IsLetter(before) && !char.IsAsciiDigit(after) && text[at] is not ('³' or '¹' or '£' or '¥' or '¿' or '¡');
    }

    /// <summary>Whether a text ends in cm, dm or m as a unit: 1598cm³benzyna.</summary>
    private static bool IsUnit(ReadOnlySpan<char> text) =>
        text is [.., 'c' or 'd', 'm'] or ['m'] or [.., (>= '0' and <= '9') or ' ', 'm'];

    /// <summary>Whether text in Base64 is UTF-16 of accented Latin letters only.</summary>
    private static bool IsUtf7(ReadOnlySpan<char> base64)
    {
        Span<char> padded = stackalloc char[8];
        if (base64.Length > padded.Length)
            return false; // Not more than three accented letters stand side by side.
        padded.Fill('=');
        base64.CopyTo(padded);
        Span<byte> bytes = stackalloc byte[6];
        if (!Convert.TryFromBase64Chars(padded[..((base64.Length + 3) & ~3)], bytes, out var length) || length < 2)
            return false;
        foreach (var letter in Encoding.BigEndianUnicode.GetString(bytes[..(length & ~1)]))
        {
            if (letter is < '\u00C0' or > '\u017F')
                return false;
        }

        return true;
    }
}
