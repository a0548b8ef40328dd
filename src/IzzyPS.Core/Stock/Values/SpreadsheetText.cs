using System.Collections.Frozen;

namespace IzzyPS.Stock.Values;

/// <summary>Recognises what spreadsheets leave in a file: values written as formulas, <c>="000123"</c>, and error values, <c>#N/D!</c>.</summary>
internal static class SpreadsheetText
{
    private const int LongestError = 20;

    /// <summary>
    /// The error values of Excel in English, Polish and German, and of LibreOffice. Sources: support.microsoft.com, "ERROR.TYPE function", and the
    /// help of LibreOffice, "Error Codes in LibreOffice Calc".
    /// </summary>
    private static readonly FrozenSet<string> Errors = new[]
    {
        "#N/A", "#NA", "#N/A!", "#N/A N/A", "#N/D", "#N/D!", "#NV", "#NV!", "#REF!", "#REF", "#ADR!", "#ADR", "#ADRES!", "#BEZUG!", "#VALUE!", "#ARG!", "#WERT!",
        "#DIV/0!", "#DIV/0", "#DZIEL/0!", "#NAME?", "#NAZWA?", "#NUM!", "#LICZBA!", "#ZAHL!", "#NULL!", "#ZERO!", "#SPILL!", "#ROZLANIE!",
        "#ÜBERLAUF!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#GETTING_DATA", "#ERROR!", "#CYKL!", "#BŁĄD!",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ErrorsBySpan = Errors.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a value is a spreadsheet's error, or the signs that it shows where a column is too narrow.</summary>
    public static bool IsError(ReadOnlySpan<char> text) => text[0] is '#' or 'E' or 'e' or 'B' or 'b' && IsKnownError(text);

    /// <summary>Returns the text within <c>="…"</c>; any other text is returned as it is.</summary>
    public static ReadOnlySpan<char> Unwrap(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text[0] != '=' || text[1] != '"' || text[^1] != '"')
            return text;
        var inner = text[2..^1];
        if (inner.IndexOf('"') < 0)
            return inner.Trim();
        var unescaped = new string(inner).Replace("\"\"", "\u0001", StringComparison.Ordinal);
        return unescaped.Contains('"', StringComparison.Ordinal) ? text : unescaped.Replace('\u0001', '"').AsSpan().Trim(); // A single quote ends the text: ="a"&"b" is a formula.
    }

    private static bool IsKnownError(ReadOnlySpan<char> text) => text[0] switch
    {
        '#' => (text.Length <= LongestError && ErrorsBySpan.Contains(text)) || (text.Length > 2 && !text.ContainsAnyExcept('#')),
        'E' or 'e' => HasErrorNumber(text, "Err:"),
        'B' or 'b' => HasErrorNumber(text, "Błąd:"),
        _ => false,
    };

    private static bool HasErrorNumber(ReadOnlySpan<char> text, string lead) =>
        text.StartsWith(lead, StringComparison.OrdinalIgnoreCase)
        && text[lead.Length..].Trim() is { Length: 3 } number
        && !number.ContainsAnyExceptInRange('0', '9');
}
