using IzzyPS.Csv;
using static System.FormattableString;

namespace IzzyPS.Stock.Checks;

/// <summary>Creates the faults of whole files that several classes report.</summary>
internal static class StockFaults
{
    /// <summary>Creates the fault of a file whose bytes are not text that can be split into rows.</summary>
    public static StockFault CreateFromUnreadableText(UnreadableTextException cause) => new(cause.Code, cause.Message, IsFatal: true);

    public static StockFault CreateNotReadable(Exception cause) => new("NotReadable", $"The file can't be read: {cause.Message}", IsFatal: true)
    {
        IsMissing = cause is FileNotFoundException or DirectoryNotFoundException,
    };

    public static StockFault CreateCutRow(int line, int fieldCount, int columns) =>
        new("CutRow", Invariant($"The file ends on line {line} in a row of {fieldCount} values instead of {columns}, so it is truncated."), IsFatal: false);

    public static StockFault CreateChanged(bool isFatal) => new(
        "Changed",
        "The file changed while it was read. Somebody is still writing the file, or replaced it. Read the file again when it is complete.",
        isFatal);
}
