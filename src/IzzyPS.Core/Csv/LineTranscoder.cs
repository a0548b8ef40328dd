using System.Text;
using System.Text.Unicode;

namespace IzzyPS.Csv;

/// <summary>
/// Converts a text whose lines are in UTF-8 or in a code page. Each line is decoded on its own, because whole rows come from another system, not single letters.
/// Bytes that no encoding explains become <see cref="CsvRow.Undecodable"/>, and their rows are rejected later. Characters that were encoded twice are
/// repaired.
/// </summary>
internal sealed class LineTranscoder : Utf8Transcoder
{
    private const int MostPending = 64 * 1024;
    private const int MostUtf8 = 3;
    private const byte FirstHigh = 0x80;

    private readonly bool _isMostlyUtf8;
    private readonly char[] _characters;
    private readonly byte[] _pending;
    private readonly MixedText _mixed = new();
    private int _pendingLength;
    private int _written;
    private int _line = 1;
    private bool _isBehindReturn;

    /// <summary>Starts a pass.</summary>
    /// <param name="isMostlyUtf8">Whether most lines are UTF-8.</param>
    /// <param name="codePage">The encoding of the lines that are not UTF-8.</param>
    /// <param name="mostBytes">The highest number of bytes of a block.</param>
    public LineTranscoder(bool isMostlyUtf8, TextEncoding codePage, int mostBytes)
        : base((MostPending + mostBytes) * MostUtf8)
    {
        _isMostlyUtf8 = isMostlyUtf8;
        _characters = codePage.DecodeEachByte();
        _pending = new byte[MostPending + mostBytes];
    }

    public override MixedText Mixed => _mixed;

    private protected override int Write(ReadOnlySpan<byte> block, bool isLast)
    {
        _written = 0;
        while (block.IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and var end)
        {
            WriteLine(block[..end], isEnded: true);
            NoteLineBreak(block[end]);
            Buffer[_written++] = block[end];
            block = block[(end + 1)..];
        }

        if (isLast)
            WriteLine(block, isEnded: false);
        else
            Keep(block);
        return _written;
    }

    /// <summary>Keeps the beginning of a line for the next block. A line that is longer than any real line is decoded in parts.</summary>
    private void Keep(ReadOnlySpan<byte> start)
    {
        if (_pendingLength + start.Length > MostPending)
        {
            var cut = PolishUtf8.GetIncompleteTailLength(_pending.AsSpan(0, _pendingLength));
            WriteWhole(_pending.AsSpan(0, _pendingLength - cut));
            _pending.AsSpan(_pendingLength - cut, cut).CopyTo(_pending);
            _pendingLength = cut;
        }

        start.CopyTo(_pending.AsSpan(_pendingLength));
        _pendingLength += start.Length;
    }

    private void WriteLine(ReadOnlySpan<byte> line, bool isEnded)
    {
        if (_pendingLength > 0)
        {
            Keep(line);
            line = _pending.AsSpan(0, _pendingLength);
            _pendingLength = 0;
        }

        if (!isEnded && _isMostlyUtf8 && PolishUtf8.GetIncompleteTailLength(line) is > 0 and var cut && Utf8.IsValid(line[..^cut]))
        {
            _mixed.IsCut = true;
            line = line[..^cut];
        }

        WriteWhole(line);
    }

    private void WriteWhole(ReadOnlySpan<byte> line)
    {
        if (Ascii.IsValid(line))
            Copy(line);
        else if (Utf8.IsValid(line) && (_isMostlyUtf8 || PolishUtf8.IsLatin(line)))
            WriteUtf8(line);
        else
            WriteOther(line, isUtf8InPart: PolishUtf8.HasLetter(line));
    }

    private void WriteUtf8(ReadOnlySpan<byte> line)
    {
        if (!_isMostlyUtf8)
            _mixed.NoteOther(_line);
        var text = Encoding.UTF8.GetString(line);
        var repaired = DoubledText.Repair(text);
        if (ReferenceEquals(text, repaired))
        {
            Copy(line);
            return;
        }

        _mixed.NoteRepaired(_line);
        _written += Encoding.UTF8.GetBytes(repaired, Buffer[_written..]);
    }

    /// <summary>Decodes a line that is not UTF-8. In a line with UTF-8 letters the other bytes are damage; otherwise they are letters of the code page.</summary>
    private void WriteOther(ReadOnlySpan<byte> line, bool isUtf8InPart)
    {
        var isDamaged = false;
        for (var at = 0; at < line.Length; at++)
        {
            var sequence = isUtf8InPart ? PolishUtf8.GetSequenceLength(line[at..]) : 0;
            if (line[at] < FirstHigh || sequence > 0)
            {
                var length = Math.Max(1, sequence);
                Copy(line.Slice(at, length));
                at += length - 1;
                continue;
            }

            var character = isUtf8InPart ? CsvRow.Undecodable : _characters[line[at]];
            isDamaged |= character == CsvRow.Undecodable;
            _written += Encoding.UTF8.GetBytes([character], Buffer[_written..]);
        }

        if (isDamaged)
            _mixed.NoteDamaged(_line);
        else if (_isMostlyUtf8)
            _mixed.NoteOther(_line);
    }

    private void Copy(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Buffer[_written..]);
        _written += bytes.Length;
    }

    private void NoteLineBreak(byte value)
    {
        if (value == '\r' || !_isBehindReturn)
            _line++;
        _isBehindReturn = value == '\r';
    }
}
