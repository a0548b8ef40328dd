using System.Collections.Frozen;

namespace IzzyPS.Stock.Values;

/// <summary>The units of each field: what partners write behind numbers and in headers. <c>km</c> is horsepower (KM) in one field and kilometres in another.</summary>
internal sealed class FieldUnits
{
    /// <summary>A litre, of which a capacity has a thousandth of a cubic metre.</summary>
    public const string Litre = "l";

    private static readonly FieldUnits None = new(new FieldUnit("1", 1), []);

    private static readonly FrozenDictionary<string, FieldUnits> ByField = CreateAll();

    private readonly FieldUnit _own;
    private readonly (FieldUnit Unit, string[] Written)[] _units;

    private FieldUnits(FieldUnit own, (FieldUnit Unit, string[] Written)[] units) => (_own, _units) = (own, units);

    /// <summary>The unit of the API.</summary>
    public FieldUnit Own => _own;

    /// <summary>The names of the units, for messages.</summary>
    public IEnumerable<string> Names => _units.Select(entry => entry.Unit.Name);

    /// <summary>Gets the units of a field; a field without units has an empty list.</summary>
    public static FieldUnits Get(VehicleField field) => ByField.GetValueOrDefault(field.CsvName, None);

    /// <summary>Finds a unit by its name in a profile, in any case.</summary>
    public FieldUnit? FindByName(string name) => Array.Find(_units, entry => entry.Unit.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Unit;

    /// <summary>Finds a unit by what a partner writes, folded as words are folded.</summary>
    public FieldUnit? Find(string folded) => Array.Find(_units, entry => entry.Written.Contains(folded, StringComparer.Ordinal)).Unit;

    private static FrozenDictionary<string, FieldUnits> CreateAll()
    {
        var zloty = Define(
            (new FieldUnit("PLN", 1), ["pln", "zl", "zloty", "zlotych", "zlote", "brutto", "gross", "pln brutto", "zl brutto", "brutto pln", "brutto zl", "pln gross", "zlotych brutto"]),
            (new FieldUnit("grosze", 0.01m), ["gr", "grosze", "groszy", "w groszach"]));
        return new Dictionary<string, FieldUnits>(StringComparer.Ordinal)
        {
            ["power"] = Define(
                (new FieldUnit("KM", 1), ["km", "k m", "ps", "hp", "bhp", "koni", "konie", "koni mechanicznych"]),
                (new FieldUnit("kW", 1.35962m), ["kw", "kilowat", "kilowaty", "kilowatow"])),
            ["mileage"] = Define(
                (new FieldUnit("km", 1), ["km", "kms", "kilometr", "kilometry", "kilometrow", "kilometer", "kilometers", "kilometres"]),
                (new FieldUnit("mi", 1.609344m), ["mi", "mil", "mile", "miles", "meilen"])),
            ["cubicCapacity"] = Define(
                (new FieldUnit("cm3", 1), ["cm3", "cm 3", "ccm", "cc", "cm"]),
                (new FieldUnit(Litre, 1000), ["l", "litr", "litry", "litra", "litrow", "litrach", "liter", "litre", "litres", "liters", "dm3"])),
            ["acceleration"] = Define((new FieldUnit("s", 1), ["s", "sek", "sec", "sekund", "sekundy", "seconds", "sekunden"])),
            ["doors"] = Define((new FieldUnit("doors", 1), ["drzwi", "drzwiowy", "drzwiowe", "drzwiowa", "doors", "door", "turen", "tueren", "turig"])),
            ["manufactureYear"] = Define((new FieldUnit("year", 1), ["r", "rok"])),
            ["pricing_listPrice"] = zloty,
            ["pricing_salesPrice"] = zloty,
            ["pricing_miniPrice"] = zloty,
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FieldUnits Define(params (FieldUnit Unit, string[] Written)[] units) => new(units[0].Unit, units);
}
