using static System.FormattableString;

namespace IzzyPS.Csv;

/// <summary>A file can't be read as text with rows.</summary>
internal sealed class UnreadableTextException : Exception
{
    private UnreadableTextException(string code, string message, Exception? cause = null)
        : base(message, cause) => Code = code;

    /// <summary>The code of the error: a stable word in PascalCase.</summary>
    public string Code { get; }

    public static UnreadableTextException CreateRowTooLong(long line, int limit, Exception? cause = null) => new(
        "RowTooLong",
        Invariant($"The row that starts on line {line} is longer than {limit:N0} bytes. The usual reason is a quote that is never closed."),
        cause);

    public static UnreadableTextException CreateNulByte(long? offset) => new(
        "NulBytes",
        $"There is a NUL {(offset is null ? "character in the file" : Invariant($"byte at offset {offset}"))}: the file is not a text file. Such a file is usually a workbook, a database or a backup, or a copy that was interrupted, which the system filled with zeros. Export the stock as CSV and send the file again.");

    public static UnreadableTextException CreateNotDecodable(TextEncoding encoding, bool isAsked, Exception? cause = null) => new(
        "NotDecodable",
        isAsked
            ? $"The file is not in the requested encoding {encoding}. Leave -Encoding out, and IzzyPS finds the encoding."
            : $"The file begins as {encoding} but holds bytes that are not {encoding}: the file was damaged, or joined from two files. Send the file again.",
        cause);

    public static UnreadableTextException CreateUnclearEncoding() => new(
        "UnclearEncoding",
        "The file is not UTF-8, and IzzyPS can't tell which code page it is in. Save the file as UTF-8, or name its encoding with -Encoding (izzy: --encoding), for example windows-1250, iso-8859-2, cp852 (MS-DOS) or x-mac-ce (Macintosh).");
}
