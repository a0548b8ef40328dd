namespace IzzyPS.Stock.Containers;

/// <summary>What a file is, by its first bytes.</summary>
internal enum FileFormat
{
    /// <summary>Text, as far as the first bytes show.</summary>
    Text,

    Gzip,

    Zip,

    /// <summary>Another format. IzzyPS does not read it.</summary>
    Other,
}

/// <summary>Recognises the format of a file by its first bytes. The name's extension is often wrong.</summary>
internal static class FileSignature
{
    /// <summary>The number of bytes that are enough.</summary>
    public const int Length = 512;

    private const string SaveAsCsv = "Save the stock as CSV (UTF-8) or as an Excel workbook (.xlsx), and name that file.";

    /// <summary>Recognises a file.</summary>
    /// <param name="start">The first bytes.</param>
    /// <param name="message">For <see cref="FileFormat.Other"/>: what the file is, and how to save it.</param>
    public static FileFormat Recognise(ReadOnlySpan<byte> start, out string message)
    {
        message = string.Empty;
        if (start is [0x1F, 0x8B, ..])
            return FileFormat.Gzip;
        if (start is [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..])
            return FileFormat.Zip;
        if (NameFormat(start) is not { } name)
            return FileFormat.Text;
        message = name.EndsWith("UTF-32", StringComparison.Ordinal) ? $"The file is {name}, which IzzyPS does not read. {SaveAsCsv}" : $"The file is {name}, not a CSV file. {SaveAsCsv}";
        return FileFormat.Other;
    }

    private static string? NameFormat(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] or [not 0, 0, 0, 0, not 0, 0, 0, 0, ..] or [0, 0, 0, not 0, 0, 0, 0, not 0, ..] => "text in UTF-32",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => "an Excel workbook of the old format (.xls), or a workbook with a password",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "a PDF document",
        [(byte)'{', (byte)'\\', (byte)'r', (byte)'t', (byte)'f', ..] => "an RTF document",
        [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C, ..] => "a 7z archive",
        [(byte)'R', (byte)'a', (byte)'r', (byte)'!', 0x1A, 7, ..] => "a RAR archive",
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => "a file packed by xz",
        [(byte)'B', (byte)'Z', (byte)'h', >= (byte)'1' and <= (byte)'9', (byte)'1', (byte)'A', (byte)'Y', ..] => "a file packed by bzip2",
        [0x28, 0xB5, 0x2F, 0xFD, ..] => "a file packed by Zstandard",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [0xFF, 0xD8, 0xFF, ..] => "a picture",
        [(byte)'P', (byte)'A', (byte)'R', (byte)'1', ..] => "a Parquet file",
        _ when start.StartsWith("SQLite format 3"u8) => "a SQLite database",
        _ => NameTextFormat(start),
    };

    private static string? NameTextFormat(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            start = start[3..];
        var isWide = start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [(byte)'<', 0, ..] or [0, (byte)'<', ..];
        Span<byte> narrow = stackalloc byte[start.Length];
        var length = 0;
        foreach (var value in start)
        {
            if (!isWide || value is not (0 or 0xFF or 0xFE))
                narrow[length++] = value;
        }

        var text = narrow[..length].TrimStart(" \t\r\n"u8);
        return text switch
        {
            [(byte)'{', .. var rest] when rest.TrimStart(" \t\r\n"u8) is [(byte)'"', ..] or [(byte)'}', ..] => "JSON",
            [(byte)'[', .. var rest] when rest.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] or [(byte)']', ..] => "JSON",
            [(byte)'<', ..] when Contains(text, "<html"u8) || Contains(text, "<!doctype html"u8) || Contains(text, "<table"u8) => "a web page (HTML), which some programs save under the name .xls",
            [(byte)'<', (byte)'?' or (byte)'!', ..] => "XML",
            _ => null,
        };
    }

    private static bool Contains(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        for (var at = 0; at + word.Length <= text.Length; at++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(text.Slice(at, word.Length), word))
                return true;
        }

        return false;
    }
}
