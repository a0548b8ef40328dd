using IzzyPS.Csv;

namespace IzzyPS.Stock.Profiles;

/// <summary>The body that a partner's word names in addition to the API's value.</summary>
internal enum WordTrait
{
    None,

    /// <summary>A coupe, for which the API has no value.</summary>
    Coupe,

    /// <summary>A minivan, which is a van for the API.</summary>
    Minivan,
}

/// <summary>What a partner's word means.</summary>
/// <param name="ApiWord">The API's value.</param>
/// <param name="Trait">The body that the word names in addition.</param>
internal readonly record struct WordMeaning(string ApiWord, WordTrait Trait = WordTrait.None);

/// <summary>The words of one field: the API's own words, and the partner's words with an optional <c>*</c> at the start and at the end.</summary>
internal sealed class WordList
{
    private const int ShownWords = 2;

    private readonly Dictionary<string, WordMeaning> _whole = new(StringComparer.Ordinal);
    private readonly List<Pattern> _patterns = [];
    private readonly List<(string ApiWord, List<string> Written)> _written = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal); // The keys of all written words: nearly every word of a profile is new.

    /// <summary>Starts with the API's own words.</summary>
    public WordList(IEnumerable<string> apiWords)
    {
        foreach (var word in apiWords)
        {
            _written.Add((word, []));
            _whole[TextFold.Fold(word)] = new WordMeaning(word);
        }
    }

    /// <summary>Starts with the words of another list.</summary>
    public WordList(WordList other)
    {
        _whole = new Dictionary<string, WordMeaning>(other._whole, StringComparer.Ordinal);
        _patterns = [.. other._patterns];
        _written = [.. other._written.Select(entry => (entry.ApiWord, new List<string>(entry.Written)))];
        _keys = new HashSet<string>(other._keys, StringComparer.Ordinal);
    }

    public IEnumerable<string> ApiWords => _written.Select(entry => entry.ApiWord);

    /// <summary>The API's words with the first of the partner's words for each, for the message about an unknown word. All words would fill a screen.</summary>
    public string Accepted => string.Join("; ", _written.Select(entry =>
        entry.Written.Count == 0 ? entry.ApiWord : $"{entry.ApiWord} ({string.Join(", ", entry.Written.Take(ShownWords))}{(entry.Written.Count > ShownWords ? ", …" : "")})"));

    /// <summary>Creates the form in which a word is compared, stars included; empty for a word without a letter or digit.</summary>
    public static string CreateKey(string written)
    {
        var folded = TextFold.Fold(written);
        return folded.Length == 0 ? string.Empty : $"{(written.StartsWith('*') ? "*" : "")}{folded}{(written.EndsWith('*') ? "*" : "")}";
    }

    /// <summary>Adds a word. The new meaning replaces the word's earlier meaning. A word with a star is tried before the older words with stars.</summary>
    public void Add(string written, WordMeaning meaning)
    {
        var folded = TextFold.Fold(written);
        var key = CreateKey(written);
        if (!_keys.Add(key))
            _written.ForEach(entry => entry.Written.RemoveAll(word => CreateKey(word) == key));
        _written.Find(entry => entry.ApiWord == meaning.ApiWord).Written.Add(written);
        if (written.StartsWith('*') || written.EndsWith('*'))
            _patterns.Insert(0, new Pattern(folded, written.StartsWith('*'), written.EndsWith('*'), meaning));
        else
            _whole[folded] = meaning;
    }

    /// <summary>Finds the meaning of a partner's text; null where no word matches.</summary>
    public WordMeaning? Find(string written)
    {
        var folded = TextFold.Fold(written);
        if (_whole.TryGetValue(folded, out var meaning))
            return meaning;
        foreach (var pattern in _patterns)
        {
            if (pattern.IsMatch(folded))
                return pattern.Meaning;
        }

        return null;
    }

    private sealed record Pattern(string Text, bool IsOpenBefore, bool IsOpenBehind, WordMeaning Meaning)
    {
        public bool IsMatch(string folded) => (IsOpenBefore, IsOpenBehind) switch
        {
            (true, true) => folded.Contains(Text, StringComparison.Ordinal),
            (true, false) => folded.EndsWith(Text, StringComparison.Ordinal),
            _ => folded.StartsWith(Text, StringComparison.Ordinal),
        };
    }
}
