using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;

namespace IzzyPS.Testing.Rigs;

/// <summary>A real ledger in its own folder, and methods to fill it.</summary>
internal sealed class TestLedger : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-ledger-").FullName;

    private readonly string _path;
    private readonly string _seat = $"{Guid.CreateVersion7()}";

    public TestLedger(DealerAccount? account = null, TimeProvider? time = null, LedgerKind kind = LedgerKind.Sqlite)
    {
        _path = kind == LedgerKind.Sqlite ? System.IO.Path.Combine(_folder, "ledger.db") : PostgresServer.Address;
        Account = account ?? new DealerAccount(new Uri("http://127.0.0.1:9/"), "test");
        Time = time ?? new TestTime();
        Ledger = Open();
    }

    public DealerAccount Account { get; }

    public TimeProvider Time { get; }

    public ILedger Ledger { get; private set; }

    public static LedgerEntry CreateListedEntry(Vehicle vehicle, string feed = StockSet.DefaultFeed) => new()
    {
        Key = vehicle.Key!.Value,
        ConfigurationNumber = vehicle.ConfigurationNumber,
        State = ListingState.Active,
        Make = vehicle.Make,
        Model = vehicle.Model,
        ListPrice = vehicle.ListPrice!.Value,
        SalesPrice = vehicle.SalesPrice!.Value,
        FeedPrices = new Prices(vehicle.ListPrice!.Value, vehicle.SalesPrice!.Value),
        Feed = feed,
        RemoteId = $"remote-{vehicle.Key.Value}",
        FirstListed = new DateTimeOffset(2026, 11, 1, 6, 0, 0, TimeSpan.Zero),
        LastSent = new DateTimeOffset(2026, 11, 1, 6, 0, 0, TimeSpan.Zero),
        Payload = CarPayload.CreateFromVehicle(vehicle),
    };

    public async Task SeedAsync(params IEnumerable<LedgerEntry> entries)
    {
        await using var writer = await Ledger.AcquireLeaseAsync("a test", TimeSpan.Zero, CancellationToken.None);
        writer.Write([.. entries.Select(entry => new LedgerWrite(null, entry))]);
    }

    public LedgerEntry GetEntry(int number) => Ledger.Find(new LedgerQuery(TestCars.CreateVin(number))).Single();

    /// <summary>Closes the ledger and opens it again, as the next process does.</summary>
    public ILedger Reopen()
    {
        Ledger.Dispose();
        return Ledger = Open();
    }

    public void Dispose()
    {
        Ledger.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ILedger Open() => LedgerStore.Open(new LedgerOptions
    {
        Account = Account,
        Path = _path,
        Seat = _seat,
        DataFolder = new DataFolder(Path.Combine(_folder, "data")),
        TimeProvider = Time,
    });
}
