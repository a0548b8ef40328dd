using IzzyPS.Csv;

namespace IzzyPS.Stock.Checks;

/// <summary>The faults of whole files that are found in more than one place.</summary>
internal static class StockFaults
{
    /// <summary>The file is no text that can be split into rows.</summary>
    public static StockFault From(UnreadableTextException cause) => new(cause.Code, cause.Message, IsFatal: true);

    public static StockFault NotReadable(Exception cause) => new("NotReadable", $"The file can't be read: {cause.Message}", IsFatal: true)
    {
        IsMissing = cause is FileNotFoundException or DirectoryNotFoundException,
    };

    public static StockFault Changed(bool isFatal) => new(
        "Changed",
        "The file changed while it was read: it is still being written, or was replaced. Read it again when it is complete.",
        isFatal);
}
