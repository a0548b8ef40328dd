using IzzyPS.Hashing;

namespace IzzyPS.Stock.Checks;

/// <summary>The rows of one file that share a key.</summary>
internal sealed class RepeatedKey
{
    private const int MostLines = 10;

    private readonly List<int> _lines = [];
    private ContentHash? _content;

    /// <summary>The line of the first known row. This row counts where all rows are the same.</summary>
    public int FirstLine => _lines[0];

    public int Count { get; private set; }

    /// <summary>Whether all rows are valid and equal in every field.</summary>
    public bool IsSame { get; private set; } = true;

    /// <summary>The lines as messages show them.</summary>
    public string Lines => string.Join(", ", _lines) + (Count > _lines.Count ? $" and {Count - _lines.Count} more" : string.Empty);

    /// <summary>Adds a row after the others.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="content">The hash of its values, or null for a row that is not valid.</param>
    public void Add(int line, ContentHash? content)
    {
        if (_lines.Count < MostLines)
            _lines.Add(line);
        Compare(content);
    }

    /// <summary>Adds the row before all others.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="content">The hash of its values, or null for a row that is not valid.</param>
    public void Prepend(int line, ContentHash? content)
    {
        _lines.Insert(0, line);
        if (_lines.Count > MostLines)
            _lines.RemoveAt(MostLines);
        Compare(content);
    }

    private void Compare(ContentHash? content)
    {
        if (Count++ == 0)
            _content = content;
        IsSame &= content is not null && content == _content;
    }
}
