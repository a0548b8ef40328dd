namespace IzzyPS.Stock.Profiles;

/// <summary>Maps a partner's showroom numbers to the showrooms' UUIDs on Izzylease: <c>{"128": "0190f5c2-…"}</c>.</summary>
internal sealed class LocationMap
{
    private readonly Dictionary<string, Guid> _showrooms;

    private LocationMap(Dictionary<string, Guid> showrooms) => _showrooms = showrooms;

    /// <summary>A map without entries.</summary>
    public static LocationMap Empty { get; } = new([]);

    public int Count => _showrooms.Count;

    /// <summary>Reads a JSON file.</summary>
    /// <exception cref="StockSettingsException">The file can't be read, or is not a location map.</exception>
    public static LocationMap Load(string path) => Parse(path, SettingsJson.ReadFile(path, "The location map"));

    /// <summary>Creates a map from the entries of a dictionary, for example of an administrator's hashtable.</summary>
    /// <exception cref="StockSettingsException">A value is not a UUID, or a number occurs twice.</exception>
    public static LocationMap CreateFromEntries(IEnumerable<KeyValuePair<string, string>> entries)
    {
        var showrooms = CreateMap();
        foreach (var (number, id) in entries)
        {
            if (AddOrDescribeFault(showrooms, number, id) is { } fault)
                throw new StockSettingsException("The location map: " + fault);
        }

        return new LocationMap(showrooms);
    }

    public bool TryFind(string number, out Guid showroom) => _showrooms.TryGetValue(number, out showroom);

    internal static LocationMap Parse(string name, ReadOnlySpan<byte> utf8)
    {
        var showrooms = CreateMap();
        var json = new SettingsJson(name, utf8);
        while (json.TryReadNextProperty(out var number))
        {
            var id = json.ReadText("the showroom's UUID as a text");
            if (AddOrDescribeFault(showrooms, number, id) is { } fault)
                throw json.CreateError(fault);
        }

        json.ReadEnd();
        return new LocationMap(showrooms);
    }

    private static Dictionary<string, Guid> CreateMap() => new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds an entry.</summary>
    /// <returns>What is wrong with the entry, which is then not added; null where the entry was added.</returns>
    private static string? AddOrDescribeFault(Dictionary<string, Guid> showrooms, string number, string id)
    {
        number = number.Trim();
        if (number.Length == 0)
            return "a showroom's number is empty.";
        if (!Guid.TryParseExact(id.Trim(), "D", out var showroom) || showroom == Guid.Empty)
            return $"'{id}' for number '{number}' is not a showroom's UUID; a UUID looks like 0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a.";
        return showrooms.TryAdd(number, showroom) ? null : $"number '{number}' occurs twice.";
    }
}
