using System.Runtime.InteropServices;
using System.Text;

namespace IzzyPS.Csv;

/// <summary>
/// A decoded copy of a row for another thread, in buffers that are used again. The row is decoded at once, and its values are slices of
/// it: a call of the decoder for each of 25 short values costs more than the decoding.
/// </summary>
internal sealed class CsvRowCopy : CsvRow
{
    private readonly List<(int Start, int Length)> _fields = [];
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
        var (start, length) = CollectionsMarshal.AsSpan(_fields)[column];
        return _text.AsSpan(start, length);
    }

    /// <summary>Begins a copy; the places of its values are added behind.</summary>
    internal void Begin(int line, int fieldCount, RowFlaw flaw, ReadOnlySpan<byte> raw)
    {
        (_line, _fieldCount, Flaw) = (line, fieldCount, flaw);
        if (_text.Length < 2 * raw.Length)
            _text = new char[3 * raw.Length]; // The row, and its values once more where they don't stand in it as they are.
        _rawLength = _textLength = Encoding.UTF8.GetChars(raw, _text);
        _fields.Clear();
    }

    /// <summary>Adds a value that stands in the row as it is.</summary>
    internal void Add(int start, int length) => _fields.Add((start, length));

    /// <summary>Adds a value that is not what stands in the row.</summary>
    internal void Add(ReadOnlySpan<byte> value)
    {
        var length = Encoding.UTF8.GetChars(value, _text.AsSpan(_textLength));
        _fields.Add((_textLength, length));
        _textLength += length;
    }
}
