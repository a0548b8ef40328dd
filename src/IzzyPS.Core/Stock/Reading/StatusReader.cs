using IzzyPS.Csv;
using IzzyPS.Output;
using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Values;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Reading;

/// <summary>Reads the column that says whether a vehicle is for sale.</summary>
internal sealed class StatusReader
{
    private readonly StatusColumn _column;
    private readonly SpanCache<SaleStatus?> _cache;

    public StatusReader(StatusColumn column)
    {
        _column = column;
        _cache = new(Find);
    }

    /// <summary>Sets the status of a vehicle. A word that the profile does not know is a fault of the row, so that the listing stays as it is.</summary>
    public void Read(ReadOnlySpan<char> text, Vehicle vehicle, RowNotes notes)
    {
        text = SpreadsheetText.Unwrap(text.Trim());
        if (text.IsEmpty)
            return; // Not a word for nothing: "brak" in this column may mean that the car is gone.
        if (_cache.Get(text) is { } status)
        {
            vehicle.Status = status;
            return;
        }

        var shown = PlainText.ToVisible(text, limit: 200);
        notes.AddFault(new FieldFault(null, "UnknownStatus", shown, $"The status '{shown}' is not a word of the partner's profile; add the word to the status of the profile, as available, reserved, sold or withdrawn."));
    }

    private SaleStatus? Find(string text)
    {
        if (!_column.Words.TryGetValue(TextFold.Fold(text), out var status))
            return null;
        return (status, _column.WhenReserved) switch
        {
            (SaleStatus.Reserved, ReservedRule.List) => SaleStatus.Available,
            (SaleStatus.Reserved, ReservedRule.Close) => SaleStatus.Withdrawn,
            _ => status,
        };
    }
}
