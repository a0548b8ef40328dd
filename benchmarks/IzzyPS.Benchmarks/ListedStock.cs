using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;
using IzzyPS.Stock.Reading;

namespace IzzyPS.Benchmarks;

/// <summary>Makes a ledger in which all vehicles of a stock file are listed.</summary>
internal static class ListedStock
{
    private const int InOneCommit = 5000;

    /// <summary>An account whose server does not exist. An unchanged stock needs no server.</summary>
    public static DealerAccount Account { get; } = new(new Uri("http://127.0.0.1:9/"), "benchmark");

    /// <summary>Makes the ledger.</summary>
    /// <param name="path">The ledger's file.</param>
    /// <param name="dataFolder">The folder of the anchor.</param>
    /// <param name="stock">The stock file.</param>
    public static async Task<ILedger> MakeAsync(string path, string dataFolder, string stock)
    {
        var ledger = LedgerStore.Open(new LedgerOptions { Account = Account, Path = path, DataFolder = new DataFolder(dataFolder) });
        var reader = new StockReader(new StockReaderOptions());
        var file = reader.Examine(new StockSet(), stock, CancellationToken.None);
        var now = TimeProvider.System.GetUtcNow();
        await using var writer = await ledger.AcquireLeaseAsync("a benchmark", TimeSpan.Zero, CancellationToken.None);
        foreach (var rows in reader.Read(file, CancellationToken.None).Chunk(InOneCommit))
            writer.Write([.. rows.Select(row => new LedgerWrite(null, CreateEntry(row.Vehicle!, now)))]);
        return ledger;
    }

    private static LedgerEntry CreateEntry(Vehicle vehicle, DateTimeOffset now) => new()
    {
        Key = vehicle.Key!.Value,
        ConfigurationNumber = vehicle.ConfigurationNumber,
        State = ListingState.Active,
        Make = vehicle.Make,
        Model = vehicle.Model,
        ListPrice = vehicle.ListPrice!.Value,
        SalesPrice = vehicle.SalesPrice!.Value,
        FeedPrices = new Prices(vehicle.ListPrice!.Value, vehicle.SalesPrice!.Value),
        Feed = StockSet.DefaultFeed,
        RemoteId = $"car-{vehicle.Vin}",
        FirstListed = now,
        LastSent = now,
        Payload = CarPayload.CreateFromVehicle(vehicle),
    };
}
