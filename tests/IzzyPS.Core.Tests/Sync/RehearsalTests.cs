using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>
/// Every fault that the sandbox can cause, at every moment, through a small import and what follows it: no vehicle is listed twice, each listed one
/// is known or in doubt, and once the faults are over, a rerun creates nothing that is listed or in doubt.
/// </summary>
[Trait("Category", "Slow")]
public sealed class RehearsalTests
{
    private const int Cars = 12;

    /// <summary>Statuses 2xx that the client can read. If the server did nothing after such an answer, no client could notice.</summary>
    private static readonly FaultKind[] Yes =
        [FaultKind.Truncated, FaultKind.Empty, FaultKind.NotJson, FaultKind.WrongType, FaultKind.RepeatedId, FaultKind.SlowBody, FaultKind.HugeBody, FaultKind.GzipBomb];

    public static TheoryData<string> Creates() =>
        new(Every(moments: Enum.GetValues<FaultMoment>(), fault => fault with { From = 3, Times = 2 }));

    public static TheoryData<string> Changes() => new(
    (IEnumerable<string>)[
        .. Every([FaultMoment.AfterCommit], fault => fault with { Routes = SandboxRoutes.UpdateCar | SandboxRoutes.DeleteCar, Times = 2 }),
        .. Every([FaultMoment.BeforeBody, FaultMoment.BeforeCommit], fault => fault with { Routes = SandboxRoutes.UpdateCar | SandboxRoutes.DeleteCar, Times = 2 })
            .Where(text => !Yes.Contains(SandboxFault.Parse(text).Kind)),
    ]);

    public static TheoryData<string> Tokens() =>
        new(Every([FaultMoment.BeforeCommit], fault => fault with { Routes = SandboxRoutes.Token, Times = 1 }));

    [Theory]
    [MemberData(nameof(Creates))]
    public async Task Import_under_faults_doubles_and_loses_no_car(string text)
    {
        var fault = SandboxFault.Parse(text);
        // One request at a time where an id is repeated, so that the repeated id belongs to another car.
        await using var rig = new SyncRig(fault) { ThrottleLimit = fault.Kind == FaultKind.RepeatedId ? 1 : 4 };
        _ = await rig.AdvanceUntilAsync(rig.SyncAsync(Enumerable.Range(1, Cars)));
        await WholeAsync(rig);
        Assert.Equal(2, Assert.Single(rig.Server.Faults).Struck);

        await RerunAsync(rig);
        var doubts = rig.Store.Ledger.FindInDoubt();
        Assert.Equal(Cars, rig.Store.Ledger.Find(new LedgerQuery(State: ListingState.Active)).Count() + doubts.Count);
        foreach (var doubt in doubts)
        {
            var listed = rig.Server.ActiveCars.SingleOrDefault(car => car.Vin == doubt.Key.Vin);
            Assert.Null((await rig.AdvanceUntilAsync(rig.ResolveAsync(doubt.Id, listed?.Id))).Fault);
        }

        await RerunAsync(rig);
        Assert.Empty(rig.Store.Ledger.FindInDoubt());
        Assert.Equal(
            rig.Server.ActiveCars.Select(car => (car.Vin, car.Id)).Order(),
            rig.Store.Ledger.Find(new LedgerQuery()).Select(entry => (entry.Vin, entry.RemoteId!)).Order());
        Assert.Equal(Cars, rig.Server.ActiveCars.Count);
        await NothingIsSentAsync(rig, Enumerable.Range(1, Cars));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Updates_and_closes_under_faults_arrive_after_reruns(string text)
    {
        await using var rig = new SyncRig(SandboxFault.Parse(text)) { ThrottleLimit = 4 };
        _ = await rig.SyncAsync(Enumerable.Range(1, Cars));
        var creates = rig.Server.CountRequests(SandboxRoutes.CreateCar);

        for (var run = 0; run < 2; run++)
        {
            _ = await rig.AdvanceUntilAsync(rig.SyncAsync(Enumerable.Range(1, Cars - 2), car: Recoloured));
            await WholeAsync(rig);
        }

        Assert.Equal(2, Assert.Single(rig.Server.Faults).Struck);
        Assert.Equal(creates, rig.Server.CountRequests(SandboxRoutes.CreateCar));
        Assert.Equal(Enumerable.Range(1, Cars - 2).Select(TestCars.CreateVin), rig.Server.ActiveCars.Select(car => car.Vin!).Order(StringComparer.Ordinal));
        Assert.Equal(3, rig.Server.ActiveCars.Count(car => car.Json.Contains("Czarny", StringComparison.Ordinal)));
        await NothingIsSentAsync(rig, Enumerable.Range(1, Cars - 2), Recoloured);
    }

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task Run_without_a_token_leaves_nothing_in_doubt(string text)
    {
        await using var rig = new SyncRig(SandboxFault.Parse(text)) { ThrottleLimit = 4 };
        var running = rig.SyncAsync(Enumerable.Range(1, Cars));
        // An answer that can be read and holds no token ends the run before it sends; after any other it is asked again.
        if (await Record.ExceptionAsync(() => rig.AdvanceUntilAsync(running)) is { } exception)
        {
            _ = Assert.IsType<DealerException>(exception);
            Assert.Equal(0, rig.Server.CountRequests(SandboxRoutes.Api));
        }

        await WholeAsync(rig);
        Assert.Equal(1, Assert.Single(rig.Server.Faults).Struck);
        Assert.Empty(rig.Store.Ledger.FindInDoubt());
        await RerunAsync(rig);
        Assert.Equal(Cars, rig.Server.ActiveCars.Count);
        await NothingIsSentAsync(rig, Enumerable.Range(1, Cars));
    }

    private static IEnumerable<string> Every(FaultMoment[] moments, Func<SandboxFault, SandboxFault> with) =>
        from kind in Enum.GetValues<FaultKind>()
        from moment in moments
        select with(new SandboxFault(kind) { Moment = moment }).ToString();

    /// <summary>Runs the same stock again: only what is neither listed nor in doubt is created.</summary>
    private static async Task RerunAsync(SyncRig rig)
    {
        var missing = Cars - rig.Store.Ledger.Find(new LedgerQuery(State: ListingState.Active)).Count() - rig.Store.Ledger.FindInDoubt().Count;
        var cars = rig.Server.Cars.Count; // Requests are not counted: each of those in flight is repeated once when the first run ended with a revoked token.
        _ = await rig.AdvanceUntilAsync(rig.SyncAsync(Enumerable.Range(1, Cars)));
        await WholeAsync(rig);
        Assert.Equal(missing, rig.Server.Cars.Count - cars);
    }

    private static async Task NothingIsSentAsync(SyncRig rig, IEnumerable<int> numbers, Func<int, StockFile, Vehicle>? car = null)
    {
        var requests = rig.Server.CountRequests(SandboxRoutes.All);
        _ = await rig.SyncAsync(numbers, car: car);
        Assert.Equal(requests, rig.Server.CountRequests(SandboxRoutes.All));
    }

    /// <summary>The checks after every run, when the server has finished the requests in flight.</summary>
    private static async Task WholeAsync(SyncRig rig)
    {
        await Eventually.UntilAsync(() => rig.Server.InFlight == 0);
        Assert.Empty(rig.Server.DuplicateVins);
        var known = rig.Store.Ledger.Find(new LedgerQuery(State: ListingState.Active)).Select(entry => entry.Vin!)
            .Concat(rig.Store.Ledger.FindInDoubt().Select(operation => operation.Key.Vin!))
            .ToHashSet(StringComparer.Ordinal);
        Assert.All(rig.Server.ActiveCars, car => Assert.Contains(car.Vin!, known));
    }

    private static Vehicle Recoloured(int number, StockFile file)
    {
        var car = TestCars.CreateCar(number, file);
        car.Color = number <= 3 ? "Czarny" : car.Color;
        return car;
    }
}
