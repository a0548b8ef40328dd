using System.Text;
using System.Text.Unicode;

namespace IzzyPS.Csv;

/// <summary>
/// Finds the encoding of a file while the file is read. The start of the file shows UTF-16 or a byte order mark. Everything else is read
/// as ASCII until the first byte that is not ASCII. From that block on the file is read as UTF-8, or as Windows-1250 or ISO-8859-2.
/// At the end of the file, <see cref="Conclude"/> decides by all bytes whether the choice was right.
/// </summary>
internal sealed class EncodingFinder
{
    private const byte FirstHigh = 0x80;
    private const int StartLength = 4096;

    private readonly bool _isAsked;
    private bool _isUtf8 = true;
    private bool _hasMultibyte;
    private long _windows;
    private long _iso;
    private long _utf8;
    private long _other;

    /// <summary>Starts with a file's encoding, or with null to find the encoding.</summary>
    public EncodingFinder(TextEncoding? known)
    {
        Encoding = known;
        _isAsked = known is not null;
    }

    /// <summary>The encoding; null while all bytes were ASCII.</summary>
    public TextEncoding? Encoding { get; private set; }

    /// <summary>The length of the byte order mark, which does not belong to the text.</summary>
    public int Preamble { get; private set; }

    /// <summary>The encoding that all bytes of the file show; null before the end, and when <see cref="Encoding"/> was right.</summary>
    public TextEncoding? CorrectEncoding { get; private set; }

    /// <summary>Whether the file was read as UTF-8 and a later byte showed that it is not UTF-8.</summary>
    public bool IsRefuted => !_isUtf8 && Encoding == TextEncoding.Utf8;

    /// <summary>Whether all bytes so far are valid UTF-8, and no other encoding was given or found.</summary>
    private bool MayBeUtf8 => _isUtf8 && (Encoding is null || Encoding == TextEncoding.Utf8);

    private bool IsCounting => !_isAsked && (Encoding is null || Preamble == 0) && Encoding is not { IsUtf16: true };

    /// <summary>Examines the start of the file for a byte order mark or UTF-16.</summary>
    public void ExamineStart(ReadOnlySpan<byte> start)
    {
        var (encoding, preamble) = start switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (TextEncoding.Utf8, 3),
            [0xFF, 0xFE, ..] => (TextEncoding.Utf16, 2),
            [0xFE, 0xFF, ..] => (TextEncoding.Utf16BigEndian, 2),
            _ => (FindUtf16(start), 0),
        };
        Encoding ??= encoding;
        if (Encoding == encoding)
            Preamble = preamble;
    }

    /// <summary>Examines the next bytes.</summary>
    /// <returns>The number of bytes at the end of the block that begin a UTF-8 character. They must be put before the next block.</returns>
    /// <exception cref="UnreadableTextException">The user or the byte order mark says UTF-8, but the bytes are not UTF-8.</exception>
    public int Examine(ReadOnlySpan<byte> block)
    {
        var cut = MayBeUtf8 ? GetIncompleteTailLength(block) : 0;
        var whole = block[..^cut];
        var isAscii = Ascii.IsValid(whole);
        if (!isAscii && IsCounting)
            Count(whole);
        if (isAscii || !MayBeUtf8)
            return cut;
        if (Utf8.IsValid(whole))
        {
            _hasMultibyte = true;
            Encoding = TextEncoding.Utf8;
            return cut;
        }

        if (_isAsked || Preamble > 0)
            throw UnreadableTextException.CreateNotDecodable(Encoding!, _isAsked);
        _isUtf8 = false;
        if (Encoding is null && IsCounting)
        {
            Count(block[^cut..]);
            Encoding = SingleByte;
            return 0;
        }

        return cut;
    }

    /// <summary>Examines the last bytes of the file when they begin a UTF-8 character that the file does not end.</summary>
    /// <returns>True when the file was cut there. False when the bytes are characters of a single-byte encoding.</returns>
    public bool ExamineTail(ReadOnlySpan<byte> tail)
    {
        if (_isAsked || _hasMultibyte || Preamble > 0)
            return true;
        Count(tail);
        _isUtf8 = false;
        Encoding = SingleByte;
        return false;
    }

    /// <summary>Decides at the end of the file whether <see cref="Encoding"/> was right.</summary>
    /// <exception cref="UnreadableTextException">The file mixes two encodings. Each of the two would garble a part of the text.</exception>
    public void Conclude()
    {
        if (_isUtf8 || !IsCounting)
        {
            Encoding ??= TextEncoding.Utf8;
            return;
        }

        if (_utf8 > _other)
            throw UnreadableTextException.CreateMixedEncoding(_utf8, _other);
        CorrectEncoding = SingleByte == Encoding ? null : SingleByte;
    }

    /// <summary>The likely single-byte encoding, by the Polish letters whose bytes differ between the two.</summary>
    private TextEncoding SingleByte => _iso > _windows ? TextEncoding.Iso88592 : TextEncoding.Windows1250;

    /// <summary>Finds UTF-16 without a byte order mark. Latin text in UTF-16 has a zero in nearly every pair of bytes, always on the same side.</summary>
    private static TextEncoding? FindUtf16(ReadOnlySpan<byte> start)
    {
        start = start[..Math.Min(start.Length & ~1, StartLength)];
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
            return TextEncoding.Utf16;
        return even > most && odd == 0 ? TextEncoding.Utf16BigEndian : null;
    }

    /// <summary>Gets the number of bytes at the end of a block that begin a UTF-8 character without its end.</summary>
    private static int GetIncompleteTailLength(ReadOnlySpan<byte> block)
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

    /// <summary>Gets the length of a complete UTF-8 character of two or three bytes, or 0. Polish text has no longer characters.</summary>
    private static int GetUtf8SequenceLength(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [>= 0xC2 and <= 0xDF, >= 0x80 and <= 0xBF, ..] => 2,
        [>= 0xE0 and <= 0xEF, >= 0x80 and <= 0xBF, >= 0x80 and <= 0xBF, ..] => 3,
        _ => 0,
    };

    /// <summary>Counts the bytes in which UTF-8, Windows-1250 and ISO-8859-2 differ.</summary>
    private void Count(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOfAnyInRange(FirstHigh, (byte)0xFF) is >= 0 and var at)
        {
            bytes = bytes[at..];
            var sequence = GetUtf8SequenceLength(bytes);
            _utf8 += sequence > 0 ? 1 : 0;
            _other += sequence > 0 ? 0 : 1;
            var used = Math.Max(sequence, 1);
            foreach (var value in bytes[..used])
            {
                _windows += value is < 0xA0 or 0xA5 or 0xB9 ? 1 : 0; // Ś ś Ź ź and the quotes; Ą; ą
                _iso += value is 0xA1 or 0xA6 or 0xAC or 0xB1 or 0xB6 or 0xBC ? 1 : 0; // Ą Ś Ź ą ś ź
            }

            bytes = bytes[used..];
        }
    }
}
