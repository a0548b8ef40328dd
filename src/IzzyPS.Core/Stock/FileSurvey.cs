using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace IzzyPS.Stock;

/// <summary>What a look at a file's bytes says: its hash, its encoding, and whether it is text of a bearable size at all.</summary>
internal sealed class FileSurvey
{
    private const int BlockSize = 256 * 1024;
    private const byte FirstHigh = 0x80;

    private readonly StockLimits _limits;
    private readonly bool _isAsked;
    private long _lineStart;
    private bool _isUtf8 = true;
    private bool _hasMultibyte;

    private FileSurvey(StockEncoding? asked, StockLimits limits)
    {
        Encoding = asked;
        _isAsked = asked is not null;
        _limits = limits;
    }

    public string? Sha256 { get; private set; }

    public long Length { get; private set; }

    /// <summary>The bytes before the text: a byte order mark, or none.</summary>
    public int Preamble { get; private set; }

    /// <summary>The bytes behind the text: the beginning of a character that was cut.</summary>
    public int CutTail { get; private set; }

    public StockEncoding? Encoding { get; private set; }

    /// <summary>Why the file can't be read, or null.</summary>
    public StockFault? Fault { get; private set; }

    /// <summary>Reads the whole file once, and a second time where it is neither UTF-8 nor UTF-16.</summary>
    public static FileSurvey Of(FileStream file, StockEncoding? asked, StockLimits limits, CancellationToken cancellationToken)
    {
        var survey = new FileSurvey(asked, limits) { Length = file.Length };
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            survey.Read(file, block, cancellationToken);
            if (survey is { Fault: null, Encoding: null })
                survey.Guess(file, block, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        return survey;
    }

    private void Read(FileStream file, byte[] block, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long offset = 0;
        var carried = 0; // Bytes of a character that the last block cut, moved to this one's start.
        int read;
        while ((read = file.ReadAtLeast(block.AsSpan(carried, BlockSize - carried), BlockSize - carried, throwOnEndOfStream: false)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(block, carried, read);
            if (offset == 0)
                LookAtStart(block.AsSpan(0, read));
            CheckBounds(block.AsSpan(carried, read), offset);
            if (Fault is not null)
                return;
            offset += read;
            carried = CheckUtf8(block.AsSpan(0, carried + read));
        }

        Length = offset;
        Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (_isUtf8 && carried > 0)
        {
            // A few bytes of a single-byte encoding at the end look the same, unless there was UTF-8 before.
            _isUtf8 = _hasMultibyte || Preamble > 0;
            CutTail = _isUtf8 ? carried : 0;
        }

        if (_isUtf8)
            Encoding ??= StockEncoding.Utf8;
    }

    private void LookAtStart(ReadOnlySpan<byte> start)
    {
        var (encoding, preamble) = start switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (StockEncoding.Utf8, 3),
            [0xFF, 0xFE, ..] => (StockEncoding.Utf16, 2),
            [0xFE, 0xFF, ..] => (StockEncoding.Utf16BigEndian, 2),
            _ => (LooksLikeUtf16(start), 0),
        };
        Encoding ??= encoding;
        if (Encoding == encoding)
            Preamble = preamble;
        _isUtf8 = Encoding is null || Encoding == StockEncoding.Utf8;
    }

    /// <summary>Latin text in UTF-16 has a zero in nearly every pair, always on the same side.</summary>
    private static StockEncoding? LooksLikeUtf16(ReadOnlySpan<byte> start)
    {
        start = start[..Math.Min(start.Length & ~1, 4096)];
        int even = 0, odd = 0;
        for (var at = 0; at < start.Length; at += 2)
        {
            even += start[at] == 0 ? 1 : 0;
            odd += start[at + 1] == 0 ? 1 : 0;
        }

        var most = start.Length / 4;
        if (start.Length < 8)
            return null;
        if (odd > most && even == 0)
            return StockEncoding.Utf16;
        return even > most && odd == 0 ? StockEncoding.Utf16BigEndian : null;
    }

    /// <summary>NUL bytes and lines without end are refused on sight, not after a gigabyte.</summary>
    private void CheckBounds(ReadOnlySpan<byte> block, long offset)
    {
        var isUtf16 = Encoding is { IsUtf16: true };
        if (!isUtf16 && block.IndexOf((byte)0) is >= 0 and var nul)
        {
            Fault = new StockFault("NulBytes", $"There is a NUL byte at offset {offset + nul}: this is not a text file, or it was damaged on the way. Send it again.", IsFatal: true);
            return;
        }

        // In bytes, as if each character took the most that it can; the rows themselves are measured exactly later.
        var first = block.IndexOfAny((byte)'\n', (byte)'\r');
        var longest = (first < 0 ? offset + block.Length : offset + first) - _lineStart;
        if (longest > _limits.RowLength * 4L)
            Fault = StockFaults.RowTooLong(null, _limits.RowLength);
        else if (first >= 0)
            _lineStart = offset + block.LastIndexOfAny((byte)'\n', (byte)'\r');
    }

    /// <summary>Checks a block; gives the number of bytes at its end, now at its start, that belong to the next.</summary>
    private int CheckUtf8(Span<byte> block)
    {
        if (!_isUtf8)
            return 0;
        var whole = block.Length - IncompleteTail(block);
        if (!Utf8.IsValid(block[..whole]))
        {
            _isUtf8 = false;
            if (Encoding is not null)
                Fault = StockFaults.NotDecodable(Encoding, _isAsked);
            return 0;
        }

        _hasMultibyte |= !Ascii.IsValid(block[..whole]);
        block[whole..].CopyTo(block);
        return block.Length - whole;
    }

    private static int IncompleteTail(ReadOnlySpan<byte> block)
    {
        for (var length = 1; length <= 3 && length <= block.Length; length++)
        {
            var lead = block[^length];
            if ((lead & 0xC0) == 0x80)
                continue;
            var needed = lead switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return needed > length ? length : 0;
        }

        return 0;
    }

    /// <summary>Windows-1250 or ISO-8859-2, by the Polish letters that differ; a mix with UTF-8 is refused, because either reading garbles it.</summary>
    private void Guess(FileStream file, byte[] block, CancellationToken cancellationToken)
    {
        long windows = 0, iso = 0, utf8 = 0, other = 0;
        file.Position = 0;
        int read;
        while ((read = file.ReadAtLeast(block.AsSpan(0, BlockSize), BlockSize, throwOnEndOfStream: false)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> rest = block.AsSpan(0, read);
            while (rest.IndexOfAnyInRange(FirstHigh, (byte)0xFF) is >= 0 and var at)
            {
                rest = rest[at..];
                var sequence = Utf8Sequence(rest);
                utf8 += sequence > 0 ? 1 : 0;
                other += sequence > 0 ? 0 : 1;
                var used = Math.Max(sequence, 1);
                foreach (var value in rest[..used])
                {
                    windows += value is < 0xA0 or 0xA5 or 0xB9 ? 1 : 0; // Ś ś Ź ź and the quotes; Ą; ą
                    iso += value is 0xA1 or 0xA6 or 0xAC or 0xB1 or 0xB6 or 0xBC ? 1 : 0; // Ą Ś Ź ą ś ź
                }

                rest = rest[used..];
            }
        }

        if (utf8 > other)
        {
            Fault = new StockFault(
                "MixedEncoding",
                $"Most of the file is UTF-8 ({utf8} characters), but {other} bytes are not: two files of different encodings were joined, or it was damaged. Send it in one encoding, or say which with -Encoding.",
                IsFatal: true);
            return;
        }

        Encoding = iso > windows ? StockEncoding.Iso88592 : StockEncoding.Windows1250;
    }

    /// <summary>The length of a whole character of two or three bytes, or 0: good enough to tell UTF-8 from Polish text by counting.</summary>
    private static int Utf8Sequence(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [>= 0xC2 and <= 0xDF, >= 0x80 and <= 0xBF, ..] => 2,
        [>= 0xE0 and <= 0xEF, >= 0x80 and <= 0xBF, >= 0x80 and <= 0xBF, ..] => 3,
        _ => 0,
    };
}
