using System.Runtime.InteropServices;

namespace IzzyPS.Planning.Evidence;

/// <summary>An import of stock files.</summary>
/// <param name="stock">The files.</param>
internal sealed class StockSetInput(StockSet stock) : IStockInput
{
    public Guid ImportId => stock.Id;

    public string Feed => stock.Feed;

    /// <summary>The import that a vehicle's source belongs to; null where the source is no stock file.</summary>
    internal static StockSetInput? Find(VehicleSource source) => source is StockFile file ? new StockSetInput(file.Set) : null;

    public bool HasNumberWithoutVin(string number) => stock.HasNumberWithoutVin(number);

    public IKeyHashes? FindValidKeys(int file) => file < stock.Files.Count ? new ListedKeyHashes(stock.Files[file].ValidKeys) : null;

    public Guid TakePlanId(DateTimeOffset now) => stock.TakePlanId(now);

    public StockEvidence GetEvidence() => new()
    {
        NamesAllFiles = stock.IsSealed,
        CloseAfter = stock.CloseAfter,
        Limits = stock.Limits,
        Files = [.. stock.Files.Select(Describe)],
    };

    private static FileEvidence Describe(StockFile file) => new()
    {
        Path = file.Path,
        Sha256 = file.Sha256,
        Rows = file.RowCount,
        RowsRejected = file.RowsRejected,
        RowsWithoutKey = file.RowsWithoutKey,
        IsReadToEnd = file.IsReadToEnd,
        HasFinalLineBreak = file.HasFinalLineBreak,
        Faults = [.. file.Faults.Select(fault => fault.Message)],
        Warnings = [.. file.Warnings.Select(warning => new PlanWarning(warning.Code, warning.Message, file.ToString()))],
        ValidKeys = new ListedKeyHashes(file.ValidKeys),
        RejectedKeys = file.RejectedKeys,
    };

    private sealed class ListedKeyHashes(List<ulong> hashes) : IKeyHashes
    {
        public ReadOnlySpan<ulong> Hashes => CollectionsMarshal.AsSpan(hashes);
    }
}
