using IzzyPS.Csv;
using IzzyPS.Output;
using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Values;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Reading;

/// <summary>The kinds of key that a row can have.</summary>
internal enum RowKeyKind
{
    /// <summary>The row has neither a VIN nor a configuration number.</summary>
    None,

    /// <summary>The key is the VIN.</summary>
    Vin,

    /// <summary>The key is the configuration number, and the VIN is empty.</summary>
    Number,

    /// <summary>The VIN's column holds a text that is not a VIN.</summary>
    BadVin,

    /// <summary>The VIN is empty, and the configuration number holds control characters or is too long.</summary>
    BadNumber,

    /// <summary>The row's structure is broken. It is unknown which car the row is, and whether it is one car or several.</summary>
    Unreadable,
}

/// <summary>Reads a row's key without creating a string, because the first pass reads the key of every row.</summary>
internal sealed class RowKey
{
    private readonly ColumnMap _columns;
    private readonly PartnerProfile _profile;
    private readonly int _mostColumns;
    private readonly char[] _key;

    public RowKey(ColumnMap columns, PartnerProfile profile, StockLimits limits)
    {
        _columns = columns;
        _profile = profile;
        _mostColumns = limits.Columns;
        _key = new char[Math.Max(Vin.Length, limits.KeyLength + 1)];
    }

    /// <summary>The last key that was read, in the form of <see cref="VehicleKey.Value"/>; empty where it was not readable.</summary>
    public ReadOnlySpan<char> Value => _key.AsSpan(0, Length);

    /// <summary>Whether a value of the key was a spreadsheet's error, since the row was read.</summary>
    public bool HasSpreadsheetError { get; private set; }

    private int Length { get; set; }

    /// <summary>Whether a row with a key of this kind has a readable key, so that its car is known.</summary>
    public static bool IsReadable(RowKeyKind kind) => kind is RowKeyKind.Vin or RowKeyKind.Number;

    public RowKeyKind Read(CsvRow row)
    {
        Length = 0;
        HasSpreadsheetError = false;
        if (row.Flaw != RowFlaw.None || !_columns.Fits(row.FieldCount))
            return ReadBroken(row);

        var vin = GetValue(row, _columns.Vin);
        if (!vin.IsEmpty)
        {
            if (ReadVin(vin) && !Vin.IsPlaceholder(Value))
                return RowKeyKind.Vin;
            Length = 0;
            return RowKeyKind.BadVin;
        }

        if (_columns.ConfigurationNumber < 0)
            return RowKeyKind.None;
        var number = GetValue(row, _columns.ConfigurationNumber);
        return number.IsEmpty ? RowKeyKind.None : ReadNumber(number) ? RowKeyKind.Number : RowKeyKind.BadNumber;
    }

    /// <summary>Gets a value of the key; empty where the cell holds a word for nothing, or what a spreadsheet made of an error or a long number.</summary>
    public ReadOnlySpan<char> GetValue(CsvRow row, int column)
    {
        var text = _profile.TrimOrEmpty(row.GetField(column));
        if (text.IsEmpty || !(SpreadsheetText.IsError(text) || (column == _columns.ConfigurationNumber && NumberFold.IsRounded(text))))
            return text;
        HasSpreadsheetError = true;
        return [];
    }

    /// <summary>Brings the configuration number of a row with a VIN into its one form. <see cref="Value"/> stays as it is.</summary>
    /// <returns>False where the text can't identify a vehicle.</returns>
    public bool TryNormalizeNumber(ReadOnlySpan<char> text, out string number)
    {
        number = string.Empty;
        if (!IsNumber(text))
            return false;
        number = PlainText.Clean(text);
        return number.Length > 0;
    }

    /// <summary>
    /// Reads the key of a row with a wrong number of values or bad quotes. The key is the VIN in the VIN's column if the row has one line and no other
    /// VIN. A row with two VINs may be two rows without the line break between them: with only the first VIN as the key, the second car would count as
    /// gone.
    /// </summary>
    public RowKeyKind ReadBroken(CsvRow row)
    {
        var kept = Math.Min(row.FieldCount, _mostColumns);
        if (row.HasLineBreaks || row.FieldCount >= (2 * _columns.Count) - 1 || _columns.Vin >= kept)
            return RowKeyKind.Unreadable;
        for (var column = 0; column < kept; column++)
        {
            if (column != _columns.Vin && ReadVin(_profile.TrimOrEmpty(row.GetField(column))))
                return DiscardKey();
        }

        return ReadVin(_profile.TrimOrEmpty(row.GetField(_columns.Vin))) && !Vin.IsPlaceholder(Value) ? RowKeyKind.Vin : DiscardKey();
    }

    private RowKeyKind DiscardKey()
    {
        Length = 0;
        return RowKeyKind.Unreadable;
    }

    private bool ReadVin(ReadOnlySpan<char> text)
    {
        Length = Vin.TryNormalize(text, _key) ? Vin.Length : 0;
        return Length > 0;
    }

    private bool ReadNumber(ReadOnlySpan<char> text)
    {
        Length = 0;
        if (!IsNumber(text))
            return false;
        if (!PlainText.IsClean(text))
            text = PlainText.Clean(text);
        if (text.IsEmpty)
            return false;
        text.CopyTo(_key.AsSpan(1));
        _key[0] = '#';
        Length = text.Length + 1;
        return true;
    }

    private bool IsNumber(ReadOnlySpan<char> text) =>
        text.Length < _key.Length && text.IndexOfAnyInRange('\0', '\u001F') < 0 && text.IndexOfAnyInRange('\u007F', '\u009F') < 0;
}
