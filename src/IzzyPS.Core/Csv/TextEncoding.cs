using System.Globalization;
using System.Text;

namespace IzzyPS.Csv;

/// <summary>An encoding of a text file. The encoding is strict: bytes without a character are an error and don't become question marks.</summary>
internal sealed class TextEncoding
{
    public static readonly TextEncoding Utf8 = new("utf-8", new UTF8Encoding(false, throwOnInvalidBytes: true));
    public static readonly TextEncoding Utf16 = new("utf-16", new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true));
    public static readonly TextEncoding Utf16BigEndian = new("utf-16BE", new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true));
    public static readonly TextEncoding Windows1250 = FindByName("windows-1250")!;
    public static readonly TextEncoding Iso88592 = FindByName("iso-8859-2")!;

    /// <summary>The code page of MS-DOS in Central Europe.</summary>
    public static readonly TextEncoding Cp852 = FindByName("cp852")!;

    /// <summary>The code page of classic Mac OS in Central Europe.</summary>
    public static readonly TextEncoding MacCentralEurope = FindByName("x-mac-ce")!;

    private readonly Encoding _encoding;
    private readonly TextEncoding? _ofOtherLines;

    private TextEncoding(string name, Encoding encoding, TextEncoding? ofOtherLines = null)
    {
        Name = name;
        _encoding = encoding;
        _ofOtherLines = ofOtherLines;
    }

    /// <summary>Whether each line is in UTF-8 or in a code page, and characters may have been encoded twice.</summary>
    public bool IsMixed => _ofOtherLines is not null;

    /// <summary>The name, for example <c>windows-1250</c>.</summary>
    public string Name { get; }

    /// <summary>Whether the encoding is UTF-16. In UTF-16 zero bytes are normal.</summary>
    public bool IsUtf16 => _encoding is UnicodeEncoding;

    /// <summary>Finds an encoding by a name that people use: an IANA name, the number of a code page, or one of PowerShell's names.</summary>
    /// <returns>The encoding; null when no encoding has this name.</returns>
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

    /// <summary>Creates the encoding of a file of which some lines are in another encoding than most lines.</summary>
    /// <param name="isMostlyUtf8">Whether most lines are UTF-8. The name is that of the encoding of most lines.</param>
    /// <param name="codePage">The encoding of the lines that are not UTF-8.</param>
    public static TextEncoding CreateMixed(bool isMostlyUtf8, TextEncoding codePage)
    {
        var most = isMostlyUtf8 ? Utf8 : codePage;
        return new TextEncoding(most.Name, most._encoding, codePage);
    }

    /// <summary>Decodes each of the 256 bytes of an encoding with one byte per character. A byte without a character becomes <see cref="CsvRow.Undecodable"/>.</summary>
    public char[] DecodeEachByte()
    {
        var characters = new char[256];
        for (var value = 0; value < characters.Length; value++)
            characters[value] = Decode((byte)value);
        return characters;
    }

    /// <summary>Creates a transcoder to UTF-8 for one pass over a file.</summary>
    /// <param name="mostBytes">The highest number of bytes in one block.</param>
    /// <returns>The transcoder; null for UTF-8, which needs none.</returns>
    public Utf8Transcoder? CreateTranscoder(int mostBytes) =>
        this == Utf8 ? null
        : _ofOtherLines is not null ? new LineTranscoder(Name == Utf8.Name, _ofOtherLines, mostBytes)
        : _encoding.IsSingleByte ? new SingleByteTranscoder(DecodeEachByte(), mostBytes)
        : new DecodingTranscoder(_encoding, mostBytes);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Decodes one byte. The control characters from 0x80 on do not occur in text, so they are undecodable as well.</summary>
    private char Decode(byte value)
    {
        try
        {
            var character = _encoding.GetChars([value])[0];
            return character is >= '\u0080' and <= '\u009F' ? CsvRow.Undecodable : character;
        }
        catch (DecoderFallbackException)
        {
            return CsvRow.Undecodable;
        }
    }
}
