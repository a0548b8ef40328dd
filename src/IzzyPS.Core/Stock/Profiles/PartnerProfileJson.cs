using System.Collections.Frozen;
using IzzyPS.Csv;
using IzzyPS.Files;
using IzzyPS.Stock.Reading;
using IzzyPS.Stock.Values;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Profiles;

/// <summary>Reads a partner profile, and the profile that it extends, from JSON. Each error message has the line and the position.</summary>
internal sealed class PartnerProfileJson
{
    private const string Properties = "extends, strict, decimalMark, closeAfter, nullWords, headers, words, coupeWords, coupeType, minivanWords, constants, units, ranges, limits, status";

    private readonly HeaderList _headers;
    private readonly Dictionary<string, WordList> _words;
    private readonly List<string> _nullWords;
    private readonly List<string> _coupeWords;
    private readonly List<string> _minivanWords;
    private readonly Dictionary<string, string> _meanings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _constants;
    private readonly Dictionary<string, FieldUnit> _units;
    private FieldRanges _ranges;
    private ProfileLimits _limits;
    private StatusColumn? _status;
    private bool _isStrict;
    private DecimalMark _decimalMark;
    private int _closeAfter;
    private string _coupeType;

    private PartnerProfileJson(PartnerProfile? parent)
    {
        _headers = parent is null ? new HeaderList() : new HeaderList(parent.Headers);
        _words = parent is null
            ? VehicleFields.All.Where(HasWords).ToDictionary(field => field.CsvName, field => new WordList(GetApiWords(field)), StringComparer.Ordinal)
            : parent.Words.ToDictionary(pair => pair.Key, pair => new WordList(pair.Value), StringComparer.Ordinal);
        _nullWords = [.. parent?.NullWords ?? []];
        _coupeWords = [.. parent?.CoupeWords ?? []];
        _minivanWords = [.. parent?.MinivanWords ?? []];
        _decimalMark = parent?.DecimalMark ?? DecimalMark.Auto;
        _constants = new Dictionary<string, string>(parent?.Constants ?? FrozenDictionary<string, string>.Empty, StringComparer.Ordinal);
        _units = new Dictionary<string, FieldUnit>(parent?.Units ?? FrozenDictionary<string, FieldUnit>.Empty, StringComparer.Ordinal);
        _ranges = parent?.Ranges ?? FieldRanges.Default;
        _limits = parent?.Limits ?? ProfileLimits.None;
        _status = parent?.Status;
        _isStrict = parent?.IsStrict ?? false;
        _closeAfter = parent?.CloseAfter ?? 1;
        _coupeType = parent?.CoupeType ?? ApiWord<BodyType>.GetWord(BodyType.Saloon);
    }

    public static PartnerProfile Load(string nameOrPath, ProfileFolders folders, IReadOnlyList<string> extendedBy)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        if (FileName.IsAddress(nameOrPath))
            throw new StockSettingsException($"The partner profile {FileName.Fault}.");
        var path = ProfileFolders.IsPath(nameOrPath) ? Path.GetFullPath(nameOrPath) : folders.Find(nameOrPath);
        if (path is null && nameOrPath.Equals(PartnerProfile.DefaultName, StringComparison.OrdinalIgnoreCase))
            return PartnerProfile.Default;
        if (path is null)
        {
            throw new StockSettingsException(
                $"There is no partner profile '{nameOrPath}'; there are: {string.Join(", ", folders.FindNames())}. "
                + $"A profile is a file name.json in {(folders.Folders.Count == 0 ? "the profiles folder" : string.Join(" or ", folders.Folders))}, or is given by its path.");
        }

        if (extendedBy.Contains(path, StringComparer.Ordinal))
            throw new StockSettingsException($"The partner profile {path} extends itself: {string.Join(" extends ", extendedBy.Append(path))}.");
        return Parse(path, SettingsJson.ReadFile(path, "The partner profile"), folders, [.. extendedBy, path]);
    }

    public static PartnerProfile Parse(string name, ReadOnlySpan<byte> utf8, ProfileFolders folders, IReadOnlyList<string> extendedBy)
    {
        var profile = new PartnerProfileJson(LoadParent(name, utf8, folders, extendedBy));
        var json = new SettingsJson(name, utf8);
        while (json.TryReadNextProperty(out var property))
            profile.ReadProperty(ref json, property);
        json.ReadEnd();
        var built = profile.Build(Path.GetFileNameWithoutExtension(name));
        return ConstantValues.FindFault(built) is { } fault ? throw new StockSettingsException($"{name}, the constants: {fault}") : built;
    }

    /// <summary>
    /// Loads the profile that this profile extends. The whole file is searched for <c>extends</c> before anything else is read, because the property
    /// may be anywhere in the file.
    /// </summary>
    private static PartnerProfile? LoadParent(string name, ReadOnlySpan<byte> utf8, ProfileFolders folders, IReadOnlyList<string> extendedBy)
    {
        var json = new SettingsJson(name, utf8);
        while (json.TryReadNextProperty(out var property))
        {
            if (property != "extends")
            {
                json.Skip();
                continue;
            }

            var parent = json.ReadText("the name of a profile or a path, \"default\" for example");
            if (string.IsNullOrWhiteSpace(parent))
                throw json.CreateError("the text is empty; expected: the name of a profile or a path, \"default\" for example.");
            if (ProfileFolders.IsPath(parent))
                return Load(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(name))!, parent), folders, extendedBy);

            // A file default.json in a folder that extends "default" extends the built-in profile, not itself.
            return parent.Equals(PartnerProfile.DefaultName, StringComparison.OrdinalIgnoreCase) && extendedBy.Contains(folders.Find(parent), StringComparer.Ordinal)
                ? PartnerProfile.Default
                : Load(parent, folders, extendedBy);
        }

        return null;
    }

    private static IEnumerable<string> GetApiWords(VehicleField field) => field switch
    {
        VehicleField<Category?> => ApiWord<Category>.All,
        VehicleField<FuelType?> => ApiWord<FuelType>.All,
        VehicleField<TransmissionType?> => ApiWord<TransmissionType>.All,
        VehicleField<DriveWheels?> => ApiWord<DriveWheels>.All,
        VehicleField<BodyType?> => ApiWord<BodyType>.All,
        _ => throw new InvalidOperationException($"{field.CsvName} has no words of the API."),
    };

    private static bool HasWords(VehicleField field) => field.Kind == FieldKind.Word && field.Name != nameof(Vehicle.CarClass);

    private void ReadProperty(ref SettingsJson json, string property)
    {
        switch (property)
        {
            case "extends":
                json.ReadText("a text");
                break;
            case "decimalMark":
                _decimalMark = json.ReadText("\",\", \".\" or \"auto\"") switch
                {
                    "," => DecimalMark.Comma,
                    "." => DecimalMark.Dot,
                    "auto" => DecimalMark.Auto,
                    var other => throw json.CreateError($"'{other}' is not a decimal mark; accepted: \",\", \".\" and \"auto\"."),
                };
                break;
            case "closeAfter":
                _closeAfter = json.ReadNumber(least: 1);
                break;
            case "nullWords":
                ReadTexts(ref json, _nullWords);
                break;
            case "coupeWords":
                ReadBodies(ref json, _coupeWords, "a coupe");
                break;
            case "minivanWords":
                ReadBodies(ref json, _minivanWords, "a minivan");
                break;
            case "coupeType":
                var type = json.ReadText("one of the API's body types");
                if (!ApiWord<BodyType>.TryParse(type, out var body))
                    throw json.CreateError($"'{type}' is not a body type of the API; accepted: {string.Join(", ", ApiWord<BodyType>.All)}.");
                _coupeType = ApiWord<BodyType>.GetWord(body);
                break;
            case "strict":
                _isStrict = json.ReadBoolean();
                break;
            case "limits":
                _limits = ProfileLimitsJson.Read(ref json, _limits);
                break;
            case "headers":
                ReadHeaders(ref json);
                break;
            case "constants":
                ReadConstants(ref json);
                break;
            case "units":
                ReadUnits(ref json);
                break;
            case "ranges":
                ReadRanges(ref json);
                break;
            case "status":
                _status = StatusColumnJson.Read(ref json, _status);
                break;
            case "words":
                ReadWords(ref json);
                break;
            default:
                throw json.CreateError($"a profile has no '{property}'; it has {Properties}.");
        }
    }

    private void ReadHeaders(ref SettingsJson json)
    {
        json.EnterObject("an object with a list of names for each field");
        while (json.TryReadNextProperty(out var name))
        {
            var field = FindField(ref json, name);
            json.EnterArray("a list of names");
            while (json.TryReadNextText(out var header))
            {
                var folded = TextFold.Fold(header);
                if (folded.Length == 0)
                    throw json.CreateError($"'{header}' has no letter or digit, so it can't name a column.");
                if (HeaderList.FindOwn(folded) is { } own && own != field)
                    throw json.CreateError($"'{header}' is the name of the field {own.CsvName} itself.");
                NoteMeaning(ref json, "header " + folded, header, name);
                _headers.Add(header, field);
            }
        }
    }

    private static VehicleField FindField(ref SettingsJson json, string name) =>
        VehicleFields.All.FirstOrDefault(candidate => candidate.CsvName == name)
        ?? throw json.CreateError($"'{name}' is not a field; the fields are {string.Join(", ", VehicleFields.All.Select(candidate => candidate.CsvName))}.");

    private void ReadConstants(ref SettingsJson json)
    {
        json.EnterObject("an object with a value for each field that the file lacks");
        while (json.TryReadNextProperty(out var name))
        {
            var field = FindField(ref json, name);
            if (field.Name is nameof(Vehicle.Vin) or nameof(Vehicle.ConfigurationNumber))
                throw json.CreateError($"{name} identifies the car, so it can't be the same for all cars.");
            var value = json.ReadText("the value of all cars, as a partner would write it").Trim();
            if (value.Length == 0)
                throw json.CreateError($"the value of {name} is empty; leave the line out instead.");
            _constants[name] = value;
        }
    }

    private void ReadUnits(ref SettingsJson json)
    {
        json.EnterObject("an object with the unit of each column, { \"power\": \"kW\" } for example");
        while (json.TryReadNextProperty(out var name))
        {
            var units = FieldUnits.Get(FindField(ref json, name));
            if (!units.Names.Any())
                throw json.CreateError($"{name} has no unit; fields with units are power, mileage, cubicCapacity, acceleration and the prices.");
            var unit = json.ReadText("the name of a unit");
            _units[name] = units.FindByName(unit) ?? throw json.CreateError($"'{unit}' is not a unit of {name}; accepted: {string.Join(", ", units.Names)}.");
        }
    }

    private void ReadRanges(ref SettingsJson json)
    {
        json.EnterObject("an object with two numbers for each field, { \"pricing_salesPrice\": [1000, 5000000] } for example");
        while (json.TryReadNextProperty(out var name))
        {
            var field = FindField(ref json, name);
            if (_ranges.Find(field) is null)
                throw json.CreateError($"{name} has no range; fields with a range are {string.Join(", ", FieldRanges.Fields.Select(ranged => ranged.CsvName))}.");
            json.EnterArray("two numbers, the least and the most");
            var (least, most) = (json.ReadNumber(), json.ReadNumber());
            json.LeaveArray("two numbers, the least and the most");
            if (least < 0 || least > most)
                throw json.CreateError($"the range of {name} is wrong; the first number is the least, at least 0, and the second is the most.");
            _ranges = _ranges.With(field, new FieldRange(least, most));
        }
    }

    private void ReadWords(ref SettingsJson json)
    {
        json.EnterObject("an object with the words of each field");
        while (json.TryReadNextProperty(out var name))
        {
            if (!_words.TryGetValue(name, out var words))
                throw json.CreateError($"'{name}' is not a field with words; those are {string.Join(", ", _words.Keys)}.");
            json.EnterObject("an object with a list of words for each of the API's values");
            while (json.TryReadNextProperty(out var apiWord))
            {
                if (!words.ApiWords.Contains(apiWord, StringComparer.Ordinal))
                    throw json.CreateError($"'{apiWord}' is not a value of {name}; the API's are {string.Join(", ", words.ApiWords)}.");
                json.EnterArray("a list of words");
                while (json.TryReadNextText(out var word))
                {
                    NoteWord(ref json, name, word, apiWord);
                    words.Add(word, new WordMeaning(apiWord));
                    if (name == "type")
                        Forget(word);
                }
            }
        }
    }

    /// <summary>Removes a word from the coupes and minivans of the parent profile: in this profile the word is a plain body.</summary>
    private void Forget(string word)
    {
        _coupeWords.RemoveAll(other => WordList.CreateKey(other) == WordList.CreateKey(word));
        _minivanWords.RemoveAll(other => WordList.CreateKey(other) == WordList.CreateKey(word));
    }

    private void ReadBodies(ref SettingsJson json, List<string> words, string meaning)
    {
        var added = new List<string>();
        json.EnterArray("a list of words");
        while (json.TryReadNextText(out var word))
        {
            NoteWord(ref json, "type", word, meaning);
            added.Add(word);
        }

        foreach (var word in added)
            Forget(word);
        words.AddRange(added);
    }

    private static void ReadTexts(ref SettingsJson json, List<string> texts)
    {
        json.EnterArray("a list of texts");
        while (json.TryReadNextText(out var text))
        {
            if (!texts.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase))
                texts.Add(text.Trim());
        }
    }

    private void NoteWord(ref SettingsJson json, string field, string word, string meaning)
    {
        var key = WordList.CreateKey(word);
        if (key.Length == 0)
            throw json.CreateError($"'{word}' has no letter or digit, so it can't be compared.");
        if (word.Trim('*').Contains('*', StringComparison.Ordinal))
            throw json.CreateError($"'{word}' has a * in its middle; a * is allowed only at the start and at the end.");
        NoteMeaning(ref json, $"{field} {key}", word, meaning);
    }

    /// <summary>Notes a word. One file must not give two meanings to a word, but a file may change the meaning that its parent gives.</summary>
    private void NoteMeaning(ref SettingsJson json, string key, string written, string meaning)
    {
        if (!_meanings.TryAdd(key, meaning) && _meanings[key] != meaning)
            throw json.CreateError($"'{written}' stands for {_meanings[key]} and for {meaning}; keep one of them.");
    }

    private PartnerProfile Build(string name)
    {
        foreach (var word in _coupeWords)
            _words["type"].Add(word, new WordMeaning(_coupeType, WordTrait.Coupe));
        foreach (var word in _minivanWords)
            _words["type"].Add(word, new WordMeaning(ApiWord<BodyType>.GetWord(BodyType.Van), WordTrait.Minivan));
        return new PartnerProfile
        {
            Name = name,
            Headers = _headers,
            Words = _words,
            NullWords = _nullWords,
            DecimalMark = _decimalMark,
            CoupeWords = _coupeWords,
            CoupeType = _coupeType,
            MinivanWords = _minivanWords,
            Constants = _constants,
            Units = _units,
            Ranges = _ranges,
            Limits = _limits,
            Status = _status,
            IsStrict = _isStrict,
            CloseAfter = _closeAfter,
        };
    }
}
