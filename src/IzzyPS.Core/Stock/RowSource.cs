using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace IzzyPS.Stock;

/// <summary>How the rows of one file are found: what the first pass decided.</summary>
/// <param name="Encoding">The encoding.</param>
/// <param name="Preamble">The bytes before the text.</param>
/// <param name="TextEnd">The offset behind the text.</param>
/// <param name="Delimiter">The delimiter.</param>
/// <param name="Columns">The number of columns, or 0 while it is not known.</param>
internal sealed record RowFormat(StockEncoding Encoding, int Preamble, long TextEnd, char Delimiter, int Columns);

/// <summary>A file's rows, batch by batch, in memory that does not grow with the file.</summary>
internal sealed class RowSource : IDisposable
{
    private const int ByteBlock = 64 * 1024;
    private const int BatchLength = 64 * 1024;

    private readonly FileStream _file;
    private readonly RowFormat _format;
    private readonly StockLimits _limits;
    private readonly CharDecoder _decoder;
    private readonly RowTokenizer _tokenizer;
    private readonly IncrementalHash? _hash;
    private readonly byte[] _bytes;
    private int _byteStart;
    private int _byteEnd;
    private long _position;
    private char[] _carry = [];
    private int _carryLength;
    private bool _isDecoded;

    /// <summary>Reads a file from its start. The file is the caller's.</summary>
    public RowSource(FileStream file, RowFormat format, StockLimits limits, bool hash)
    {
        _file = file;
        _format = format;
        _limits = limits;
        _decoder = format.Encoding.NewDecoder();
        _tokenizer = new RowTokenizer(format.Delimiter, format.Columns, limits.Columns + 1);
        _hash = hash ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        _bytes = ArrayPool<byte>.Shared.Rent(ByteBlock);
        file.Position = 0;
    }

    /// <summary>Why reading ended early, or null.</summary>
    public StockFault? Fault { get; private set; }

    /// <summary>The hash of all bytes, where it was asked for and the file was read to its end.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>Whether the file's last character is a line break; known at the end.</summary>
    public bool HasFinalLineBreak { get; private set; }

    /// <summary>Reads the next rows.</summary>
    /// <returns>False at the end and at a fault.</returns>
    public bool Read(RowBatch batch, CancellationToken cancellationToken)
    {
        batch.Clear();
        if (_isDecoded || Fault is not null)
            return false;
        batch.Reserve(_carryLength + BatchLength);
        _carry.AsSpan(0, _carryLength).CopyTo(batch.Chars);
        batch.Length = _carryLength;

        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!Decode(batch))
                return false;
            var whole = _tokenizer.Tokenize(batch, _isDecoded);
            _carryLength = batch.Length - whole;
            if (LineOfLongRow(batch) is { } line)
            {
                Fault = StockFaults.RowTooLong(line, _limits.RowLength);
                return false;
            }

            var rest = batch.Chars.AsSpan(whole, _carryLength);
            if (batch.RowCount > 0 || _isDecoded)
            {
                Carry(rest);
                return batch.RowCount > 0;
            }

            // Nothing but blank lines, or one long row: for that twice the room, so that it is looked at again only a few times.
            rest.CopyTo(batch.Chars);
            batch.Length = rest.Length;
            batch.Reserve(Math.Max(batch.Length, BatchLength));
        }
    }

    public void Dispose()
    {
        _hash?.Dispose();
        ArrayPool<byte>.Shared.Return(_bytes);
    }

    /// <summary>The line of a row, whole or not, that is longer than a row may be.</summary>
    private int? LineOfLongRow(RowBatch batch)
    {
        for (var row = 0; batch.Length > _limits.RowLength && row < batch.RowCount; row++)
        {
            if (batch.Row(row).End - batch.Row(row).Start > _limits.RowLength)
                return batch.Row(row).Line;
        }

        return _carryLength > _limits.RowLength ? _tokenizer.NextLine : null;
    }

    private void Carry(ReadOnlySpan<char> rest)
    {
        if (_carry.Length < rest.Length)
            _carry = new char[rest.Length * 2];
        rest.CopyTo(_carry);
    }

    /// <summary>Fills the batch with characters.</summary>
    private bool Decode(RowBatch batch)
    {
        try
        {
            while (batch.Chars.Length - RowBatch.Slack - batch.Length >= BatchLength / 2)
            {
                if (_byteStart == _byteEnd && !FillBytes())
                {
                    _decoder.Convert([], batch.Chars.AsSpan(batch.Length), flush: true, out _, out var last);
                    batch.Length += last;
                    Note(batch.Chars.AsSpan(batch.Length - last, last));
                    _isDecoded = true;
                    return true;
                }

                var room = batch.Chars.AsSpan(batch.Length, batch.Chars.Length - RowBatch.Slack - batch.Length);
                _decoder.Convert(_bytes.AsSpan(_byteStart, _byteEnd - _byteStart), room, flush: false, out var bytesUsed, out var charsUsed);
                _byteStart += bytesUsed;
                if (room[..charsUsed].IndexOf('\0') >= 0)
                {
                    Fault = new StockFault("NulBytes", "There is a NUL character in the file: this is not a text file, or it was damaged on the way. Send it again.", IsFatal: true);
                    return false;
                }

                Note(room[..charsUsed]);
                batch.Length += charsUsed;
            }
        }
        catch (DecoderFallbackException)
        {
            Fault = StockFaults.NotDecodable(_format.Encoding, isAsked: false);
            return false;
        }

        return true;
    }

    private void Note(ReadOnlySpan<char> decoded)
    {
        if (!decoded.IsEmpty)
            HasFinalLineBreak = decoded[^1] is '\r' or '\n';
    }

    private bool FillBytes()
    {
        var read = _file.Read(_bytes, 0, ByteBlock);
        if (read == 0)
        {
            Sha256 = _hash is null ? null : Convert.ToHexStringLower(_hash.GetHashAndReset());
            return false;
        }

        _hash?.AppendData(_bytes, 0, read);
        _byteStart = (int)Math.Clamp(_format.Preamble - _position, 0, read);
        _byteEnd = (int)Math.Clamp(_format.TextEnd - _position, _byteStart, read);
        _position += read;
        return true;
    }
}
