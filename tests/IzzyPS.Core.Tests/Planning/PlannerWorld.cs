using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Operations;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
using IzzyPS.Sandbox;
using IzzyPS.Sync;
using IzzyPS.Vehicles;

namespace IzzyPS.Tests.Planning;

/// <summary>A server, a ledger with earlier runs, and a clock; plans are applied over real HTTP.</summary>
internal sealed class PlannerWorld : IDisposable
{
    private readonly TestTime _time = new();
    private readonly TestLedger _ledger;
    private readonly DealerClient _client;
    private readonly HashSet<string> _inDoubtAndThere = new(StringComparer.Ordinal);

    private PlannerWorld()
    {
        Server = SandboxServer.Start();
        var account = new DealerAccount(Server.BaseUri, Server.ClientId);
        _ledger = new TestLedger(account, _time);
        _client = IzzyServices.Default.CreateClient(new DealerOptions { Account = account, ClientSecret = Server.ClientSecret }, _time);
    }

    internal SandboxServer Server { get; }

    internal ILedger Ledger => _ledger.Ledger;

    internal static async Task<PlannerWorld> MakeAsync(PlannerCase @case)
    {
        var world = new PlannerWorld();
        await world.SeedAsync(@case);
        return world;
    }

    public void Dispose()
    {
        _client.Dispose();
        _ledger.Dispose();
        Server.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    internal void Pass(TimeSpan time) => _time.Advance(time);

    /// <summary>The cars that are listed, but for those that are there and in doubt.</summary>
    internal IEnumerable<string> Listed() =>
        Server.ActiveCars.Select(car => car.Id).Where(id => !_inDoubtAndThere.Contains(id)).Order(StringComparer.Ordinal);

    /// <summary>The cars that the ledger has as listed.</summary>
    internal IEnumerable<string> Known() =>
        Ledger.Find(new LedgerQuery(State: ListingState.Active)).Select(entry => entry.RemoteId!).Order(StringComparer.Ordinal);

    internal FeedFacts Facts()
    {
        using var snapshot = Ledger.OpenSnapshot();
        return snapshot.GetFeedFacts(StockSet.DefaultFeed, _time.GetUtcNow() - CloseLimits.Default.Window);
    }

    /// <summary>The listings whose close earlier runs held back because of a limit.</summary>
    internal IReadOnlyList<VehicleKey> HeldByLimit()
    {
        using var snapshot = Ledger.OpenSnapshot();
        return [.. snapshot.GetFeedMemory(StockSet.DefaultFeed).Held.Where(held => held.Code == nameof(BlockReason.CloseLimit)).Select(held => held.Key)];
    }

    /// <summary>Compares a day's stock, as the reader and a pipeline hand it on.</summary>
    /// <param name="day">The day.</param>
    /// <param name="inOrder">The places of its rows, in another order; each row stays in its file.</param>
    internal SyncPlan Plan(Day day, IReadOnlyList<int>? inOrder = null)
    {
        _time.Advance(TimeSpan.FromMinutes(1));
        var set = new StockSet(time: _time);
        var files = Enumerable.Range(1, day.Files).Select(number => set.Add($"/stock/today-{number}.csv")).ToList();
        foreach (var file in files)
            (file.HasFinalLineBreak, file.IsReadToEnd) = (true, true);
        foreach (var (index, row) in day.Rows.Index().Where(row => row.Item is { HasVin: false, Fate: not Fate.Unreadable }))
            _ = files[day.FileOf(index)].NumbersWithoutVin.Add(CarOf(row, null).ConfigurationNumber!); // As the first pass does.
        var vehicles = new List<Vehicle>();
        foreach (var index in inOrder ?? [.. Enumerable.Range(0, day.Rows.Count)])
            Read(day.Rows[index], files[day.FileOf(index)], vehicles);
        switch (day.Doubt)
        {
            case Doubt.NotReadToEnd:
                files[^1].IsReadToEnd = false;
                break;
            case Doubt.Fault:
                files[^1].Add(new StockFault("CutRow", "It was cut.", IsFatal: false));
                break;
            case Doubt.NoFinalLineBreak:
                files[^1].HasFinalLineBreak = false;
                break;
        }

        set.Seal();
        using var snapshot = Ledger.OpenSnapshot();
        return SyncPlanner.Plan(vehicles, set, snapshot, day.Options, _time);
    }

    internal Task<RunSummary> RunAsync(SyncPlan plan) => RunAsync(plan.Changes, plan.Context);

    internal Task<RunSummary> RunAsync(IReadOnlyList<VehicleChange> changes, PlanContext? plan = null) =>
        new SyncExecutor(Ledger, _client, new ExecutionOptions(), _time)
            .RunAsync(new SyncRequest(changes, "a property") { Plan = plan }, new SilentView(), CancellationToken.None);

    private static void Read(Row row, StockFile file, List<Vehicle> vehicles)
    {
        var car = CarOf(row, file);
        var key = car.Key!.Value;
        file.RowCount++;
        if (row.Fate is Fate.Rejected or Fate.Unreadable)
        {
            file.Reject(row.Fate == Fate.Rejected ? key : null, row.Fate == Fate.Rejected ? car.ConfigurationNumber : null);
            return;
        }

        file.ValidKeys.Add(KeyHash.Compute(key));
        if (row.Fate == Fate.Spoilt)
            car.Color = string.Empty;
        if (row.Fate != Fate.Filtered)
            vehicles.Add(car);
    }

    private static Vehicle CarOf(Row row, StockFile? file)
    {
        var car = TestCars.CreateCar(row.Number, file, row.Price, vin: row.HasVin ? "" : null);
        car.Color = row.IsBlack ? "Czarny" : car.Color;
        car.Make = row.IsOther ? "Skoda" : car.Make;
        car.Description = row.IsBare ? null : "ABS";
        return car;
    }

    private async Task SeedAsync(PlannerCase @case)
    {
        var writes = new List<LedgerWrite>();
        var runId = Guid.CreateVersion7(_time.GetUtcNow());
        foreach (var (index, past) in @case.Pasts.Index())
            await SeedAsync(index + 1, past, runId, writes);

        await using var writer = await Ledger.AcquireLeaseAsync("a past", TimeSpan.Zero, CancellationToken.None);
        writer.BeginRun(new RunRecord
        {
            Id = runId,
            Feed = StockSet.DefaultFeed,
            Plan = new RunPlan(Guid.CreateVersion7(_time.GetUtcNow()), _time.GetUtcNow(), 1, IsFromStock: true),
            Files = [new RunFile("/stock/yesterday.csv", "00", PlannerCases.Cars, 0, HasFinalLineBreak: true)],
            StartedAt = _time.GetUtcNow(),
            Command = "a past",
        });
        if (@case.IsAdopted)
            writer.Adopt(writes);
        else
            writer.Write(writes);
        // The run never ends: what is under way is what a killed one leaves.
    }

    private async Task SeedAsync(int number, Past past, Guid runId, List<LedgerWrite> writes)
    {
        if (past == Past.None)
            return;
        var car = CarOf(new Row(number, past != Past.ByNumber, PlannerCases.UsualPrice, false, Fate.Valid), null);
        var isThere = past is not (Past.InDoubtAndNot or Past.ReopenedInDoubt or Past.ClosedByFeed or Past.ClosedByHand or Past.Released or Past.Gone);
        var id = $"never-{number}";
        if (isThere)
            id = (await _client.CreateCarAsync(Guid.CreateVersion7(), CarPayload.CreateFromVehicle(car), CancellationToken.None)).RemoteId!;

        var entry = TestLedger.CreateListedEntry(car, past == Past.OtherFeed ? "other" : StockSet.DefaultFeed) with { RemoteId = id };
        var closed = entry with { State = ListingState.Closed, Closed = _time.GetUtcNow() - TimeSpan.FromDays(3), ClosedBy = Origin.Feed };
        var create = OperationOf(car, OperationKind.Create, runId);
        switch (past)
        {
            case Past.InDoubtAndThere or Past.InDoubtAndNot or Past.CreateUnderWay:
                if (isThere)
                    _inDoubtAndThere.Add(id);
                writes.Add(new LedgerWrite(create with { State = past == Past.CreateUnderWay ? OperationState.Sending : OperationState.InDoubt }));
                break;
            case Past.ReopenedInDoubt:
                writes.Add(new LedgerWrite(null, closed));
                writes.Add(new LedgerWrite(create with { State = OperationState.InDoubt }));
                break;
            case Past.UpdateUnderWay:
                writes.Add(new LedgerWrite(null, entry));
                writes.Add(new LedgerWrite(OperationOf(car, OperationKind.Update, runId) with { RemoteId = id }));
                break;
            default:
                writes.Add(new LedgerWrite(null, past switch
                {
                    Past.Unconfirmed => entry with { IsUnconfirmed = true },
                    Past.PricedByHand => PricedByHand(entry),
                    Past.Adopted => entry with { Make = null, Model = null, ListPrice = 0, SalesPrice = 0, FeedPrices = null, Payload = CarPayload.CreateBare(car.Vin, car.ConfigurationNumber) },
                    Past.ClosedByFeed => closed,
                    Past.ClosedByHand => closed with { ClosedBy = Origin.Hand, CloseReason = CloseReason.Sold },
                    Past.Released => closed with { ClosedBy = Origin.Hand, CloseReason = CloseReason.Sold, IsReleased = true },
                    Past.Gone => closed with { ClosedBy = Origin.Server },
                    _ => entry,
                }));
                break;
        }
    }

    private static LedgerEntry PricedByHand(LedgerEntry entry) => entry with
    {
        SalesPrice = PlannerCases.HandPrice,
        PriceSetBy = Origin.Hand,
        Payload = entry.Payload.With(new Prices(entry.ListPrice, PlannerCases.HandPrice)),
    };

    private Operation OperationOf(Vehicle car, string kind, Guid runId) => new()
    {
        Id = Guid.CreateVersion7(_time.GetUtcNow()),
        RunId = runId,
        Subject = car.Key!.Value.ToSubject(),
        Feed = StockSet.DefaultFeed,
        Kind = kind,
        IsIdempotent = kind != OperationKind.Create,
        State = OperationState.Sending,
        Payload = CarPayload.CreateFromVehicle(car).ToPayload(),
        PlannedAt = _time.GetUtcNow(),
        SentAt = _time.GetUtcNow(),
    };
}
