using System.Data.Common;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Operations;
using IzzyPS.Storage.Postgres;
using Microsoft.Data.Sqlite;
using Npgsql;
using Xunit;

namespace IzzyPS.Testing.Rigs;

/// <summary>A real ledger with its own data folder and account, and helpers for the most frequent writes.</summary>
internal sealed class LedgerHome : IDisposable
{
    internal static readonly DateTimeOffset Now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    private readonly LedgerKind _kind;

    internal LedgerHome(LedgerKind kind = LedgerKind.Sqlite)
    {
        _kind = kind;
        Folder = Directory.CreateTempSubdirectory("izzyps-ledger-").FullName;
        Options = new LedgerOptions { Account = Account, DataFolder = new DataFolder(Folder), Path = GetPath(kind), Warn = Warnings.Add };
    }

    /// <summary>An account that no other test has, because the ledgers share one database.</summary>
    internal DealerAccount Account { get; } = new(new Uri($"https://api.example.test/{Guid.CreateVersion7():N}/"), "dealer-7");

    internal string Folder { get; }

    internal List<string> Warnings { get; } = [];

    internal LedgerOptions Options { get; }

    internal string LedgerPath => Options.DataFolder.GetLedgerPath(Account);

    /// <summary>The place of the ledger as it is shown to people.</summary>
    internal string Location => LedgerStore.GetPlace(Options).Location;

    internal string AnchorPath => Options.DataFolder.GetAnchorPath(Account);

    internal static Guid RunId { get; } = Guid.CreateVersion7(Now);

    internal ILedger Open() => LedgerStore.Open(Options);

    /// <summary>Runs SQL on the ledger's database, past the ledger. Returns the first value.</summary>
    internal object? ExecuteSql(string sql) => ReadRows(sql).FirstOrDefault();

    /// <summary>Runs a query, and joins the values of its first column with commas.</summary>
    internal string ReadColumn(string sql) => string.Join(',', ReadRows(sql));

    /// <summary>Reads the last fence number that was given out.</summary>
    internal object? ReadFence() => ExecuteSql("SELECT fence FROM lease");

    /// <summary>Whether the last holder has released the lease, and no run holds it.</summary>
    internal bool IsReleased() => ExecuteSql(_kind == LedgerKind.Sqlite
        ? "SELECT 1 FROM lease WHERE released_at IS NULL"
        : "SELECT 1 FROM runner WHERE ended_at IS NULL") is null;

    /// <summary>Takes the lease from its holder, as another machine does after the lease has expired.</summary>
    internal void StealLease()
    {
        if (_kind == LedgerKind.Sqlite)
        {
            ExecuteSql("UPDATE lease SET fence = fence + 1, holder = 'the thief'");
            return;
        }

        ExecuteSql("UPDATE lease SET fence = fence + 1");
        ExecuteSql("UPDATE runner SET ended_at = 'now'");
        ExecuteSql("INSERT INTO runner (fence, holder, host, since, expires_at) SELECT fence, 'the thief', 'lair', '', now() + interval '1 h' FROM lease");
    }

    private List<object> ReadRows(string sql)
    {
        using DbConnection connection = _kind == LedgerKind.Sqlite
            ? new SqliteConnection($"Data Source={LedgerPath};Pooling=False")
            : new NpgsqlConnection(PostgresAddress.Parse(Options.Path!, Account).ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var values = new List<object>();
        while (reader.Read())
        {
            if (!reader.IsDBNull(0))
                values.Add(reader.GetValue(0) is int number ? (long)number : reader.GetValue(0));
        }

        return values;
    }

    private static string? GetPath(LedgerKind kind) => kind == LedgerKind.Postgres ? PostgresServer.Address : null;

    internal static Task<ILedgerWriter> AcquireLeaseAsync(ILedger ledger, string holder = "anna on office, process 12: Sync-IzzyVehicle") =>
        ledger.AcquireLeaseAsync(holder, TimeSpan.Zero, TestContext.Current.CancellationToken);

    /// <summary>Acquires the lease and begins a run.</summary>
    internal static async Task<ILedgerWriter> BeginRunAsync(ILedger ledger, Guid? runId = null)
    {
        var writer = await AcquireLeaseAsync(ledger);
        writer.BeginRun(CreateRunRecord(runId ?? RunId));
        return writer;
    }

    internal static RunRecord CreateRunRecord(Guid id, bool isFromStock = true, DateTimeOffset? plannedAt = null, bool hasFinalLineBreak = true) => new()
    {
        Id = id,
        Feed = "default",
        Plan = new RunPlan(Guid.CreateVersion7(), plannedAt ?? Now, 1, isFromStock),
        Files = [new RunFile("stock.csv", "ab", 3, 0, hasFinalLineBreak)],
        Planned = 3,
        StartedAt = Now,
        Host = "office",
        User = "anna",
        Command = "Sync-IzzyVehicle",
    };

    internal static string CreateVin(int number) => $"WVWZZZ1K{number:D9}";

    internal static CarPayload CreateCar(VehicleKey key, decimal sales = 89_900m, string make = "Kia") => CarPayload.CreateFromVehicle(new Vehicle
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

    internal static LedgerEntry CreateEntry(VehicleKey key, ListingState state = ListingState.Active, string feed = "default", string? remoteId = null)
    {
        var payload = CreateCar(key);
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

    internal static Operation CreateOperation(
        VehicleKey key, string kind = OperationKind.Create, OperationState state = OperationState.Planned, Guid? runId = null) => new()
    {
        Id = Guid.CreateVersion7(),
        RunId = runId ?? RunId,
        Subject = key.ToSubject(),
        Feed = "default",
        Kind = kind,
        IsIdempotent = kind != OperationKind.Create,
        State = state,
        Payload = CreateCar(key).ToPayload(),
        PlannedAt = Now,
    };

    internal static LedgerEvent CreateEvent(VehicleKey key, VehicleEventKind kind = VehicleEventKind.Listed, Guid? runId = null) =>
        new(runId ?? RunId, key, Now, kind, null);

    /// <summary>Creates the ledger write of an acknowledged create.</summary>
    internal static LedgerWrite CreateListedWrite(VehicleKey key, string feed = "default") => new(
        CreateOperation(key) with { State = OperationState.Acked, RemoteId = "id-of-" + key.Value, EndedAt = Now },
        CreateEntry(key, feed: feed),
        PriceChanged: true,
        Event: CreateEvent(key));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
