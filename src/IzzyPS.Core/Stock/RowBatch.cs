using System.Runtime.InteropServices;

namespace IzzyPS.Stock;

/// <summary>What is wrong with the structure of one row.</summary>
internal enum RowFlaw : byte
{
    None,

    /// <summary>Text stands behind a closing quote.</summary>
    TextBehindQuote,

    /// <summary>A quote is open where the file ends.</summary>
    OpenQuote,

    /// <summary>A quoted value holds lines that look like rows: a quote was left open, and the next one closed it.</summary>
    RowsInQuotes,
}

/// <summary>Where a value stands in its batch, quotes left out.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FieldSpan(int Start, int Length, bool HasDoubledQuotes);

/// <summary>Where a row stands in its batch.</summary>
/// <param name="FirstField">The index of its first value.</param>
/// <param name="FieldCount">The number of values that it has; those above the limit of columns are counted, not kept.</param>
/// <param name="Start">Its first character.</param>
/// <param name="End">Behind its last character, the line break left out.</param>
/// <param name="Line">The physical line that it starts on, from 1.</param>
/// <param name="LineCount">The number of physical lines that it takes.</param>
/// <param name="Flaw">What is wrong with its structure.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RowSpan(int FirstField, int FieldCount, int Start, int End, int Line, int LineCount, RowFlaw Flaw);

/// <summary>Some whole rows of a file, decoded and split into values, in buffers that are used again.</summary>
internal sealed class RowBatch
{
    /// <summary>Characters behind the text that may be read, so that vectors need no special case at the end.</summary>
    public const int Slack = 64;

    private FieldSpan[] _fields = new FieldSpan[1024];
    private RowSpan[] _rows = new RowSpan[64];
    private char[] _unquoted = [];
    private int _unquotedLength;
    private int _fieldCount;

    public char[] Chars { get; private set; } = new char[(64 * 1024) + Slack];

    /// <summary>The number of characters in <see cref="Chars"/>.</summary>
    public int Length { get; set; }

    public int RowCount { get; private set; }

    public int FieldCount => _fieldCount;

    public ref readonly RowSpan Row(int index) => ref _rows[index];

    /// <summary>The row as it stands in the file.</summary>
    public ReadOnlySpan<char> RawOf(in RowSpan row) => Chars.AsSpan(row.Start, row.End - row.Start);

    /// <summary>A value of a row. It lasts until <see cref="ForgetUnquoted"/>.</summary>
    public ReadOnlySpan<char> FieldOf(in RowSpan row, int column)
    {
        ref readonly var field = ref _fields[row.FirstField + column];
        var text = Chars.AsSpan(field.Start, field.Length);
        return field.HasDoubledQuotes ? Unquote(text) : text;
    }

    /// <summary>Frees what doubled quotes were undone into.</summary>
    public void ForgetUnquoted() => _unquotedLength = 0;

    public void Clear()
    {
        Length = 0;
        ClearRows();
    }

    public void ClearRows()
    {
        RowCount = 0;
        _fieldCount = 0;
        _unquotedLength = 0;
    }

    /// <summary>Takes back the values of a row that is not whole yet.</summary>
    public void TakeBackTo(int fieldCount) => _fieldCount = fieldCount;

    public void Add(FieldSpan field)
    {
        if (_fieldCount == _fields.Length)
            Array.Resize(ref _fields, _fields.Length * 2);
        _fields[_fieldCount++] = field;
    }

    public void Add(RowSpan row)
    {
        if (RowCount == _rows.Length)
            Array.Resize(ref _rows, _rows.Length * 2);
        _rows[RowCount++] = row;
    }

    /// <summary>Makes room for at least so many more characters.</summary>
    public void Reserve(int more)
    {
        var needed = Length + more + Slack;
        if (needed <= Chars.Length)
            return;
        var larger = new char[Math.Max(needed, Chars.Length * 2)];
        Chars.AsSpan(0, Length).CopyTo(larger);
        Chars = larger;
    }

    private ReadOnlySpan<char> Unquote(ReadOnlySpan<char> text)
    {
        if (_unquoted.Length - _unquotedLength < text.Length)
            (_unquoted, _unquotedLength) = (new char[Math.Max(text.Length, 4096)], 0); // Spans given out keep the old one alive.
        var target = _unquoted.AsSpan(_unquotedLength);
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            target[length++] = text[at];
            if (text[at] == '"')
                at++;
        }

        _unquotedLength += length;
        return target[..length];
    }
}
