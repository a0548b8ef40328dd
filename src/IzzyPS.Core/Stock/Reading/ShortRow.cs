using System.Buffers;
using IzzyPS.Csv;
using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Values;

namespace IzzyPS.Stock.Reading;

/// <summary>
/// Decides whether a row that lacks its last values is whole. Excel leaves out the delimiters behind the last value of a row. A row that lost a value in the
/// middle has the same length, but its values stand one column too far to the left. So every value must look like a value of its column.
/// </summary>
internal static class ShortRow
{
    private static readonly SearchValues<char> OfNumbersAndDates = SearchValues.Create("0123456789.,:-/ \u00A0");

    public static bool IsWhole(CsvRow row, ColumnMap columns, PartnerProfile profile)
    {
        for (var column = 0; column < row.FieldCount; column++)
        {
            if (columns.Fields[column] is not { } field)
                continue;
            var text = profile.TrimOrEmpty(row.GetField(column));
            if (!text.IsEmpty && !Looks(field, text, profile))
                return false;
        }

        return true;
    }

    private static bool Looks(VehicleField field, ReadOnlySpan<char> text, PartnerProfile profile) => field switch
    {
        { Name: nameof(Vehicle.Vin) or nameof(Vehicle.ConfigurationNumber) or nameof(Vehicle.EngineCode) or nameof(Vehicle.Model) } => true,
        { Name: nameof(Vehicle.CarClass) } => !char.IsAsciiDigit(text[0]),
        { Kind: FieldKind.Integer or FieldKind.Number or FieldKind.Money } => text.ContainsAnyInRange('0', '9') && !DateText.TryParse(text, out _),
        { Kind: FieldKind.Date } => DateText.TryParse(text, out _),
        { Kind: FieldKind.Word } => profile.GetWords(field).Find(new string(text)) is not null,
        { Kind: FieldKind.Location } => true,
        _ => text.ContainsAnyExcept(OfNumbersAndDates), // Free text is neither a number nor a date.
    };
}
