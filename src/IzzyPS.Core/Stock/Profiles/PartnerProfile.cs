using IzzyPS.Csv;
using IzzyPS.Stock.Values;
using IzzyPS.Storage;

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

    private readonly Dictionary<string, VehicleField> _headers;
    private readonly Dictionary<string, WordList> _words;
    private readonly string[] _nullWords;

    /// <summary>Makes a profile of the settings that were read from a file.</summary>
    internal PartnerProfile(
        string name,
        Dictionary<string, VehicleField> headers,
        Dictionary<string, WordList> words,
        IEnumerable<string> nullWords,
        DecimalMark decimalMark,
        IReadOnlyList<string> coupeWords,
        string coupeType,
        IReadOnlyList<string> minivanWords)
    {
        Name = name;
        DecimalMark = decimalMark;
        CoupeWords = coupeWords;
        CoupeType = coupeType;
        MinivanWords = minivanWords;
        _headers = headers;
        _words = words;
        _nullWords = [.. nullWords];
    }

    /// <summary>The built-in profile: the words that partners are known to write.</summary>
    public static PartnerProfile Default => BuiltIn.Value;

    /// <summary>The profile's name: the name of its file, without extension.</summary>
    public string Name { get; }

    public DecimalMark DecimalMark { get; }

    /// <summary>From how many complete files in a row a listing must be missing before it is closed. Each file must have other content.</summary>
    internal int CloseAfter { get; init; } = 1;

    internal IReadOnlyDictionary<string, VehicleField> Headers => _headers;

    internal IReadOnlyDictionary<string, WordList> Words => _words;

    internal IReadOnlyList<string> NullWords => _nullWords;

    internal IReadOnlyList<string> CoupeWords { get; }

    /// <summary>The API's word under which a coupe is listed.</summary>
    internal string CoupeType { get; }

    internal IReadOnlyList<string> MinivanWords { get; }

    /// <summary>Loads a profile.</summary>
    /// <param name="nameOrPath">The name of a profile in one of the folders, <c>default</c>, or a path to a JSON file.</param>
    /// <param name="folders">The folders with profiles, as <c>name.json</c>. The first folder that has the profile is used.</param>
    /// <exception cref="StockSettingsException">There is no such profile, or it can't be used.</exception>
    public static PartnerProfile Load(string nameOrPath, params IReadOnlyList<string> folders) =>
        PartnerProfileJson.Load(nameOrPath, new ProfileFolders(folders), []);

    /// <summary>Finds the names of all profiles, for completion.</summary>
    public static IReadOnlyList<string> FindNames(params IReadOnlyList<string> folders) => new ProfileFolders(folders).FindNames();

    /// <summary>Finds the field of a header; null where the header names no field.</summary>
    public VehicleField? FindField(string header) => _headers.GetValueOrDefault(TextFold.Fold(header));

    /// <summary>Gets the words of a field.</summary>
    public WordList GetWords(VehicleField field) => _words[field.CsvName];

    /// <summary>Removes the spaces around a value. The result is empty where the value is one of the partner's words for an empty value.</summary>
    public ReadOnlySpan<char> TrimOrEmpty(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        foreach (var word in _nullWords)
        {
            if (text.Length == word.Length && text.Equals(word, StringComparison.OrdinalIgnoreCase))
                return [];
        }

        return text;
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
