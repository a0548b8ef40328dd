using System.Globalization;
using IzzyPS.Csv;
using IzzyPS.Output;
using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Values;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Reading;

/// <summary>Which column of a file holds which field.</summary>
internal sealed class ColumnMap
{
    /// <summary>A header line with so many numbers holds the values of a row.</summary>
    private const int NumbersOfRow = 3;

    private readonly VehicleField?[] _fields;
    private readonly HeaderMatch?[] _matches;
    private readonly PartnerProfile _profile;

    private ColumnMap(string[] headers, HeaderMatch?[] matches, PartnerProfile profile)
    {
        var fields = Array.ConvertAll(matches, match => match?.Field);
        Headers = headers;
        _fields = fields;
        _matches = matches;
        _profile = profile;
        Status = profile.Status is { } status ? Array.FindIndex(headers, header => status.Headers.Contains(TextFold.Fold(header), StringComparer.Ordinal)) : -1;
        Constants = [.. VehicleFields.All.Where(field => profile.Constants.ContainsKey(field.CsvName) && !fields.Contains(field))];
        Vin = FindColumn(nameof(Vehicle.Vin));
        ConfigurationNumber = FindColumn(nameof(Vehicle.ConfigurationNumber));
        Missing = [.. VehicleFields.All.Where(field => UnknownFields.Kept.Contains(field) && !fields.Contains(field) && !Constants.Contains(field))];
        Unknown = FieldSet.From(Missing);
        LeastCount = 1 + Array.FindLastIndex(_fields, field => field is not null && (IsNeeded(field) || field.Name == nameof(Vehicle.ConfigurationNumber)));
    }

    public IReadOnlyList<string> Headers { get; }

    public int Count => _fields.Length;

    /// <summary>The number of columns up to the last one that every row needs. Only optional columns are behind it.</summary>
    public int LeastCount { get; }

    /// <summary>The field of each column; null where the column's header names no field.</summary>
    public ReadOnlySpan<VehicleField?> Fields => _fields;

    /// <summary>The column of the VIN, or −1.</summary>
    public int Vin { get; }

    /// <summary>The column of the configuration number, or −1.</summary>
    public int ConfigurationNumber { get; }

    /// <summary>The column that says whether the vehicle is for sale, or −1.</summary>
    public int Status { get; }

    /// <summary>The fields whose value the profile gives, because the file has no column for them.</summary>
    public IReadOnlyList<VehicleField> Constants { get; }

    /// <summary>The headers of the columns that are not read, empty headers left out.</summary>
    public IEnumerable<string> Ignored => Headers.Where((header, column) => _fields[column] is null && column != Status && header.Length > 0);

    /// <summary>The fields that the file has no column for, the dealer's own fields left out.</summary>
    public IReadOnlyList<VehicleField> Missing { get; }

    /// <summary><see cref="Missing"/> as a set: the fields that every vehicle of the file leaves unknown.</summary>
    public FieldSet Unknown { get; }

    /// <summary>The number of columns whose header names a field. The right delimiter gives the most of them.</summary>
    public int Known => _fields.Count(known => known is not null);

    /// <summary>Reads the names of the columns.</summary>
    /// <param name="header">The header line.</param>
    /// <param name="profile">The partner's names of the columns.</param>
    public static ColumnMap CreateFromHeader(CsvRow header, PartnerProfile profile)
    {
        var headers = new string[header.FieldCount];
        var matches = new HeaderMatch?[header.FieldCount];
        for (var column = 0; column < headers.Length; column++)
        {
            headers[column] = PlainText.Clean(header.GetField(column));
            matches[column] = profile.FindHeader(headers[column]);
        }

        KeepMostExact(matches);
        return new ColumnMap(headers, matches, profile);
    }

    /// <summary>Gets the unit that a column's header names; null where it names none.</summary>
    public FieldUnit? GetUnit(int column) => _matches[column]?.Unit;

    /// <summary>
    /// Leaves one column for each field: the one whose header is the most exact name. The others are not read. Columns with equally exact headers all stay;
    /// they are a fault of the file.
    /// </summary>
    private static void KeepMostExact(HeaderMatch?[] matches)
    {
        foreach (var group in matches.OfType<HeaderMatch>().GroupBy(match => match.Field).Where(group => group.Count() > 1).ToList())
        {
            var best = group.Min(match => match.Rank);
            for (var column = 0; column < matches.Length; column++)
            {
                if (matches[column] is { } match && match.Field == group.Key && match.Rank > best)
                    matches[column] = null;
            }
        }
    }

    /// <summary>Adds columns without a name at the end. Some programs end every row with delimiters, but not the header.</summary>
    public ColumnMap Widen(int count) => new(
        [.. Headers, .. Enumerable.Repeat(string.Empty, count - Count)],
        [.. _matches, .. Enumerable.Repeat<HeaderMatch?>(null, count - Count)],
        _profile);

    /// <summary>Whether each column from an index on has the name of a field. Such columns may be left out behind the last value of a row.</summary>
    public bool NamesFieldsFrom(int column) => !_fields.AsSpan(Math.Min(column, Count)).Contains(null);

    /// <summary>Whether a row with this number of values may be whole. Excel leaves out the delimiters behind the last value of a row.</summary>
    public bool Fits(int fieldCount) => fieldCount == Count || (fieldCount < Count && fieldCount >= LeastCount);

    /// <summary>Finds the faults of the headers.</summary>
    public IEnumerable<StockFault> FindFaults()
    {
        foreach (var repeated in _fields.OfType<VehicleField>().GroupBy(field => field).Where(group => group.Count() > 1))
        {
            var names = Headers.Where((_, column) => _fields[column] == repeated.Key).Select(header => $"'{header}'");
            yield return new StockFault(
                "DuplicateHeader",
                $"The columns {string.Join(" and ", names)} both hold {repeated.Key.CsvName}, and IzzyPS can't know which of them is right. Keep one of them.",
                IsFatal: true);
        }

        var missing = VehicleFields.All
            .Where(IsNeeded)
            .Where(field => !_fields.Contains(field) && !Constants.Contains(field))
            .Select(field => field.CsvName)
            .ToList();
        if (missing.Count > 0)
        {
            yield return new StockFault(
                "MissingHeader",
                $"The header line lacks {string.Join(", ", missing)}; it has: {PlainText.ToVisible(string.Join(", ", Headers), 500)}. "
                + "The first line must name the columns; a partner's own names go into the profile's headers.",
                IsFatal: true);
        }

        if (Ignored.FirstOrDefault(EndsInVin) is { } vin)
            yield return CreateRowInHeader($"holds a VIN, '{PlainText.ToVisible(vin, 100)}'");
        else if (Ignored.Where(IsNumber).Take(NumbersOfRow).ToList() is { Count: NumbersOfRow } numbers)
            yield return CreateRowInHeader($"holds numbers, {PlainText.ToVisible(string.Join(", ", numbers), 100)}");
    }

    private static StockFault CreateRowInHeader(string what) => new(
        "RowInHeader",
        $"The header line {what}: the line break before the first row is missing, so the first vehicle is lost. Send the file again.",
        IsFatal: true);

    private static bool IsNumber(string header) => decimal.TryParse(header, NumberStyles.Number, CultureInfo.InvariantCulture, out _);

    /// <summary>Whether a header is a VIN, or ends in a VIN that was joined to the last header's name.</summary>
    private static bool EndsInVin(string header)
    {
        var text = string.Concat(header.Where(character => !char.IsWhiteSpace(character)));
        return text.Length >= Vehicles.Vin.Length
            && Vehicles.Vin.TryParse(text.AsSpan(text.Length - Vehicles.Vin.Length), out var vin)
            && vin.Any(char.IsAsciiDigit); // A word of 17 letters may be a header.
    }

    /// <summary>Whether a file needs a column of the field.</summary>
    private static bool IsNeeded(VehicleField field) => !field.IsOptional || field.Name == nameof(Vehicle.Vin);

    /// <summary>Finds the column of a field, or −1.</summary>
    public int FindColumn(string name) => Array.FindIndex(_fields, field => field?.Name == name);
}
