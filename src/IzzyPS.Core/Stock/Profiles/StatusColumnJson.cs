using IzzyPS.Csv;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Profiles;

/// <summary>Reads the <c>status</c> of a partner profile.</summary>
internal static class StatusColumnJson
{
    private const string Properties = "headers, available, reserved, sold, withdrawn, whenReserved";

    /// <summary>Reads the object.</summary>
    /// <param name="json">The reader, before the object.</param>
    /// <param name="parent">The column of the profile that is extended, or null.</param>
    public static StatusColumn Read(ref SettingsJson json, StatusColumn? parent)
    {
        var headers = new List<string>(parent?.Headers ?? []);
        var words = new Dictionary<string, SaleStatus>(parent?.Words ?? new Dictionary<string, SaleStatus>(StringComparer.Ordinal), StringComparer.Ordinal);
        var here = new Dictionary<string, SaleStatus>(StringComparer.Ordinal);
        var whenReserved = parent?.WhenReserved ?? ReservedRule.List;
        json.EnterObject("an object with headers, and words that mean sold, reserved, withdrawn and available");
        while (json.TryReadNextProperty(out var name))
        {
            switch (name)
            {
                case "headers":
                    headers.AddRange(ReadFolded(ref json));
                    break;
                case "available":
                    AddWords(ref json, here, SaleStatus.Available);
                    break;
                case "reserved":
                    AddWords(ref json, here, SaleStatus.Reserved);
                    break;
                case "sold":
                    AddWords(ref json, here, SaleStatus.Sold);
                    break;
                case "withdrawn":
                    AddWords(ref json, here, SaleStatus.Withdrawn);
                    break;
                case "whenReserved":
                    var rule = json.ReadText("\"list\", \"hold\" or \"close\"");
                    whenReserved = rule switch
                    {
                        "list" => ReservedRule.List,
                        "hold" => ReservedRule.Hold,
                        "close" => ReservedRule.Close,
                        _ => throw json.CreateError($"'{rule}' is not a rule; accepted: \"list\", \"hold\" and \"close\"."),
                    };
                    break;
                default:
                    throw json.CreateError($"a status has no '{name}'; it has {Properties}.");
            }
        }

        if (headers.Count == 0)
            throw json.CreateError("the status names no column; expected: \"headers\": [\"Status\"] for example.");
        foreach (var (word, status) in here)
            words[word] = status;
        return new StatusColumn(headers, words, whenReserved);
    }

    private static void AddWords(ref SettingsJson json, Dictionary<string, SaleStatus> words, SaleStatus status)
    {
        foreach (var word in ReadFolded(ref json))
        {
            if (!words.TryAdd(word, status) && words[word] != status)
                throw json.CreateError($"'{word}' stands for {words[word].ToString().ToLowerInvariant()} and for {status.ToString().ToLowerInvariant()}; keep one of them.");
        }
    }

    private static List<string> ReadFolded(ref SettingsJson json)
    {
        var all = new List<string>();
        json.EnterArray("a list of texts");
        while (json.TryReadNextText(out var text))
        {
            var folded = TextFold.Fold(text);
            if (folded.Length == 0)
                throw json.CreateError($"'{text}' has no letter or digit, so it can't be compared.");
            all.Add(folded);
        }

        return all;
    }
}
