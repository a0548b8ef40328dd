using System.Text;
using System.Text.Unicode;

namespace IzzyPS.Csv;

/// <summary>
/// Finds the encoding of a file while the file is read. The start of the file shows UTF-16 or a byte order mark. Everything else is read
/// as ASCII until the first byte that is not ASCII. From that block on the file is read as UTF-8, or in the code page that fits best (<see cref="PolishScores"/>).
/// At the end of the file, <see cref="Conclude"/> decides by all bytes whether the choice was right. A file that mixes encodings, or holds characters
/// that were encoded twice, is then read again line by line (<see cref="LineTranscoder"/>).
/// </summary>
internal sealed class EncodingFinder
{
    private const byte FirstHigh = 0x80;
    private const int StartLength = 4096;

    private readonly bool _isAsked;
    private bool _isUtf8 = true;
    private bool _hasMultibyte;
    private readonly PolishScores _scores = new();
    private long _utf8;
    private long _polishUtf8;
    private long _doubled;
    private long _strange;
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

    private bool IsCounting => !_isAsked && Encoding is not { IsUtf16: true };

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
        if (Encoding == encoding || (Encoding is { IsMixed: true } && encoding == TextEncoding.Utf8))
            Preamble = preamble;
    }

    /// <summary>Examines the next bytes.</summary>
    /// <returns>The number of bytes at the end of the block that begin a UTF-8 character. They must be put before the next block.</returns>
    /// <exception cref="UnreadableTextException">The user says UTF-8, but the bytes are not UTF-8.</exception>
    public int Examine(ReadOnlySpan<byte> block)
    {
        var cut = MayBeUtf8 ? PolishUtf8.GetIncompleteTailLength(block) : 0;
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

        if (_isAsked)
            throw UnreadableTextException.CreateNotDecodable(Encoding!, _isAsked);
        _isUtf8 = false;
        if (Encoding is null && IsCounting)
        {
            Count(block[^cut..]);
            Encoding = _scores.Best;
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
        Encoding = _scores.Best;
        return false;
    }

    /// <summary>Decides at the end of the file whether <see cref="Encoding"/> was right.</summary>
    /// <exception cref="UnreadableTextException">No encoding fits the bytes.</exception>
    public void Conclude()
    {
        if (!IsCounting || _isUtf8)
        {
            // The bytes of 'ÓŁ' and 'ÓŻ' in Windows-1250 are valid UTF-8, of letters that no language near Poland has.
            if (IsCounting && Preamble == 0 && _strange > 0 && _strange == _utf8)
                CorrectEncoding = TextEncoding.Windows1250;
            else if (IsCounting && _doubled > 0)
                CorrectEncoding = TextEncoding.CreateMixed(isMostlyUtf8: true, TextEncoding.Windows1250);
            Encoding ??= TextEncoding.Utf8;
            return;
        }

        var isMostlyUtf8 = Preamble > 0 || _utf8 > _other;
        if (isMostlyUtf8 || _polishUtf8 > 0)
            CorrectEncoding = TextEncoding.CreateMixed(isMostlyUtf8, _scores.Best);
        else if (_scores.IsUnclear)
            throw UnreadableTextException.CreateUnclearEncoding();
        else
            CorrectEncoding = _scores.Best == Encoding ? null : _scores.Best;
    }

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

    /// <summary>Counts the characters of UTF-8, and the bytes in which code pages differ.</summary>
    private void Count(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            var next = bytes[at..].IndexOfAnyInRange(FirstHigh, (byte)0xFF);
            if (next < 0)
                return;
            at += next;
            var sequence = PolishUtf8.GetSequenceLength(bytes[at..]);
            if (sequence == 0)
            {
                _other++;
                _scores.Add(at > 0 ? bytes[at - 1] : (byte)0, bytes[at], at + 1 < bytes.Length ? bytes[at + 1] : (byte)0);
                continue;
            }

            _utf8++;
            _strange += bytes[at] is 0xC6 or 0xCA or 0xD3 ? 1 : 0;
            _polishUtf8 += PolishUtf8.IsLetter(bytes[at..]) ? 1 : 0;
            _doubled += PolishUtf8.MayBeDoubled(bytes[at..]) ? 1 : 0;
            at += sequence - 1;
        }
    }
}
