namespace IzzyPS.Vehicles;

/// <summary>
/// Folds a configuration number into the form in which damaged numbers are equal. A spreadsheet removes leading zeros and adds <c>.0</c>; a word
/// processor changes hyphens; people change upper and lower case. The folded form is only compared, never sent.
/// </summary>
internal static class NumberFold
{
    private const int LongestOnStack = 128;

    internal static string Fold(string number)
    {
        Span<char> folded = number.Length <= LongestOnStack ? stackalloc char[number.Length] : new char[number.Length];
        var length = 0;
        foreach (var character in number)
        {
            if (!char.IsWhiteSpace(character))
                folded[length++] = IsHyphen(character) ? '-' : char.ToUpperInvariant(character);
        }

        ReadOnlySpan<char> text = folded[..length];
        var whole = RemoveDecimals(text);
        if (!whole.IsEmpty && !whole.ContainsAnyExceptInRange('0', '9'))
            text = whole.TrimStart('0') is { IsEmpty: false } digits ? digits : "0";
        return text.SequenceEqual(number) ? number : new string(text);
    }

    /// <summary>Whether a number is what a spreadsheet makes of another one: its leading zeros are gone, or it ends in <c>.0</c>.</summary>
    internal static bool IsDamaged(string number, string original) =>
        number != original && (!RemoveDecimals(number).SequenceEqual(number) || number.Length < original.Length) && Fold(number) == Fold(original) && !Fold(number).AsSpan().ContainsAnyExceptInRange('0', '9');

    /// <summary>Whether a number is one that a spreadsheet rounded, such as <c>1,23457E+11</c>: its digits are lost.</summary>
    internal static bool IsRounded(ReadOnlySpan<char> number)
    {
        var exponent = number.IndexOf("E+", StringComparison.OrdinalIgnoreCase);
        if (exponent <= 0 || number[(exponent + 2)..] is not { IsEmpty: false } power || power.ContainsAnyExceptInRange('0', '9'))
            return false;
        var digits = number[..exponent];
        var mark = digits.IndexOfAny('.', ',');
        return mark > 0 && !digits[..mark].ContainsAnyExceptInRange('0', '9') && !digits[(mark + 1)..].ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>Whether a character is a hyphen, a dash or a minus sign.</summary>
    private static bool IsHyphen(char character) => character is '-' or (>= '\u2010' and <= '\u2015') or '\u2212' or '\uFE58' or '\uFE63' or '\uFF0D';

    /// <summary>Returns the 128 of 128.0 or 128,00.</summary>
    private static ReadOnlySpan<char> RemoveDecimals(ReadOnlySpan<char> text)
    {
        var mark = text.IndexOfAny('.', ',');
        return mark > 0 && mark < text.Length - 1 && !text[(mark + 1)..].ContainsAnyExcept('0') ? text[..mark] : text;
    }
}
