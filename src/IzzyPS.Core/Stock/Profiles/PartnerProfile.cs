using IzzyPS.Stock.Values;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Profiles;

/// <summary>
/// Describes how one partner writes stock files: the words of each field, the names of the columns, and the words for an empty value. An
/// administrator can copy and extend the JSON file of a profile. <see cref="Default"/> is built in. A loaded profile never changes.
/// </summary>
internal sealed class PartnerProfile
{
    /// <summary>The name of the built-in profile.</summary>
    public const string DefaultName = "default";

    private static readonly Lazy<PartnerProfile> BuiltIn = new(() => PartnerProfileJson.Parse(DefaultName, ReadBuiltInJson(), new ProfileFolders([]), []));

    private readonly NothingWords _nothing = new([]);

    /// <summary>The built-in profile: the words that partners are known to write.</summary>
    public static PartnerProfile Default => BuiltIn.Value;

    /// <summary>The profile's name: the name of its file, without extension.</summary>
    public required string Name { get; init; }

    public DecimalMark DecimalMark { get; init; }

    /// <summary>Whether an optional value that can't be read rejects its row. Otherwise the value is left out, with a warning.</summary>
    public bool IsStrict { get; init; }

    /// <summary>From how many complete files in a row a listing must be missing before it is closed. Each file must have other content.</summary>
    public int CloseAfter { get; init; } = 1;

    /// <summary>The limits of the guards for the partner's files.</summary>
    public ProfileLimits Limits { get; init; } = ProfileLimits.None;

    /// <summary>The ranges in which values are plausible.</summary>
    public FieldRanges Ranges { get; init; } = FieldRanges.Default;

    /// <summary>The values of fields for which the file has no column, as a partner would write them.</summary>
    public required IReadOnlyDictionary<string, string> Constants { get; init; }

    /// <summary>The units of columns whose header names no unit, by the field's name in the file.</summary>
    public required IReadOnlyDictionary<string, FieldUnit> Units { get; init; }

    /// <summary>The column that says whether a vehicle is for sale; null where the partner has none.</summary>
    public StatusColumn? Status { get; init; }

    internal required HeaderList Headers { get; init; }

    internal required IReadOnlyDictionary<string, WordList> Words { get; init; }

    internal required IReadOnlyList<string> NullWords
    {
        get;
        init => (field, _nothing) = (value, new NothingWords(value));
    }

    internal required IReadOnlyList<string> CoupeWords { get; init; }

    /// <summary>The API's word under which a coupe is listed.</summary>
    internal required string CoupeType { get; init; }

    internal required IReadOnlyList<string> MinivanWords { get; init; }

    /// <summary>Loads a profile.</summary>
    /// <param name="nameOrPath">The name of a profile in one of the folders, <c>default</c>, or a path to a JSON file.</param>
    /// <param name="folders">The folders with profiles, as <c>name.json</c>. The first folder that has the profile is used.</param>
    /// <exception cref="StockSettingsException">There is no such profile, or it can't be used.</exception>
    public static PartnerProfile Load(string nameOrPath, params IReadOnlyList<string> folders) =>
        PartnerProfileJson.Load(nameOrPath, new ProfileFolders(folders), []);

    /// <summary>Finds the names of all profiles, for completion.</summary>
    public static IReadOnlyList<string> FindNames(params IReadOnlyList<string> folders) => new ProfileFolders(folders).FindNames();

    /// <summary>Finds the meaning of a header; null where the header names no field.</summary>
    public HeaderMatch? FindHeader(string header) => Headers.Find(header);

    /// <summary>Gets the words of a field.</summary>
    public WordList GetWords(VehicleField field) => Words[field.CsvName];

    /// <summary>
    /// Removes the spaces around a value, and a spreadsheet's <c>="…"</c>. The result is empty where the value is one of the partner's words for an
    /// empty value.
    /// </summary>
    public ReadOnlySpan<char> TrimOrEmpty(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text is ['=', ..])
            text = SpreadsheetText.Unwrap(text);
        return _nothing.Contains(text) ? [] : text;
    }

    /// <summary>Returns the name.</summary>
    public override string ToString() => Name;

    /// <summary>Reads the file of the built-in profile. An administrator can copy it.</summary>
    internal static byte[] ReadBuiltInJson()
    {
        using var resource = typeof(PartnerProfile).Assembly.GetManifestResourceStream("IzzyPS.Stock.Profiles.default.json")!;
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        return copy.ToArray();
    }
}

/// <summary>The folders in which profiles are looked up by name.</summary>
internal sealed record ProfileFolders(IReadOnlyList<string> Folders)
{
    private const string Extension = ".json";

    /// <summary>Whether a text names a file; otherwise it is the name of a profile.</summary>
    public static bool IsPath(string nameOrPath) =>
        nameOrPath.AsSpan().IndexOfAny('/', '\\') >= 0 || nameOrPath.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds the file of a profile, or null.</summary>
    public string? Find(string name) => Folders.Select(folder => Path.Combine(folder, name + Extension)).FirstOrDefault(File.Exists);

    public IReadOnlyList<string> FindNames() =>
    [
        .. Folders
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + Extension))
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Append(PartnerProfile.DefaultName)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.OrdinalIgnoreCase),
    ];
}
