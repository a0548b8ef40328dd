using System.Globalization;
using System.Text;

namespace IzzyPS.Stock;

/// <summary>An encoding of a stock file, strict: bytes that it has no character for are an error, not a question mark.</summary>
internal sealed class StockEncoding
{
    public static readonly StockEncoding Utf8 = new("utf-8", new UTF8Encoding(false, throwOnInvalidBytes: true));
    public static readonly StockEncoding Utf16 = new("utf-16", new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true));
    public static readonly StockEncoding Utf16BigEndian = new("utf-16BE", new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true));
    public static readonly StockEncoding Windows1250 = ByName("windows-1250");
    public static readonly StockEncoding Iso88592 = ByName("iso-8859-2");

    private readonly Encoding _encoding;
    private readonly char[]? _table;

    private StockEncoding(string name, Encoding encoding)
    {
        Name = name;
        _encoding = encoding;
        if (encoding.IsSingleByte)
            _table = [.. Enumerable.Range(0, 256).Select(value => CharacterOf(encoding, (byte)value))];
    }

    /// <summary>The name, <c>windows-1250</c> for example.</summary>
    public string Name { get; }

    /// <summary>Whether a character takes a pair of bytes, so that zero bytes are normal.</summary>
    public bool IsUtf16 => _encoding is UnicodeEncoding;

    /// <summary>The encoding of a name as people write it: an IANA name, a code page's number, or one of PowerShell's names.</summary>
    /// <exception cref="StockSettingsException">There is no such encoding.</exception>
    public static StockEncoding ByName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var plain = name.Trim().ToLowerInvariant();
        switch (plain)
        {
            case "utf8" or "utf-8" or "utf8bom" or "utf8nobom":
                return Utf8;
            case "unicode" or "utf-16" or "utf16" or "utf-16le":
                return Utf16;
            case "bigendianunicode" or "utf-16be" or "unicodefffe":
                return Utf16BigEndian;
        }

        try
        {
            var digits = plain.StartsWith("cp", StringComparison.Ordinal) ? plain[2..] : plain;
            var encoding = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var codePage)
                ? CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                    ?? Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                : CodePagesEncodingProvider.Instance.GetEncoding(plain, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                    ?? Encoding.GetEncoding(plain, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            return new StockEncoding(encoding.WebName, encoding);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new StockSettingsException(
                $"'{name}' is not an encoding; utf-8, utf-16, windows-1250 and iso-8859-2 are what partners send, and every name or code page number that .NET knows is accepted.",
                exception);
        }
    }

    /// <summary>A decoder for one pass over a file.</summary>
    public CharDecoder NewDecoder() => _table is null ? new FrameworkDecoder(_encoding.GetDecoder()) : new SingleByteDecoder(_table);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Some bytes of a code page have no character: they are dropped later, like all control characters.</summary>
    private static char CharacterOf(Encoding encoding, byte value)
    {
        try
        {
            return encoding.GetChars([value])[0];
        }
        catch (DecoderFallbackException)
        {
            return (char)value;
        }
    }

    private sealed class FrameworkDecoder(Decoder decoder) : CharDecoder
    {
        public override void Convert(ReadOnlySpan<byte> bytes, Span<char> chars, bool flush, out int bytesUsed, out int charsUsed) =>
            decoder.Convert(bytes, chars, flush, out bytesUsed, out charsUsed, out _);
    }

    private sealed class SingleByteDecoder(char[] table) : CharDecoder
    {
        public override void Convert(ReadOnlySpan<byte> bytes, Span<char> chars, bool flush, out int bytesUsed, out int charsUsed)
        {
            var count = Math.Min(bytes.Length, chars.Length);
            var characters = new ReadOnlySpan<char>(table, 0, 256);
            bytes = bytes[..count];
            chars = chars[..count];
            for (var at = 0; at < bytes.Length; at++)
                chars[at] = characters[bytes[at]];
            bytesUsed = charsUsed = count;
        }
    }
}

/// <summary>Turns a file's bytes into characters, block by block.</summary>
internal abstract class CharDecoder
{
    /// <summary>Decodes as much as fits.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not of the encoding.</exception>
    public abstract void Convert(ReadOnlySpan<byte> bytes, Span<char> chars, bool flush, out int bytesUsed, out int charsUsed);
}
