using IzzyPS.Csv;

namespace IzzyPS.Stock.Values;

/// <summary>Splits a value such as <c>150 KM</c>, <c>PLN 79 000</c> or <c>1 598 cm3</c> into the number and the words around it.</summary>
internal readonly ref struct MeasureText
{
    private MeasureText(ReadOnlySpan<char> number, string before, string behind)
    {
        Number = number;
        Words = before.Length == 0 ? behind : behind.Length == 0 ? before : $"{before} {behind}";
    }

    /// <summary>The number as it is written; empty where the value has none.</summary>
    public ReadOnlySpan<char> Number { get; }

    /// <summary>The words before and behind the number, folded; empty where there are none.</summary>
    public string Words { get; }

    /// <summary>Splits a value.</summary>
    /// <param name="text">The value.</param>
    /// <param name="isMoney">Whether <c>,-</c> behind the number stands for no grosze.</param>
    public static MeasureText Split(ReadOnlySpan<char> text, bool isMoney)
    {
        var unit = ReadOnlySpan<char>.Empty;
        var rest = text;
        foreach (var cubic in (ReadOnlySpan<string>)["cm3", "cm³", "cm 3", "cm^3", "dm3", "dm³"])
        {
            if (!rest.EndsWith(cubic, StringComparison.OrdinalIgnoreCase))
                continue;
            unit = cubic;
            rest = rest[..^cubic.Length].TrimEnd();
            break;
        }

        var start = rest.IndexOfAnyInRange('0', '9');
        if (start < 0)
            return new MeasureText([], string.Empty, TextFold.Fold(text));
        var end = rest.LastIndexOfAnyInRange('0', '9') + 1;
        var before = rest[..start];
        if (before is [.., '-'])
        {
            before = before[..^1];
            start--;
        }

        var behind = rest[end..].Trim();
        if (isMoney && behind is [',' or '.', '-' or '–' or '—', .. var afterDash])
            behind = afterDash.TrimStart('-').TrimStart();
        if (HasSigns(before) || HasSigns(behind))
            return new MeasureText([], string.Empty, TextFold.Fold(text)); // 5 / 150 -, which is no unit.
        return new MeasureText(rest[start..end], TextFold.Fold(before), unit.IsEmpty ? TextFold.Fold(behind) : TextFold.Fold(unit));
    }

    /// <summary>Whether a text that is not empty has no letter and no currency sign, so that it names no unit.</summary>
    private static bool HasSigns(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IsEmpty)
            return false;
        foreach (var character in text)
        {
            if (char.IsLetter(character) || char.GetUnicodeCategory(character) == System.Globalization.UnicodeCategory.CurrencySymbol)
                return false;
        }

        return true;
    }
}
