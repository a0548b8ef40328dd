using System.Buffers;

namespace IzzyPS.Vehicles;

/// <summary>The vehicle identification number: 17 characters of A–Z and 0–9 without I, O and Q (ISO 3779).</summary>
/// <remarks>The check digit is not enforced: European numbers have none.</remarks>
internal static class Vin
{
    /// <summary>The number of characters.</summary>
    public const int Length = 17;

    private const int SerialLength = 8; // The model year, the plant and the number.

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHJKLMNPRSTUVWXYZ0123456789");

    /// <summary>Reads a VIN as people write it, in any case and with spaces anywhere.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="vin">The VIN in its one form: upper case, no spaces.</param>
    /// <returns>Whether <paramref name="text"/> is a VIN.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out string vin)
    {
        Span<char> buffer = stackalloc char[Length];
        var isVin = TryNormalize(text, buffer);
        vin = isVin ? new string(buffer) : string.Empty;
        return isVin;
    }

    /// <summary>
    /// Whether a VIN stands for no VIN: one or two characters repeated (<c>11111111111111111</c>, <c>00000000000000001</c>), characters in the order of the
    /// alphabet or of the digits (<c>12345678901234567</c>), a serial part of one character (<c>WBA00000000000000</c>, <c>WAUZZZZZZZZZZZZZZ</c>), or
    /// a word for a test. No manufacturer assigns such a VIN: the first three characters name the manufacturer, and the last ones count.
    /// </summary>
    internal static bool IsPlaceholder(ReadOnlySpan<char> vin)
    {
        const int MostOutOfOrder = 3;
        if (vin is ['X', 'X', 'X', 'X', ..] || IsTestWord(vin) || (vin[^1] is (>= '0' and <= '9') or 'X' or 'Z' && !vin[^SerialLength..].ContainsAnyExcept(vin[^1])))
            return true;
        var (other, isThird, notUp, notDown) = ('\0', false, 0, 0);
        for (var at = 1; at < vin.Length; at++)
        {
            var (before, character) = (vin[at - 1], vin[at]);
            if (character != vin[0] && character != other)
                (other, isThird) = (character, other != '\0' || isThird);
            notUp += IsNext(before, character) ? 0 : 1;
            notDown += IsNext(character, before) ? 0 : 1;
            if (isThird && notUp > MostOutOfOrder && notDown > MostOutOfOrder)
                return false; // After five characters, as a rule.
        }

        return true;
    }

    /// <summary>Whether a VIN is the word TEST and digits, or the word several times.</summary>
    private static bool IsTestWord(ReadOnlySpan<char> vin) =>
        vin.StartsWith("TEST", StringComparison.Ordinal) && (!vin[4..].ContainsAnyExceptInRange('0', '9') || vin[4..].StartsWith("TEST", StringComparison.Ordinal));

    /// <summary>Says what is wrong with a text that is not a VIN.</summary>
    internal static string Describe(ReadOnlySpan<char> text)
    {
        var (count, wrong) = (0, -1);
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsWhiteSpace(text[at]))
                continue;
            count++;
            if (wrong < 0 && !Allowed.Contains(char.IsAsciiLetterLower(text[at]) ? (char)(text[at] - 'a' + 'A') : text[at]))
                wrong = at;
        }

        if (count != Length)
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"has {count} {(count == 1 ? "character" : "characters")}");
        return wrong >= 0
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"has '{text[wrong]}' as character {CountTo(text, wrong)}")
            : "is a placeholder and no car's VIN";
    }

    private static int CountTo(ReadOnlySpan<char> text, int last)
    {
        var count = 0;
        foreach (var character in text[..(last + 1)])
            count += char.IsWhiteSpace(character) ? 0 : 1;
        return count;
    }

    /// <summary>Whether a character follows another one in the order of the digits, or of the letters that a VIN may have. 0 follows 9.</summary>
    private static bool IsNext(char before, char after) => (before, after) switch
    {
        ('9', '0') => true,
        ('H', 'J') or ('N', 'P') or ('P', 'R') => true,
        _ => after == before + 1,
    };

    /// <summary>Does what <see cref="TryParse"/> does, and writes the VIN to a buffer of <see cref="Length"/> characters.</summary>
    internal static bool TryNormalize(ReadOnlySpan<char> text, Span<char> vin)
    {
        var length = 0;
        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character))
                continue;
            if (length == Length)
                return false;
            // ASCII letters only. The capital of the Turkish dotless i would be a Latin I.
            vin[length++] = char.IsAsciiLetterLower(character) ? (char)(character - 'a' + 'A') : character;
        }

        return length == Length && !vin[..Length].ContainsAnyExcept(Allowed);
    }
}
