using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Reading;

/// <summary>
/// Recognises the text of whole rows within a quoted value. Where a closing quote is missing, the rows up to the next quote are read as part of the
/// value.
/// </summary>
internal sealed class RowShape
{
    private readonly char _delimiter;
    private readonly int _columns;

    public RowShape(char delimiter, int columns)
    {
        _delimiter = delimiter;
        _columns = columns;
    }

    /// <summary>Whether a line has as many delimiters as a row, or a delimiter and a VIN.</summary>
    public bool IsRow(ReadOnlySpan<char> line)
    {
        var delimiters = line.Count(_delimiter);
        if (delimiters == 0)
            return false;
        if (delimiters >= _columns - 1)
            return true;
        Span<char> vin = stackalloc char[Vin.Length];
        foreach (var cell in line.Split(_delimiter))
        {
            if (Vin.TryNormalize(line[cell], vin))
                return true;
        }

        return false;
    }
}
