using static System.FormattableString;

namespace IzzyPS.Csv;

/// <summary>A file can't be read as rows of text.</summary>
internal sealed class UnreadableTextException : Exception
{
    private UnreadableTextException(string code, string message, Exception? cause = null)
        : base(message, cause) => Code = code;

    /// <summary>A stable PascalCase code.</summary>
    public string Code { get; }

    public static UnreadableTextException CreateRowTooLong(long line, int limit, Exception? cause = null) => new(
        "RowTooLong",
        Invariant($"The row that starts on line {line} is longer than {limit:N0} bytes; a quote that is never closed is the usual reason."),
        cause);

    public static UnreadableTextException CreateNulByte(long? offset) => new(
        "NulBytes",
        $"There is a NUL {(offset is null ? "character in the file" : Invariant($"byte at offset {offset}"))}: this is not a text file, or it was damaged on the way. Send it again.");

    public static UnreadableTextException CreateNotDecodable(TextEncoding encoding, bool isAsked, Exception? cause = null) => new(
        "NotDecodable",
        isAsked
            ? $"The file is not in {encoding}, which was asked for; leave -Encoding out to have it found."
            : $"The file begins as {encoding} but holds bytes that are not: it was damaged, or joined from two files. Send it again.",
        cause);

    public static UnreadableTextException CreateMixedEncoding(long utf8, long other) => new(
        "MixedEncoding",
        $"Most of the file is UTF-8 ({utf8} characters), but {other} bytes are not: two files of different encodings were joined, or it was damaged. Send it in one encoding, or say which with -Encoding.");
}
