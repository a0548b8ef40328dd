namespace IzzyPS.Stock.Values;

/// <summary>Why a value with or without a unit can't be read.</summary>
internal enum MeasureFlaw
{
    None,

    /// <summary>Not a number at all.</summary>
    NotANumber,

    /// <summary>A number that can be read in two ways.</summary>
    Ambiguous,

    /// <summary>An amount in a currency that is not PLN.</summary>
    OtherCurrency,

    /// <summary>A capacity in litres, in a column that is not known to be in litres.</summary>
    Litres,
}

/// <summary>Reads the numbers of one column, with the units that partners write behind them, and converts them to the field's own unit.</summary>
internal sealed class MeasureReader
{
    private static readonly string[] Currencies = ["eur", "euro", "usd", "dolar", "dolarow", "czk", "chf", "gbp", "huf", "sek", "dkk", "nok", "uah", "ron"];

    private readonly bool _isMoney;
    private readonly bool _hasWholeUnits;
    private readonly FieldUnits _units;
    private readonly FieldUnit _columnUnit;
    private readonly DecimalMark _mark;

    public MeasureReader(VehicleField field, DecimalMark mark, FieldUnit? columnUnit)
    {
        _isMoney = field.Kind == FieldKind.Money;
        _hasWholeUnits = field.Name is nameof(Vehicle.Mileage) or nameof(Vehicle.CubicCapacity);
        _mark = mark;
        _units = FieldUnits.Get(field);
        _columnUnit = columnUnit ?? _units.Own;
    }

    /// <summary>Whether the value that was read last was an amount without VAT.</summary>
    public bool IsNet { get; private set; }

    public MeasureFlaw Read(ReadOnlySpan<char> text, out decimal value)
    {
        IsNet = false;
        var flaw = NumberText.Parse(text, _mark, out value);
        if (flaw == NumberFlaw.Ambiguous && _columnUnit.Name == FieldUnits.Litre)
            flaw = NumberText.Parse(text, FindMark(text, isDecimal: true), out value); // 1.598 litres.
        if (flaw == NumberFlaw.NotANumber)
            return ReadWithUnit(text, out value);
        value = Convert(value, _columnUnit);
        return flaw == NumberFlaw.None ? MeasureFlaw.None : MeasureFlaw.Ambiguous;
    }

    private MeasureFlaw ReadWithUnit(ReadOnlySpan<char> text, out decimal value)
    {
        if (_isMoney && text.ContainsAny('€', '$', '£'))
        {
            value = 0;
            return MeasureFlaw.OtherCurrency;
        }

        return text.IndexOfAny('(', '/') is > 0 and var second && text[(second + 1)..].ContainsAnyInRange('0', '9') && _units.FindByName("kW") is not null
            ? ReadBoth(text[..second].TrimEnd(), text[(second + 1)..].TrimEnd(')'), out value)
            : ReadOne(text, out value, out _);
    }

    /// <summary>Reads a power in both units, <c>110 kW (150 KM)</c>. The value in the field's own unit needs no conversion.</summary>
    private MeasureFlaw ReadBoth(ReadOnlySpan<char> first, ReadOnlySpan<char> second, out decimal value)
    {
        var firstFlaw = ReadOne(first, out value, out var firstUnit);
        var secondFlaw = ReadOne(second.Trim(), out var other, out var secondUnit);
        if (firstFlaw != MeasureFlaw.None || secondFlaw != MeasureFlaw.None || firstUnit is null || secondUnit is null || firstUnit == secondUnit)
            return MeasureFlaw.NotANumber;
        value = firstUnit.IsOwn ? value : other;
        return MeasureFlaw.None;
    }

    private MeasureFlaw ReadOne(ReadOnlySpan<char> text, out decimal value, out FieldUnit? unit)
    {
        var measure = MeasureText.Split(text, _isMoney);
        (value, unit) = (0, _columnUnit);
        if (measure.Number.IsEmpty)
            return MeasureFlaw.NotANumber;
        if (measure.Words.Length > 0)
        {
            unit = FindUnit(measure.Words);
            if (unit is null)
                return _isMoney && measure.Words.Split(' ').Intersect(Currencies, StringComparer.Ordinal).Any() ? MeasureFlaw.OtherCurrency : MeasureFlaw.NotANumber;
            if (unit.Name == FieldUnits.Litre && _columnUnit.Name != FieldUnits.Litre)
                return MeasureFlaw.Litres;
            if (!unit.IsOwn && unit != _columnUnit && unit.Name != "kW")
                return MeasureFlaw.NotANumber;
        }

        var flaw = NumberText.Parse(measure.Number, _mark, out value);
        if (flaw == NumberFlaw.Ambiguous && measure.Words.Length > 0 && _hasWholeUnits)
            flaw = NumberText.Parse(measure.Number, FindMark(measure.Number, isDecimal: unit.Name == FieldUnits.Litre), out value); // 29.550 km can't be 29.55 km.
        if (flaw != NumberFlaw.None)
            return flaw == NumberFlaw.Ambiguous ? MeasureFlaw.Ambiguous : MeasureFlaw.NotANumber;
        value = Convert(value, unit);
        return MeasureFlaw.None;
    }

    /// <summary>Finds the unit of the words around a number. The words <c>brutto</c> and <c>netto</c> stand beside the currency.</summary>
    private FieldUnit? FindUnit(string words)
    {
        if (!_isMoney)
            return _units.Find(words);
        var parts = words.Split(' ').ToList();
        IsNet = parts.RemoveAll(part => part is "netto" or "net") > 0;
        return parts.Count == 0 ? _units.Own : _units.Find(string.Join(' ', parts));
    }

    /// <summary>Returns which decimal mark makes the only mark of a number the decimal mark, or a separator of thousands.</summary>
    private static DecimalMark FindMark(ReadOnlySpan<char> number, bool isDecimal) =>
        number.Contains(',') == isDecimal ? DecimalMark.Comma : DecimalMark.Dot;

    private decimal Convert(decimal value, FieldUnit unit) =>
        unit.IsOwn ? value : Math.Round(value * unit.Factor, _isMoney ? 2 : 0, MidpointRounding.AwayFromZero);
}
