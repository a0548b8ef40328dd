using System.Runtime.CompilerServices;

namespace IzzyPS.Stock.Values;

/// <summary>Which character a partner's file has before the decimals.</summary>
internal enum DecimalMark
{
    /// <summary>A comma or a dot. A value that can be read in two ways is refused.</summary>
    Auto,

    /// <summary>A comma; a dot separates thousands.</summary>
    Comma,

    /// <summary>A dot; a comma separates thousands.</summary>
    Dot,
}

/// <summary>Why a number can't be read.</summary>
internal enum NumberFlaw
{
    None,

    /// <summary>Not a number at all.</summary>
    NotANumber,

    /// <summary>A number that can be read in two ways, <c>109.900</c>: 109900 or 109.9.</summary>
    Ambiguous,
}

/// <summary>Reads numbers as partners write them.</summary>
/// <remarks>
/// Accepted: <c>109900</c>, <c>109900.00</c>, <c>109900,00</c>, <c>109 900,00</c> (any kind of space, or apostrophes, between thousands),
/// <c>109.900,00</c>, <c>109,900.00</c>, <c>1.234.567</c>, <c>1591.000</c>.
/// Refused as ambiguous: a single mark with one to three digits before it and exactly three digits after it, such as <c>109.900</c>. As a price it
/// means 109900, but <c>9.500</c> may mean 9.5. A price that is wrong by a factor of a thousand is worse than a rejected row. The profile's
/// <c>decimalMark</c> decides the meaning for a partner.
/// </remarks>
internal static class NumberText
{
    private const int MostDigits = 18;
    private const int MostSeparators = 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Tiered compilation would run slow, instrumented code until a whole file is read.
    public static NumberFlaw Parse(ReadOnlySpan<char> text, DecimalMark mark, out decimal value)
    {
        ulong digits = 0;
        var count = 0;
        var markAt = -1;
        for (var at = 0; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
                count++;
            }
            else if (text[at] is '.' or ',' && markAt < 0)
            {
                markAt = at;
            }
            else
            {
                return ParseGrouped(text, mark, out value);
            }
        }

        var decimals = markAt < 0 ? 0 : text.Length - markAt - 1;
        if (count is 0 or > MostDigits || (markAt >= 0 && (decimals is 0 or 3 || markAt == 0 || mark != DecimalMark.Auto)))
            return ParseGrouped(text, mark, out value);
        value = CreateDecimal(digits, decimals, isNegative: false);
        return NumberFlaw.None;
    }

    private static NumberFlaw ParseGrouped(ReadOnlySpan<char> text, DecimalMark mark, out decimal value)
    {
        value = 0;
        var isNegative = text is ['-', ..];
        if (isNegative)
            text = text[1..];

        Span<char> separators = stackalloc char[MostSeparators];
        Span<int> groups = stackalloc int[MostSeparators + 1];
        var found = 0;
        ulong digits = 0;
        var count = 0;
        groups[0] = 0;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                digits = (digits * 10) + (uint)(character - '0');
                groups[found]++;
                if (++count > MostDigits)
                    return NumberFlaw.NotANumber;
                continue;
            }

            var separator = NormalizeSeparator(character);
            if (separator == '\0' || groups[found] == 0 || found == MostSeparators)
                return NumberFlaw.NotANumber;
            separators[found++] = separator;
            groups[found] = 0;
        }

        if (count == 0 || groups[found] == 0)
            return NumberFlaw.NotANumber;

        var flaw = FindDecimals(separators[..found], groups[..(found + 1)], text[0] == '0', mark, out var decimals);
        if (flaw == NumberFlaw.None)
            value = CreateDecimal(digits, decimals, isNegative);
        return flaw;
    }

    /// <summary>Decides which of the separators, if any, is the decimal mark, and whether the others separate thousands.</summary>
    private static NumberFlaw FindDecimals(
        ReadOnlySpan<char> separators, ReadOnlySpan<int> groups, bool startsWithZero, DecimalMark mark, out int decimals)
    {
        decimals = 0;
        if (separators.IsEmpty)
            return NumberFlaw.None;

        var last = separators[^1];
        var isAlone = separators.Length == 1;
        var behind = groups[^1];
        bool isDecimal;
        if (last is not ('.' or ',') || separators.Count(last) > 1)
            isDecimal = false;
        else if (mark != DecimalMark.Auto)
            isDecimal = last == (mark == DecimalMark.Comma ? ',' : '.');
        else if (isAlone && behind == 3 && groups[0] <= 3 && !(startsWithZero && groups[0] == 1))
            return NumberFlaw.Ambiguous;
        else
            isDecimal = !isAlone || behind != 3 || groups[0] > 3 || startsWithZero;

        var thousands = isDecimal ? separators[..^1] : separators;
        if (isDecimal)
            decimals = behind;
        if (thousands.IsEmpty)
            return NumberFlaw.None;

        var markOfDecimals = mark switch { DecimalMark.Comma => ',', DecimalMark.Dot => '.', _ => '\0' };
        var isGrouped = thousands.Count(thousands[0]) == thousands.Length
            && thousands[0] != markOfDecimals
            && groups[0] is >= 1 and <= 3
            && !startsWithZero
            && !groups[1..(thousands.Length + 1)].ContainsAnyExcept(3);
        return isGrouped ? NumberFlaw.None : NumberFlaw.NotANumber;
    }

    private static char NormalizeSeparator(char character) => character switch
    {
        '.' or ',' => character,
        '\'' or '\u2019' => '\'',
        _ when char.IsWhiteSpace(character) && character is not ('\r' or '\n' or '\t') => ' ',
        _ => '\0',
    };

    /// <summary>Removes trailing zeros. 1591.00 and 1591 are the same number and are shown as the same.</summary>
    private static decimal CreateDecimal(ulong digits, int decimals, bool isNegative)
    {
        while (decimals > 0 && digits % 10 == 0)
        {
            digits /= 10;
            decimals--;
        }

        return new decimal((int)digits, (int)(digits >> 32), 0, isNegative, (byte)decimals);
    }
}
