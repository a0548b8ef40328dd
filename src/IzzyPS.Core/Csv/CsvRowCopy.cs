using System.Text;

namespace IzzyPS.Csv;

/// <summary>
/// A decoded copy of a row for another thread, in reusable buffers. The whole row is decoded in one call, and the values are slices of the decoded row,
/// because 25 decoder calls for 25 short values cost more than the decoding itself.
/// </summary>
internal sealed class CsvRowCopy : CsvRow
{
    private (int Start, int Length)[] _fields = [];
    private int _kept;
    private char[] _text = [];
    private int _textLength;
    private int _rawLength;
    private int _fieldCount;
    private int _line;

    public override int FieldCount => _fieldCount;

    public override int Line => _line;

    public override bool HasLineBreaks => Raw.IndexOfAny('\r', '\n') >= 0;

    public override ReadOnlySpan<char> Raw => _text.AsSpan(0, _rawLength);

    public override ReadOnlySpan<char> GetField(int column)
    {
        var (start, length) = _fields[column];
        return _text.AsSpan(start, length);
    }

    /// <summary>Begins a copy. The caller then adds the values in their order.</summary>
    internal void Begin(int line, int fieldCount, RowFlaw flaw, ReadOnlySpan<byte> raw)
    {
        (_line, _fieldCount, Flaw) = (line, fieldCount, flaw);
        if (_text.Length < 2 * raw.Length)
            _text = new char[3 * raw.Length]; // Room for the row, and for the values whose quotes must be removed.
        _rawLength = _textLength = Encoding.UTF8.GetChars(raw, _text);
        var most = Math.Min(fieldCount, MostFields);
        if (_fields.Length < most)
            _fields = new (int, int)[most];
        _kept = 0;
    }

    /// <summary>Adds a value that is a part of the row.</summary>
    internal void Add(int start, int length) => _fields[_kept++] = (start, length);

    /// <summary>Adds a value that differs from the row's text, because its quotes were removed.</summary>
    internal void Add(ReadOnlySpan<byte> value)
    {
        var length = Encoding.UTF8.GetChars(value, _text.AsSpan(_textLength));
        _fields[_kept++] = (_textLength, length);
        _textLength += length;
    }
}
