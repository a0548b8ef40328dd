using System.Buffers;
using IzzyPS.Csv;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Reading;

/// <summary>
/// Recognises a row within a quoted value. Where a closing quote is missing, the rows up to the next quote are read as part of the value. A description may
/// have many commas and may begin with a VIN, so a line is a row only if it has all columns that a row needs, and another car's VIN in the VIN's place.
/// </summary>
internal sealed class RowShape
{
    private static readonly SearchValues<char> OfPrices = SearchValues.Create("0123456789., \u00A0");

    private readonly char _delimiter;
    private readonly ColumnMap _columns;
    private readonly int _price;

    public RowShape(char delimiter, ColumnMap columns)
    {
        _delimiter = delimiter;
        _columns = columns;
        _price = columns.FindColumn(nameof(Vehicle.SalesPrice));
    }

    /// <summary>Whether a line is a row, or the beginning of a row that the closing quote ends.</summary>
    public bool IsRow(ReadOnlySpan<char> line, bool isLast, CsvRow row)
    {
        var cells = line.Count(_delimiter) + 1;
        if (cells < 2)
            return false;
        if (cells >= _columns.LeastCount)
            return HasOtherVin(line, row) || HasPriceOfOtherRow(line);
        return isLast && cells > _columns.Vin + 1 && line[^1] == _delimiter && HasOtherVin(line, row);
    }

    private bool HasOtherVin(ReadOnlySpan<char> line, CsvRow row)
    {
        Span<char> vin = stackalloc char[Vin.Length];
        if (!Vin.TryNormalize(GetCell(line, _columns.Vin), vin))
            return false;
        Span<char> own = stackalloc char[Vin.Length];
        return _columns.Vin >= Math.Min(row.FieldCount, CsvRow.MostFields)
            || !Vin.TryNormalize(row.GetField(_columns.Vin), own)
            || !own.SequenceEqual(vin);
    }

    /// <summary>Whether the line is a row of a car without a readable VIN: its sales price is a number with the digits of a price.</summary>
    private bool HasPriceOfOtherRow(ReadOnlySpan<char> line)
    {
        if (_price < 0)
            return false;
        var price = GetCell(line, _price).Trim();
        return price.Length > 3 && char.IsAsciiDigit(price[0]) && !price.ContainsAnyExcept(OfPrices);
    }

    private ReadOnlySpan<char> GetCell(ReadOnlySpan<char> line, int column)
    {
        for (; column > 0; column--)
        {
            var end = line.IndexOf(_delimiter);
            if (end < 0)
                return [];
            line = line[(end + 1)..];
        }

        return line.IndexOf(_delimiter) is >= 0 and var length ? line[..length] : line;
    }
}
