using static System.FormattableString;

namespace IzzyPS.Stock;

/// <summary>The faults of whole files that are found in more than one place.</summary>
internal static class StockFaults
{
    public static StockFault RowTooLong(int? line, int limit) => new(
        "RowTooLong",
        Invariant($"{(line is null ? "A line" : Invariant($"The row that starts on line {line}"))} is longer than {limit:N0} characters; ")
        + "a quote that is never closed is the usual reason.",
        IsFatal: true);

    public static StockFault NotDecodable(StockEncoding encoding, bool isAsked) => new(
        "NotDecodable",
        isAsked
            ? $"The file is not in {encoding}, which was asked for; leave -Encoding out to have it found."
            : $"The file begins as {encoding} but holds bytes that are not: it was damaged, or joined from two files. Send it again.",
        IsFatal: true);

    public static StockFault NotReadable(Exception cause) => new("NotReadable", $"The file can't be read: {cause.Message}", IsFatal: true);

    public static StockFault Changed(bool isFatal) => new(
        "Changed",
        "The file changed while it was read: it is still being written, or was replaced. Read it again when it is complete.",
        isFatal);
}
