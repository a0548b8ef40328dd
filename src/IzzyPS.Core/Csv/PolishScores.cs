namespace IzzyPS.Csv;

/// <summary>
/// Finds the code page of a text by the bytes of its letters. Each code page that Polish files use gets points for each byte: a Polish letter counts most, a sign
/// or a letter in an impossible place costs points. An upper-case letter behind a lower-case letter, or <c>ą</c> beside a vowel, does not occur in Polish words.
/// </summary>
internal sealed class PolishScores
{
    private const byte FirstHigh = 0x80;
    private const int Highs = 256 - FirstHigh;
    private const int Places = 6;

    /// <summary>The points by which a code page of old systems must lead before it is taken. Windows-1250 and ISO-8859-2 are far more frequent.</summary>
    private const int Lead = 3;

    private const string Polish = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ";
    private const string Signs = "\u00A0°§«»„”“‚‘’–—…€™©®·²³½×±•´µ¼¾¹";

    private static readonly TextEncoding[] CodePages = [TextEncoding.Windows1250, TextEncoding.Iso88592, TextEncoding.Cp852, TextEncoding.MacCentralEurope];
    private static readonly sbyte[] Points = CreatePoints();
    private static readonly byte[] PlaceOf = CreatePlaces();

    private readonly long[] _scores = new long[CodePages.Length];

    /// <summary>The kind of a character beside a letter.</summary>
    private enum Place : byte
    {
        None,
        Vowel,
        LetterI,
        Consonant,
        Upper,
        High,
    }

    /// <summary>The most likely code page. Without any evidence this is Windows-1250.</summary>
    public TextEncoding Best
    {
        get
        {
            var usual = _scores[1] > _scores[0] ? 1 : 0;
            var old = _scores[3] > _scores[2] ? 3 : 2;
            return CodePages[_scores[old] > _scores[usual] + Lead ? old : usual];
        }
    }

    /// <summary>Whether two code pages of old systems fit nearly equally well, and better than the usual ones.</summary>
    public bool IsUnclear => Best == TextEncoding.Cp852 || Best == TextEncoding.MacCentralEurope
        ? Math.Abs(_scores[2] - _scores[3]) < Lead
        : Math.Max(_scores[0], _scores[1]) < 0;

    /// <summary>Counts a byte above 0x7F.</summary>
    /// <param name="before">The byte before it; 0 at the start.</param>
    /// <param name="value">The byte.</param>
    /// <param name="after">The byte behind it; 0 at the end.</param>
    public void Add(byte before, byte value, byte after)
    {
        var at = (((value - FirstHigh) * Places) + PlaceOf[before]) * Places + PlaceOf[after];
        for (var page = 0; page < _scores.Length; page++)
            _scores[page] += Points[(page * Highs * Places * Places) + at];
    }

    private static byte[] CreatePlaces()
    {
        var places = new byte[256];
        for (var value = 0; value < places.Length; value++)
        {
            places[value] = (byte)(value >= FirstHigh ? Place.High
                : value is 'i' ? Place.LetterI
                : "aeouy".Contains((char)value, StringComparison.Ordinal) ? Place.Vowel
                : value is >= 'a' and <= 'z' ? Place.Consonant
                : value is >= 'A' and <= 'Z' ? Place.Upper : Place.None);
        }

        return places;
    }

    private static sbyte[] CreatePoints()
    {
        var points = new sbyte[CodePages.Length * Highs * Places * Places];
        var at = 0;
        foreach (var page in CodePages)
        {
            var characters = page.DecodeEachByte();
            for (var value = FirstHigh; ; value++)
            {
                for (var before = Place.None; before <= Place.High; before++)
                {
                    for (var after = Place.None; after <= Place.High; after++)
                        points[at++] = GetPoints(characters[value], before, after);
                }

                if (value == byte.MaxValue)
                    break;
            }
        }

        return points;
    }

    private static sbyte GetPoints(char character, Place before, Place after)
    {
        if (character == CsvRow.Undecodable)
            return -4;
        if (!char.IsLetter(character))
        {
            return (sbyte)(!Signs.Contains(character, StringComparison.Ordinal) ? -4
                : IsLetter(before) && IsLetter(after) ? -3
                : 0);
        }

        var points = Polish.Contains(character, StringComparison.Ordinal) ? 3 : character <= '\u00FF' || "čďěňřšťůžČĎĚŇŘŠŤŮŽőűŐŰ".Contains(character, StringComparison.Ordinal) ? 1 : -1;
        var isImpossible = char.IsUpper(character) ? IsLower(before)
            : (before == Place.Upper && after == Place.Upper)
                || (character is 'ą' or 'ę' && (before == Place.Vowel || after is Place.Vowel or Place.LetterI));
        return (sbyte)(isImpossible ? -4 : points);
    }

    private static bool IsLower(Place place) => place is Place.Vowel or Place.LetterI or Place.Consonant;

    private static bool IsLetter(Place place) => place is not (Place.None or Place.High);
}
