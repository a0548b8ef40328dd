using IzzyPS.Csv;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Reading;

/// <summary>
/// Recognises a total or a note below the cars, such as <c>RAZEM;;;12 345 678</c> or <c>Wygenerowano: 2026-11-28</c>. Its first value begins with a word for a total or
/// a note, no value is a VIN, and it lacks most of the values that every car has. A text alone in its row may be a note without such a word.
/// </summary>
internal sealed class TotalRow
{
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "razem", "suma", "ogolem", "lacznie", "podsumowanie", "total", "totals", "subtotal", "sum", "grand", "summe", "gesamt", "gesamtsumme",
        "wygenerowano", "wydrukowano", "wydruk", "wyeksportowano", "sporzadzono", "utworzono", "strona", "liczba", "ilosc", "koniec", "raport", "eksport", "generated", "exported", "printed",
        "created", "page", "count", "end", "report", "erstellt", "exportiert", "gedruckt", "seite", "anzahl", "ende",
    };

    private readonly int _vin;
    private readonly int[] _needed;

    public TotalRow(ColumnMap columns)
    {
        _vin = columns.Vin;
        _needed = [.. new[] { nameof(Vehicle.Make), nameof(Vehicle.Model), nameof(Vehicle.FuelType), nameof(Vehicle.Type), nameof(Vehicle.Color) }.Select(columns.FindColumn).Where(column => column >= 0)];
    }

    public bool IsTotal(CsvRow row)
    {
        if (row.Flaw != RowFlaw.None)
            return false;
        var kept = Math.Min(row.FieldCount, CsvRow.MostFields);
        if (_vin >= 0 && _vin < kept && row.GetField(_vin).Length == Vin.Length)
            return false; // The quick answer for nearly every row.
        var column = 0;
        while (column < kept && row.GetField(column).IsWhiteSpace())
            column++;
        return column < kept && IsWord(row.GetField(column)) && !HasCar(row, kept);
    }

    /// <summary>Whether a row may be a note below the cars: one text of several words, and no other value.</summary>
    public bool MayBeNote(CsvRow row)
    {
        if (row.Flaw != RowFlaw.None)
            return false;
        var kept = Math.Min(row.FieldCount, CsvRow.MostFields);
        if (_vin >= 0 && _vin < kept && row.GetField(_vin).Length == Vin.Length)
            return false; // The quick answer for nearly every row.
        ReadOnlySpan<char> only = [];
        for (var column = 0; column < kept; column++)
        {
            var value = row.GetField(column).Trim();
            if (!value.IsEmpty && !only.IsEmpty)
                return false;
            only = value.IsEmpty ? only : value;
        }

        Span<char> vin = stackalloc char[Vin.Length];
        return only.ContainsAny(' ', ':') && !Vin.TryNormalize(only, vin);
    }

    private bool HasCar(CsvRow row, int kept)
    {
        Span<char> vin = stackalloc char[Vin.Length];
        for (var column = 0; column < kept; column++)
        {
            if (Vin.TryNormalize(row.GetField(column), vin))
                return true;
        }

        return _needed.Count(column => column < kept && !row.GetField(column).IsWhiteSpace()) > 2;
    }

    /// <summary>Whether a value's first word is a word for a total.</summary>
    private static bool IsWord(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (!char.IsLetter(value[0]))
            return false;
        var folded = TextFold.Fold(value[..Math.Min(value.Length, 40)]);
        var end = folded.IndexOf(' ', StringComparison.Ordinal);
        return Words.Contains(end < 0 ? folded : folded[..end]);
    }
}
