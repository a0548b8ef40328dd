using IzzyPS.Csv;

namespace IzzyPS.Planning.Guards;

/// <summary>Compares the names of makes and models, because partners write the same name in several ways.</summary>
internal static class MakeNames
{
    /// <summary>A name that is a part of a word may be another make: MG is not AMG. So a short name must be a whole word.</summary>
    private const int ShortestPart = 4;

    /// <summary>Short names of makes, and brands of a make's own cars.</summary>
    private static readonly Dictionary<string, string> Makes = new(StringComparer.Ordinal)
    {
        ["vw"] = "volkswagen",
        ["mb"] = "mercedes",
        ["merc"] = "mercedes",
        ["amg"] = "mercedes",
        ["mercedes amg"] = "mercedes",
        ["mercedes maybach"] = "mercedes",
        ["chevy"] = "chevrolet",
        ["alfa"] = "alfa romeo",
        ["lr"] = "land rover",
        ["range rover"] = "land rover",
        ["bayerische motoren werke"] = "bmw",
        ["ssangyong"] = "kgm",
        ["ssang yong"] = "kgm",
    };

    /// <summary>Words for a part of a make's cars: vans, or cars that are no vans.</summary>
    private static readonly HashSet<string> Branches = new(StringComparer.Ordinal)
    {
        "auto", "auta", "cars", "commercial", "dostawcze", "nfz", "nutzfahrzeuge", "osobowe", "pkw", "pojazdy", "samochody", "trucks", "uzytkowe", "utilitaires", "vans", "vehicles",
    };

    /// <summary>Whether two names may be the same: equal without case, accents and punctuation, or one a part of the other.</summary>
    internal static bool AreSame(string left, string right)
    {
        var (first, second) = (GetName(left), GetName(right));
        return first.Length == 0 || second.Length == 0 || Contains(first, second) || Contains(second, first);
    }

    private static string GetName(string written)
    {
        var words = TextFold.Fold(written).Split(' ');
        var own = words.Where(word => !Branches.Contains(word)).ToArray();
        var folded = string.Join(' ', own.Length == 0 ? words : own);
        return Makes.GetValueOrDefault(folded, folded);
    }

    private static bool Contains(string whole, string part)
    {
        if ($" {whole} ".Contains($" {part} ", StringComparison.Ordinal))
            return true;
        var (joined, joinedPart) = (whole.Replace(" ", "", StringComparison.Ordinal), part.Replace(" ", "", StringComparison.Ordinal));
        return joined == joinedPart || (joinedPart.Length >= ShortestPart && joined.Contains(joinedPart, StringComparison.Ordinal));
    }
}
