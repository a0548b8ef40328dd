using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace IzzyPS.Csv;

/// <summary>
/// Reads the rows of a CSV text one at a time. CsvHelper splits the rows (RFC 4180; CRLF, LF and CR in any mix). A quote is special only as a
/// value's first character. Blank lines, and lines of only delimiters, spaces and empty quotes, don't count as rows. CsvHelper silently repairs text behind a closing
/// quote and a quote that is never closed; this class reports both as flaws of the row.
/// </summary>
internal sealed class CsvRows : CsvRow, IDisposable
{
    private const int InitialLength = 4096;
    private const int NotDecoded = -1;
    private const byte LastAscii = 0x7F;

    /// <summary>The highest number of bytes in which a header is looked for below other lines.</summary>
    private const int MostPeeked = 64 * 1024;

    private readonly CsvReader _reader;
    private readonly int _mostBytes;
    private readonly RowTest? _isRow;
    private readonly SearchValues<byte> _blank;
    private char[] _text = new char[InitialLength];
    private int _textLength;
    private char[] _raw = [];
    private readonly FieldSpan[] _fields = new FieldSpan[MostFields];

    /// <summary>Starts to read a text. The caller owns the text.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="delimiter">The character between values: an ASCII character.</param>
    /// <param name="mostBytes">The highest number of bytes of a row, including quoted line breaks.</param>
    /// <param name="isRow">Decides whether a line inside quotes looks like a row; null to skip this check.</param>
    public CsvRows(Stream utf8, char delimiter, int mostBytes, RowTest? isRow = null)
        : this(CsvReader.Create(utf8, CreateOptions(delimiter, mostBytes), leaveOpen: true), delimiter, mostBytes, isRow)
    {
    }

    private CsvRows(CsvReader reader, char delimiter, int mostBytes, RowTest? isRow)
    {
        _reader = reader;
        _blank = SearchValues.Create((byte)delimiter, (byte)'"', (byte)' ', (byte)'\t', 0xC2, 0xA0); // The last two bytes are a no-break space.
        _mostBytes = mostBytes;
        _isRow = isRow;
    }

    public override int FieldCount => _reader.FieldCount;

    public override int Line => (int)_reader.LineNumber;

    /// <summary>The number of bytes of the row without its line break.</summary>
    public int ByteCount => _reader.RawRecord.Length;

    /// <summary>The row exactly as in the file. The span is valid until the next row.</summary>
    public override ReadOnlySpan<char> Raw => Decode(_reader.RawRecord);

    public override bool HasLineBreaks => _reader.RawRecord.IndexOfAny((byte)'\r', (byte)'\n') >= 0;

    /// <summary>Reads the first rows of a text, with one delimiter. Does not consume the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="delimiter">The character between values.</param>
    /// <param name="mostBytes">The highest number of bytes of a row.</param>
    /// <param name="mostRows">The highest number of rows.</param>
    /// <returns>One reader, which stands on each row in turn. Without any row the text is blank.</returns>
    /// <exception cref="UnreadableTextException">The first row is too long, or the file is not text.</exception>
    public static IEnumerable<CsvRows> PeekRows(Utf8Stream text, char delimiter, int mostBytes, int mostRows)
    {
        var given = 0;
        for (var length = Math.Max(InitialLength, text.PeekedCount); given < mostRows; length *= 4)
        {
            var start = text.Peek(length);
            using var rows = new CsvRows(CsvReader.Create(start, CreateOptions(delimiter, mostBytes)), delimiter, mostBytes, null);
            for (var number = 0; number < mostRows && rows.TryRead(isFirst: given == 0); number++)
            {
                if (!text.IsEnded && rows._reader.ByteOffset + rows.ByteCount >= start.Length)
                {
                    if (given == 0 && start.Length > mostBytes)
                        throw UnreadableTextException.CreateRowTooLong(rows.Line, mostBytes);
                    break; // The rest of the row is not in the part of the text that was read.
                }

                if (number < given)
                    continue;
                given++;
                yield return rows;
            }

            if (text.IsEnded || start.Length < length || (given > 0 && start.Length >= MostPeeked))
                yield break;
        }
    }

    /// <summary>Moves to the next row.</summary>
    /// <returns>False at the end of the text.</returns>
    /// <exception cref="UnreadableTextException">The row is too long.</exception>
    public bool Read()
    {
        try
        {
            while (_reader.Read())
            {
                var raw = _reader.RawRecord;
                if (raw.Length > _mostBytes)
                    throw UnreadableTextException.CreateRowTooLong(_reader.LineNumber, _mostBytes);
                if (IsBlank(raw))
                    continue;
                Begin(Math.Min(_reader.FieldCount, MostFields));
                Flaw = RowFlaw.None;
                Flaw = raw.Contains((byte)'"') ? FindFlaw() : RowFlaw.None;
                return true;
            }

            return false;
        }
        catch (CsvFormatException exception)
        {
            throw UnreadableTextException.CreateRowTooLong(exception.LineNumber, _mostBytes, exception); // With these options, CsvHelper throws this exception only for a row that is too long.
        }
    }

    /// <summary>Gets a value of the row, without its quotes. The span is valid until the next row.</summary>
    /// <param name="column">The value's place in the row, from 0, below <see cref="CsvRow.MostFields"/>.</param>
    public override ReadOnlySpan<char> GetField(int column)
    {
        ref var field = ref _fields[column];
        if (field.Start == NotDecoded)
        {
            if (_textLength == 0 && _text.Length < _reader.RawRecord.Length)
                _text = new char[_reader.RawRecord.Length * 2]; // Created only for a row whose values are read.
            _ = Utf8.ToUtf16(GetValue(column), _text.AsSpan(_textLength), out _, out var length);
            field = new FieldSpan(_textLength, length);
            _textLength += length;
        }

        return _text.AsSpan(field.Start, field.Length);
    }

    /// <summary>Copies the decoded row for another thread.</summary>
    public void CopyTo(CsvRowCopy copy)
    {
        var raw = _reader.RawRecord;
        copy.Begin(Line, FieldCount, Flaw, raw);
        // Most rows have few values with letters that are not ASCII. Only those values need their characters counted.
        var firstLetter = raw.IndexOfAnyExceptInRange((byte)0, LastAscii);
        var lastLetter = firstLetter < 0 ? -1 : raw.LastIndexOfAnyExceptInRange((byte)0, LastAscii);
        if (firstLetter < 0)
            firstLetter = raw.Length;
        var kept = Math.Min(FieldCount, MostFields);
        var (at, start) = (0, 0); // The value's place in the bytes and in the characters.
        for (var column = 0; column < kept; column++)
        {
            var field = _reader.GetRawSpan(column);
            var isAscii = at > lastLetter || at + field.Length <= firstLetter;
            var length = isAscii ? field.Length : Encoding.UTF8.GetCharCount(field);
            if (field.IsEmpty || field[0] != '"')
                copy.Add(start, length);
            else if (Flaw == RowFlaw.None && !field[1..^1].Contains((byte)'"'))
                copy.Add(start + 1, length - 2);
            else
                copy.Add(GetValue(column));
            at += field.Length + 1;
            start += length + 1;
        }
    }

    public void Dispose() => _reader.Dispose();

    private static CsvReaderOptions CreateOptions(char delimiter, int mostBytes) => new()
    {
        Separator = delimiter,
        HasHeader = false,
        DetectSeparatorHint = false,
        TrackLineNumbers = true,
        MaxRecordSize = mostBytes,
    };

    /// <summary>Reads the next row. Behind the first row, a row that is too long is the end.</summary>
    private bool TryRead(bool isFirst)
    {
        try
        {
            return Read();
        }
        catch (UnreadableTextException) when (!isFirst)
        {
            return false;
        }
    }

    /// <summary>Whether a row has no text. An odd number of quotes is an open quote, which is a fault and not a blank row.</summary>
    private bool IsBlank(ReadOnlySpan<byte> raw)
    {
        if (raw.Length < _reader.FieldCount)
            return true;
        return raw.IndexOfAnyExcept(_blank) < 0
            ? raw.Count((byte)'"') % 2 == 0
            : _reader.FieldCount == 1 && Raw.IsWhiteSpace();
    }

    private static RowFlaw FindFlaw(ReadOnlySpan<byte> rawField)
    {
        if (rawField is not [(byte)'"', .. var rest])
            return RowFlaw.None;
        while (true)
        {
            var quote = rest.IndexOf((byte)'"');
            if (quote < 0)
                return RowFlaw.OpenQuote;
            rest = rest[(quote + 1)..];
            if (rest.IsEmpty)
                return RowFlaw.None;
            if (rest[0] != '"')
                return RowFlaw.TextBehindQuote;
            rest = rest[1..];
        }
    }

    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> utf8)
    {
        if (_raw.Length < utf8.Length)
            _raw = new char[Math.Max(utf8.Length, InitialLength)];
        return _raw.AsSpan(0, Encoding.UTF8.GetChars(utf8, _raw));
    }

    /// <summary>
    /// Gets a value in UTF-8. A value with text behind its closing quote keeps its quotes, so the error message can show the value as in the
    /// file.
    /// </summary>
    private ReadOnlySpan<byte> GetValue(int column) =>
        Flaw == RowFlaw.TextBehindQuote && FindFlaw(_reader.GetRawSpan(column)) == Flaw ? _reader.GetRawSpan(column) : _reader.GetSpan(column);

    private void Begin(int fieldCount)
    {
        _textLength = 0;
        _fields.AsSpan(0, fieldCount).Fill(new FieldSpan(NotDecoded, 0));
    }

    private RowFlaw FindFlaw()
    {
        var flaw = RowFlaw.None;
        for (var column = 0; column < _reader.FieldCount && flaw != RowFlaw.OpenQuote; column++)
        {
            if (FindFlaw(_reader.GetRawSpan(column)) is not RowFlaw.None and var found)
                flaw = found;
        }

        return flaw == RowFlaw.None && _isRow is not null && HasLineBreaks && HasRows(_isRow) ? RowFlaw.RowsInQuotes : flaw;
    }

    /// <summary>Whether a line inside a quoted value is a row. The first line of a value continues the row in which the value began.</summary>
    private bool HasRows(RowTest isRow)
    {
        for (var column = 0; column < _reader.FieldCount; column++)
        {
            if (_reader.GetRawSpan(column).IndexOfAny((byte)'\r', (byte)'\n') < 0)
                continue;
            var rest = Decode(_reader.GetSpan(column));
            for (var isFirst = column > 0; !rest.IsEmpty; isFirst = false)
            {
                var end = rest.IndexOfAny('\r', '\n');
                var line = end < 0 ? rest : rest[..end];
                if (!isFirst && isRow(line, isLast: end < 0, this))
                    return true;
                rest = end < 0 ? default : rest[(end + 1)..];
            }
        }

        return false;
    }

    /// <summary>The place of a value in the decoded text.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct FieldSpan(int Start, int Length);
}
