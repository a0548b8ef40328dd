namespace IzzyPS.Stock.Profiles;

/// <summary>
/// The words that stand for an empty value. Each value of a file is looked up, and very few are such words, so a table of the first characters and lengths
/// answers most questions before the set is asked.
/// </summary>
internal sealed class NothingWords
{
    private const int Ascii = 128;
    private const int LongestInTable = 63;

    private readonly HashSet<string> _words;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly ulong[] _lengths = new ulong[Ascii + 1]; // One bit for each length, by the first character. The last entry is for all characters behind ASCII.

    public NothingWords(IEnumerable<string> words)
    {
        _words = new HashSet<string>(words, StringComparer.OrdinalIgnoreCase);
        _bySpan = _words.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var word in _words.Where(word => word.Length > 0))
        {
            var length = 1UL << Math.Min(word.Length, LongestInTable);
            _lengths[GetIndex(char.ToLowerInvariant(word[0]))] |= length;
            _lengths[GetIndex(char.ToUpperInvariant(word[0]))] |= length;
        }
    }

    /// <summary>Whether a value, without spaces around it, is one of the words in any case.</summary>
    public bool Contains(ReadOnlySpan<char> text) =>
        !text.IsEmpty
        && (_lengths[GetIndex(text[0])] & (1UL << Math.Min(text.Length, LongestInTable))) != 0
        && _bySpan.Contains(text);

    private static int GetIndex(char first) => Math.Min(first, (char)Ascii);
}
