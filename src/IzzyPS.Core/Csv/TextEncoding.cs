using System.Globalization;
using System.Text;

namespace IzzyPS.Csv;

/// <summary>An encoding of a text file, strict: bytes that it has no character for are an error, not a question mark.</summary>
internal sealed class TextEncoding
{
    public static readonly TextEncoding Utf8 = new("utf-8", new UTF8Encoding(false, throwOnInvalidBytes: true));
    public static readonly TextEncoding Utf16 = new("utf-16", new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true));
    public static readonly TextEncoding Utf16BigEndian = new("utf-16BE", new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true));
    public static readonly TextEncoding Windows1250 = FindByName("windows-1250")!;
    public static readonly TextEncoding Iso88592 = FindByName("iso-8859-2")!;

    private readonly Encoding _encoding;

    private TextEncoding(string name, Encoding encoding)
    {
        Name = name;
        _encoding = encoding;
    }

    /// <summary>The name, <c>windows-1250</c> for example.</summary>
    public string Name { get; }

    /// <summary>Whether a character takes a pair of bytes, so that zero bytes are normal.</summary>
    public bool IsUtf16 => _encoding is UnicodeEncoding;

    /// <summary>The encoding of a name as people write it: an IANA name, a code page's number, or one of PowerShell's names.</summary>
    /// <returns>Null where there is no such encoding.</returns>
    public static TextEncoding? FindByName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var plain = name.Trim().ToLowerInvariant();
        switch (plain)
        {
            case "utf8" or "utf-8" or "utf8bom" or "utf8nobom" or "65001" or "cp65001":
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
            return new TextEncoding(encoding.WebName, encoding);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Makes the UTF-8 of a text for one pass over a file.</summary>
    /// <param name="mostBytes">The most bytes that are given at a time.</param>
    /// <returns>Null for UTF-8, which is what it should become.</returns>
    public Utf8Transcoder? CreateTranscoder(int mostBytes) =>
        this == Utf8 ? null
        : _encoding.IsSingleByte ? new SingleByteTranscoder(_encoding, mostBytes)
        : new DecodingTranscoder(_encoding, mostBytes);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
