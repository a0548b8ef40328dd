namespace IzzyPS.Stock.Profiles;

/// <summary>
/// The words that stand for an empty value. Each value of a file is looked up, and very few are such words, so a table of the first characters and lengths
/// answers most questions before the set is asked.
/// </summary>
internal sealed class NothingWords
{
    private const int Ascii = 128;
    private const int Longest = 63; // The number of a bit.

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly ulong[] _lengths = new ulong[Ascii]; // The lengths of the words that begin with a character: one bit for each length.
    private readonly ulong _otherLengths; // The same for all characters behind ASCII.

    public NothingWords(IEnumerable<string> words)
    {
        var known = words.Where(word => word.Length is > 0 and <= Longest).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _bySpan = known.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var word in known)
        {
            foreach (var first in new[] { char.ToLowerInvariant(word[0]), char.ToUpperInvariant(word[0]) })
            {
                if (first < Ascii)
                    _lengths[first] |= 1UL << word.Length;
                else
                    _otherLengths |= 1UL << word.Length;
            }
        }
    }

    /// <summary>Whether a value, without spaces around it, is one of the words in any case.</summary>
    public bool Contains(ReadOnlySpan<char> text)
    {
        if ((uint)(text.Length - 1) >= Longest)
            return false;
        var lengths = text[0] < Ascii ? _lengths[text[0]] : _otherLengths;
        return ((lengths >> text.Length) & 1) != 0 && _bySpan.Contains(text);
    }
}
