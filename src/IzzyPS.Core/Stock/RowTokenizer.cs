using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock;

/// <summary>
/// Splits characters into rows and values (RFC 4180; CRLF, LF and CR in any mix). A quote is special only as a value's first character.
/// Blank lines, and lines of nothing but delimiters, are no rows.
/// </summary>
internal sealed class RowTokenizer
{
    private const int Step = 32;

    private readonly char _delimiter;
    private readonly int _columns;
    private readonly int _mostColumns;
    private int _line = 1;

    /// <summary>Makes a tokenizer for one pass over a file.</summary>
    /// <param name="delimiter">What stands between values: an ASCII character.</param>
    /// <param name="columns">The number of columns, to know a row inside quotes; 0 while it is not known.</param>
    /// <param name="mostColumns">The most values of a row that are kept.</param>
    public RowTokenizer(char delimiter, int columns, int mostColumns)
    {
        _delimiter = delimiter;
        _columns = columns;
        _mostColumns = mostColumns;
    }

    /// <summary>The line that the next row starts on.</summary>
    public int NextLine => _line;

    /// <summary>Adds the rows of a batch's characters to it.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="isLast">Whether the file ends here, so that a row without line break is whole.</param>
    /// <returns>The number of characters of whole rows; the rest belongs before the next batch's characters.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Tiering would instrument it for as long as a file takes to read.
    public int Tokenize(RowBatch batch, bool isLast)
    {
        var chars = batch.Chars.AsSpan(0, batch.Length);
        ref var origin = ref MemoryMarshal.GetArrayDataReference(batch.Chars);
        var row = new Open { FirstField = batch.FieldCount, Line = _line };
        var delimiter = Vector256.Create((byte)_delimiter);
        var at = 0;

        while (at < chars.Length)
        {
            var mask = Mask(ref origin, at, delimiter);
            if (chars.Length - at < Step)
                mask &= (1u << (chars.Length - at)) - 1;
            var next = at + Step;
            while (mask != 0)
            {
                var found = at + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
                var character = chars[found];
                if (character == _delimiter)
                {
                    EndField(batch, ref row, found);
                    continue;
                }

                if (character == '"')
                {
                    if (found != row.FieldStart)
                        continue;
                    next = ReadQuoted(chars, ref row, isLast);
                    if (next < 0)
                        return TakeBack(batch, row);
                    break;
                }

                var behind = found + 1;
                if (character == '\r')
                {
                    if (behind == chars.Length && !isLast)
                        return TakeBack(batch, row);
                    if (behind < chars.Length && chars[behind] == '\n')
                        behind++;
                }

                EndRow(batch, ref row, found, behind);
                if (behind - found > 1)
                {
                    next = behind;
                    break;
                }
            }

            at = next;
        }

        if (!isLast)
            return TakeBack(batch, row);
        if (row.Start < chars.Length)
            EndRow(batch, ref row, chars.Length, chars.Length);
        return chars.Length;
    }

    private static int TakeBack(RowBatch batch, in Open row)
    {
        batch.TakeBackTo(row.FirstField);
        return row.Start;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mask(ref char origin, int at, Vector256<byte> delimiter)
    {
        ref var start = ref Unsafe.As<char, ushort>(ref Unsafe.Add(ref origin, at));
        var characters = Vector256.NarrowWithSaturation(Vector256.LoadUnsafe(ref start), Vector256.LoadUnsafe(ref start, Step / 2));
        var special = Vector256.Equals(characters, delimiter)
            | Vector256.Equals(characters, Vector256.Create((byte)'\n'))
            | Vector256.Equals(characters, Vector256.Create((byte)'\r'))
            | Vector256.Equals(characters, Vector256.Create((byte)'"'));
        return special.ExtractMostSignificantBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EndField(RowBatch batch, ref Open row, int end)
    {
        if (row.FieldCount < _mostColumns)
        {
            batch.Add(row.IsQuoted
                ? new FieldSpan(row.FieldStart + 1, row.QuotedEnd - row.FieldStart - 1, row.HasDoubledQuotes)
                : new FieldSpan(row.FieldStart, end - row.FieldStart, false));
        }

        row.FieldCount++;
        row.FieldStart = end + 1;
        row.IsQuoted = false;
        row.HasDoubledQuotes = false;
    }

    private void EndRow(RowBatch batch, ref Open row, int end, int behind)
    {
        EndField(batch, ref row, end);
        var lines = row.BreaksInside + 1;
        if (end - row.Start > row.FieldCount - 1 && !IsBlank(batch, row, end))
            batch.Add(new RowSpan(row.FirstField, row.FieldCount, row.Start, end, row.Line, lines, row.Flaw));
        else
            batch.TakeBackTo(row.FirstField);
        _line = row.Line + lines;
        row = new Open { FirstField = batch.FieldCount, Line = _line, Start = behind, FieldStart = behind };
    }

    private static bool IsBlank(RowBatch batch, in Open row, int end) =>
        row is { FieldCount: 1, Flaw: RowFlaw.None } && batch.Chars.AsSpan(row.Start, end - row.Start).IsWhiteSpace();

    /// <summary>Reads a quoted value.</summary>
    /// <returns>Where to go on, or −1 where the end of the value is not in the batch.</returns>
    private int ReadQuoted(ReadOnlySpan<char> chars, ref Open row, bool isLast)
    {
        var at = row.FieldStart + 1;
        while (true)
        {
            var quote = chars[at..].IndexOf('"');
            if (quote < 0 && !isLast)
                return -1;
            if (quote < 0)
            {
                row.Flaw = RowFlaw.OpenQuote;
                Close(chars, ref row, chars.Length);
                return chars.Length;
            }

            at += quote;
            if (at + 1 == chars.Length && !isLast)
                return -1;
            if (at + 1 == chars.Length || chars[at + 1] != '"')
                break;
            row.HasDoubledQuotes = true;
            at += 2;
        }

        Close(chars, ref row, at);
        if (at + 1 < chars.Length && chars[at + 1] != _delimiter && chars[at + 1] is not ('\r' or '\n'))
        {
            row.Flaw = RowFlaw.TextBehindQuote;
            row.IsQuoted = false; // The value as it stands, quotes and all, is what the error shows.
        }

        return at + 1;
    }

    private void Close(ReadOnlySpan<char> chars, ref Open row, int end)
    {
        row.IsQuoted = true;
        row.QuotedEnd = end;
        var text = chars[(row.FieldStart + 1)..end];
        if (text.IndexOfAny('\r', '\n') < 0)
            return;

        foreach (var line in new LineSplitter(text))
        {
            row.BreaksInside++;
            if (row.Flaw == RowFlaw.None && LooksLikeRow(line))
                row.Flaw = RowFlaw.RowsInQuotes;
        }

        row.BreaksInside--; // One line more than breaks.
    }

    private bool LooksLikeRow(ReadOnlySpan<char> line)
    {
        var delimiters = line.Count(_delimiter);
        if (_columns == 0 || delimiters == 0)
            return false;
        if (delimiters >= _columns - 1)
            return true;
        Span<char> vin = stackalloc char[Vin.Length];
        foreach (var cell in line.Split(_delimiter))
        {
            if (Vin.TryNormalize(line[cell], vin))
                return true;
        }

        return false;
    }

    /// <summary>The row being read.</summary>
    private struct Open
    {
        public int FirstField;
        public int FieldCount;
        public int Start;
        public int FieldStart;
        public int QuotedEnd;
        public int Line;
        public int BreaksInside;
        public bool IsQuoted;
        public bool HasDoubledQuotes;
        public RowFlaw Flaw;
    }
}

/// <summary>The physical lines of a text; CRLF is one break.</summary>
internal ref struct LineSplitter
{
    private ReadOnlySpan<char> _rest;
    private bool _isEnded;

    public LineSplitter(ReadOnlySpan<char> text) => _rest = text;

    public ReadOnlySpan<char> Current { get; private set; }

    public readonly LineSplitter GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_isEnded)
            return false;
        var at = _rest.IndexOfAny('\r', '\n');
        if (at < 0)
        {
            Current = _rest;
            _isEnded = true;
            return true;
        }

        Current = _rest[..at];
        _rest = _rest[(at + (_rest[at..] is ['\r', '\n', ..] ? 2 : 1))..];
        return true;
    }
}
