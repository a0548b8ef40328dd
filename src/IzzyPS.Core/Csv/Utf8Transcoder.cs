using System.Buffers;
using System.Text;

namespace IzzyPS.Csv;

/// <summary>Converts the bytes of one encoding into UTF-8, block by block.</summary>
internal abstract class Utf8Transcoder : IDisposable
{
    private readonly byte[] _utf8;

    private protected Utf8Transcoder(int mostUtf8) => _utf8 = ArrayPool<byte>.Shared.Rent(mostUtf8);

    /// <summary>What a reader of the file should know; null for an encoding in which nothing can be doubtful.</summary>
    public virtual MixedText? Mixed => null;

    /// <summary>The buffer for the UTF-8 of a block.</summary>
    private protected Span<byte> Buffer => _utf8;

    /// <summary>Converts a block into UTF-8. The result is valid until the next block.</summary>
    /// <param name="block">The next bytes of the text.</param>
    /// <param name="isLast">Whether the text ends with the block.</param>
    /// <exception cref="DecoderFallbackException">The bytes are not valid in the encoding.</exception>
    public ReadOnlyMemory<byte> Transcode(ReadOnlySpan<byte> block, bool isLast) => _utf8.AsMemory(0, Write(block, isLast));

    public void Dispose() => ArrayPool<byte>.Shared.Return(_utf8);

    /// <summary>Writes the UTF-8 of a block to the buffer.</summary>
    /// <returns>The number of bytes that were written.</returns>
    private protected abstract int Write(ReadOnlySpan<byte> block, bool isLast);
}

/// <summary>Converts an encoding with one byte per character. A table holds the UTF-8 of each byte.</summary>
internal sealed class SingleByteTranscoder : Utf8Transcoder
{
    private const int MostUtf8 = 3; // Code pages hold no character above U+FFFF.
    private const byte FirstHigh = 0x80;

    private readonly byte[] _table = new byte[256 * MostUtf8];
    private readonly byte[] _lengths = new byte[256];
    private readonly bool _isAsciiCompatible;

    /// <summary>Makes the table.</summary>
    /// <param name="characters">The character of each byte.</param>
    /// <param name="mostBytes">The highest number of bytes of a block.</param>
    public SingleByteTranscoder(char[] characters, int mostBytes)
        : base(mostBytes * MostUtf8)
    {
        _isAsciiCompatible = true;
        for (var value = 0; value < 256; value++)
        {
            var character = characters[value];
            _lengths[value] = (byte)Encoding.UTF8.GetBytes([character], _table.AsSpan(value * MostUtf8, MostUtf8));
            _isAsciiCompatible &= value >= FirstHigh || character == value;
        }
    }

    private protected override int Write(ReadOnlySpan<byte> block, bool isLast)
    {
        var utf8 = Buffer;
        var written = 0;
        while (!block.IsEmpty)
        {
            var plain = !_isAsciiCompatible ? 0 : block.IndexOfAnyInRange(FirstHigh, (byte)0xFF) is >= 0 and var high ? high : block.Length;
            block[..plain].CopyTo(utf8[written..]);
            written += plain;
            block = block[plain..];
            if (block.IsEmpty)
                break;
            var value = block[0];
            _table.AsSpan(value * MostUtf8, _lengths[value]).CopyTo(utf8[written..]);
            written += _lengths[value];
            block = block[1..];
        }

        return written;
    }
}

/// <summary>Converts any other encoding, with the framework's decoder and then its UTF-8 encoder.</summary>
internal sealed class DecodingTranscoder : Utf8Transcoder
{
    private readonly Decoder _decoder;
    private readonly Encoder _encoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetEncoder();
    private readonly char[] _chars;

    public DecodingTranscoder(Encoding encoding, int mostBytes)
        : base(Encoding.UTF8.GetMaxByteCount(encoding.GetMaxCharCount(mostBytes)))
    {
        _decoder = encoding.GetDecoder();
        _chars = new char[encoding.GetMaxCharCount(mostBytes)];
    }

    private protected override int Write(ReadOnlySpan<byte> block, bool isLast)
    {
        var chars = _decoder.GetChars(block, _chars, isLast);
        try
        {
            return _encoder.GetBytes(_chars.AsSpan(0, chars), Buffer, isLast);
        }
        catch (EncoderFallbackException exception)
        {
            throw new DecoderFallbackException(exception.Message, exception); // Some decoders let half a surrogate pair pass.
        }
    }
}
