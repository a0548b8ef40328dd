using System.Text;
using IzzyPS.Csv;
using IzzyPS.Stock.Values;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Profiles;

/// <summary>
/// The names of columns that a partner uses. Names are compared in any case, without accents and punctuation, and as <c>RokProdukcji</c>,
/// <c>rok_produkcji</c> and <c>rokprodukcji</c>. Behind a name may be a unit of its field: <c>Moc (kW)</c>.
/// </summary>
internal sealed class HeaderList
{
    /// <summary>The rank of the first name of the built-in profile. A profile that extends it puts its own names before these.</summary>
    private const int FirstRank = 1_000_000;

    private const int NamesOfOneProfile = 10_000;
    private const int BehindWhole = 10_000_000; // Names with a unit that is not part of the profile's name come after all whole names.
    private const int MostUnitWords = 2;

    /// <summary>The fields by their own names, folded.</summary>
    private static readonly Dictionary<string, VehicleField> OwnNames = VehicleFields.All.ToDictionary(field => TextFold.Fold(field.CsvName), StringComparer.Ordinal);

    private readonly Dictionary<string, HeaderMatch> _names;
    private readonly Dictionary<string, HeaderMatch> _compact;
    private int _nextRank;

    /// <summary>Starts with the fields' own names.</summary>
    public HeaderList()
    {
        _names = OwnNames.ToDictionary(own => own.Key, own => new HeaderMatch(own.Value, 0, null), StringComparer.Ordinal);
        _compact = _names.ToDictionary(pair => Compact(pair.Key), pair => pair.Value, StringComparer.Ordinal);
        _nextRank = FirstRank;
    }

    /// <summary>Starts with the names of the profile that is extended. The names that are added now come before them.</summary>
    public HeaderList(HeaderList parent)
    {
        _names = new Dictionary<string, HeaderMatch>(parent._names, StringComparer.Ordinal);
        _compact = new Dictionary<string, HeaderMatch>(parent._compact, StringComparer.Ordinal);
        _nextRank = Math.Max(1, ((parent._nextRank / NamesOfOneProfile) - 1) * NamesOfOneProfile);
    }

    /// <summary>Finds the field whose own name a header is; null where there is none.</summary>
    /// <param name="folded">The header, folded.</param>
    internal static VehicleField? FindOwn(string folded) => OwnNames.GetValueOrDefault(folded);

    /// <summary>Adds a partner's name of a column. The new meaning replaces an earlier one.</summary>
    public void Add(string written, VehicleField field)
    {
        var folded = TextFold.Fold(written);
        var own = _names.GetValueOrDefault(folded);
        var match = new HeaderMatch(field, own is { Rank: 0 } ? 0 : _nextRank++, FindTrailingUnit(folded, field));
        _names[folded] = match;
        _ = _compact.TryAdd(Compact(folded), match);
        if (_compact[Compact(folded)].Rank != 0)
            _compact[Compact(folded)] = match;
    }

    /// <summary>Finds the meaning of a header; null where it names no field.</summary>
    public HeaderMatch? Find(string header)
    {
        var folded = TextFold.Fold(header);
        if (folded.Length == 0)
            return null;
        var divided = TextFold.Fold(DivideCamelCase(header));
        return _names.GetValueOrDefault(folded)
            ?? FindWithUnit(folded)
            ?? _names.GetValueOrDefault(divided)
            ?? FindWithUnit(divided)
            ?? _compact.GetValueOrDefault(Compact(folded));
    }

    /// <summary>Finds a name that is followed by a unit of its field: <c>moc kw</c>, <c>przebieg w km</c>.</summary>
    private HeaderMatch? FindWithUnit(string folded)
    {
        var words = folded.Split(' ');
        for (var count = 1; count <= Math.Min(MostUnitWords, words.Length - 1); count++)
        {
            var name = words.AsSpan(0, words.Length - count);
            if (name.Length > 1 && name[^1] is "w" or "in")
                name = name[..^1];
            if (_names.TryGetValue(string.Join(' ', name!), out var match)
                && FieldUnits.Get(match.Field).Find(string.Join(' ', words.AsSpan(words.Length - count)!)) is { } unit)
            {
                return match with { Rank = match.Rank + BehindWhole, Unit = unit };
            }
        }

        return null;
    }

    /// <summary>Finds the unit at the end of a profile's own name, such as <c>Leistung kW</c>.</summary>
    private static FieldUnit? FindTrailingUnit(string folded, VehicleField field)
    {
        var last = folded.LastIndexOf(' ');
        return last > 0 ? FieldUnits.Get(field).Find(folded[(last + 1)..]) : null;
    }

    private static string Compact(string folded) => folded.Replace(" ", string.Empty, StringComparison.Ordinal);

    /// <summary>Puts a space where a capital follows a small letter: <c>Rok Produkcji</c>, <c>Nr VIN</c>.</summary>
    private static string DivideCamelCase(string header)
    {
        var divided = new StringBuilder(header.Length + 4);
        for (var at = 0; at < header.Length; at++)
        {
            if (at > 0 && char.IsUpper(header[at]) && char.IsLower(header[at - 1]))
                divided.Append(' ');
            divided.Append(header[at]);
        }

        return divided.ToString();
    }
}
