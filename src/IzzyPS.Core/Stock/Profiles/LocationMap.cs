namespace IzzyPS.Stock.Profiles;

/// <summary>The showrooms of a partner's numbers: <c>{"128": "0190f5c2-…"}</c>.</summary>
internal sealed class LocationMap
{
    private readonly Dictionary<string, Guid> _showrooms;

    private LocationMap(Dictionary<string, Guid> showrooms) => _showrooms = showrooms;

    /// <summary>A map without an entry.</summary>
    public static LocationMap Empty { get; } = new([]);

    public int Count => _showrooms.Count;

    /// <summary>Reads a JSON file.</summary>
    /// <exception cref="StockSettingsException">The file can't be read, or is no location map.</exception>
    public static LocationMap Load(string path) => Parse(path, SettingsJson.BytesOf(path, "The location map"));

    /// <summary>Takes the entries of a dictionary, an administrator's hashtable for example.</summary>
    /// <exception cref="StockSettingsException">A value is not a UUID, or a number is there twice.</exception>
    public static LocationMap From(IEnumerable<KeyValuePair<string, string>> entries)
    {
        var showrooms = NewMap();
        foreach (var (number, id) in entries)
        {
            if (Problem(showrooms, number, id) is { } problem)
                throw new StockSettingsException("The location map: " + problem);
        }

        return new LocationMap(showrooms);
    }

    public bool TryFind(string number, out Guid showroom) => _showrooms.TryGetValue(number, out showroom);

    internal static LocationMap Parse(string name, ReadOnlySpan<byte> utf8)
    {
        var showrooms = NewMap();
        var json = new SettingsJson(name, utf8);
        while (json.NextProperty(out var number))
        {
            var id = json.Text("the showroom's UUID as a text");
            if (Problem(showrooms, number, id) is { } problem)
                throw json.Error(problem);
        }

        json.End();
        return new LocationMap(showrooms);
    }

    private static Dictionary<string, Guid> NewMap() => new(StringComparer.OrdinalIgnoreCase);

    private static string? Problem(Dictionary<string, Guid> showrooms, string number, string id)
    {
        number = number.Trim();
        if (number.Length == 0)
            return "a showroom's number is empty.";
        if (!Guid.TryParseExact(id.Trim(), "D", out var showroom) || showroom == Guid.Empty)
            return $"'{id}' behind number '{number}' is not a showroom's UUID; it looks like 0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a.";
        return showrooms.TryAdd(number, showroom) ? null : $"number '{number}' stands there twice.";
    }
}
