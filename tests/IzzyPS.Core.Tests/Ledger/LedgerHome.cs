using IzzyPS.Dealer;
using IzzyPS.Ledger;
using IzzyPS.Vehicles;
using Microsoft.Data.Sqlite;
using Xunit;

namespace IzzyPS.Tests.Ledger;

/// <summary>A data folder of one's own with real files, and words for what is written most.</summary>
internal sealed class LedgerHome : IDisposable
{
    internal static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    internal LedgerHome()
    {
        Folder = Directory.CreateTempSubdirectory("izzyps-ledger-").FullName;
        Options = new LedgerOptions { Account = Account, DataFolder = new DataFolder(Folder), Warn = Warnings.Add };
    }

    internal static DealerAccount Account { get; } = new(new Uri("https://api.example.test/"), "dealer-7");

    internal string Folder { get; }

    internal List<string> Warnings { get; } = [];

    internal LedgerOptions Options { get; }

    internal string LedgerPath => Options.DataFolder.LedgerPath(Account);

    internal string AnchorPath => Options.DataFolder.AnchorPath(Account);

    internal static Guid RunId { get; } = Guid.CreateVersion7(Now);

    internal ILedger Open() => LedgerStore.Open(Options);

    /// <summary>Runs SQL behind the ledger's back.</summary>
    internal object? Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={LedgerPath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    internal static Task<ILedgerWriter> Lease(ILedger ledger, string holder = "anna on office, process 12: Sync-IzzyVehicle") =>
        ledger.AcquireLeaseAsync(holder, TimeSpan.Zero, TestContext.Current.CancellationToken);

    /// <summary>A lease with a run that has begun.</summary>
    internal static async Task<ILedgerWriter> Run(ILedger ledger, Guid? runId = null)
    {
        var writer = await Lease(ledger);
        writer.BeginRun(RunOf(runId ?? RunId));
        return writer;
    }

    internal static RunRecord RunOf(Guid id, bool isFromStock = true, DateTimeOffset? plannedAt = null, bool hasFinalLineBreak = true) => new(
        id, "default", Guid.CreateVersion7(), plannedAt ?? Now, 1, isFromStock, [new RunFile("stock.csv", "ab", 3, 0, hasFinalLineBreak)],
        Now, "office", "anna", "Sync-IzzyVehicle");

    internal static string VinOf(int number) => $"WVWZZZ1K{number:D9}";

    internal static CarPayload Car(VehicleKey key, decimal sales = 89_900m, string make = "Kia") => CarPayload.Of(new Vehicle
    {
        Vin = key.Vin,
        ConfigurationNumber = key.Vin is null ? key.Value[1..] : "N" + key.Value[^6..],
        Category = Category.Passenger,
        Make = make,
        Model = "Sportage",
        ManufactureYear = 2025,
        Mileage = 12,
        EngineCode = "-",
        CubicCapacity = 1598,
        Acceleration = 0,
        FuelType = FuelType.Petrol,
        Power = 150,
        TransmissionType = TransmissionType.Automatic,
        DriveWheels = DriveWheels.Front,
        Type = BodyType.Suv,
        Color = "Biały",
        Description = "Podgrzewane fotele, kamera cofania, czujniki parkowania, nawigacja, klimatyzacja dwustrefowa, "
            + "światła LED, felgi 18 cali, pakiet zimowy, tempomat adaptacyjny, asystent pasa ruchu.",
        ListPrice = 99_900.50m,
        SalesPrice = sales,
    });

    internal static LedgerEntry Entry(VehicleKey key, ListingState state = ListingState.Active, string feed = "default", string? remoteId = null)
    {
        var payload = Car(key);
        return new LedgerEntry
        {
            Key = key,
            State = state,
            Feed = feed,
            RemoteId = remoteId ?? "id-of-" + key.Value,
            ConfigurationNumber = "N" + key.Value[^6..],
            Make = "Kia",
            Model = "Sportage",
            ListPrice = 99_900.50m,
            SalesPrice = 89_900m,
            FeedPrices = new Prices(99_900.50m, 89_900m),
            Payload = payload,
            FirstListed = Now,
            LastSent = Now.AddTicks(1_234_567),
            Closed = state == ListingState.Closed ? Now : null,
            ClosedBy = state == ListingState.Closed ? Origin.Feed : null,
            CloseReason = state == ListingState.Closed ? CloseReason.Sold : null,
        };
    }

    internal static Operation OperationOf(
        VehicleKey key, OperationKind kind = OperationKind.Create, OperationState state = OperationState.Planned, Guid? runId = null) => new()
    {
        Id = Guid.CreateVersion7(),
        RunId = runId ?? RunId,
        Key = key,
        Feed = "default",
        Kind = kind,
        State = state,
        Payload = Car(key),
        PlannedAt = Now,
    };

    internal static LedgerEvent Happened(VehicleKey key, string name = "Listed", Guid? runId = null) =>
        new(runId ?? RunId, key, Now, name, null);

    /// <summary>The write of a create that was acknowledged.</summary>
    internal static LedgerWrite Listed(VehicleKey key, string feed = "default") => new(
        OperationOf(key) with { State = OperationState.Acked, RemoteId = "id-of-" + key.Value, EndedAt = Now },
        Entry(key, feed: feed),
        PriceChanged: true,
        Event: Happened(key));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
