using IzzyPS.Ledger.Transfer.Adoption;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using IzzyPS.Sync;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>
/// Izzylease says that listings are gone (404 to an update or a close). A few are listed anew; many are not believed, in whichever run.
/// Source: SAFETY.md, "The life of an operation".
/// </summary>
public abstract class GoneListingTests(LedgerKind kind) : ExecutorTests(kind)
{
    [Theory]
    [InlineData(1, 1, 0)] // One of one is more than half.
    [InlineData(2, 1, 1)]
    [InlineData(3, 2, 0)]
    [InlineData(4, 4, 0)]
    [InlineData(20, 5, 5)]
    [InlineData(20, 6, 0)]
    [InlineData(60, 6, 6)]
    [InlineData(60, 7, 0)]
    public async Task Gone_listings_are_recreated_up_to_the_limit_and_none_above(int listed, int gone, int recreated)
    {
        await ListAndLoseAsync(listed);
        var summary = await RecolourAsync(listed, 1..gone);

        Assert.Equal((0, recreated), (summary.Counts.Created, summary.Counts.Recreated));
        Assert.Equal(recreated, Server.ActiveCars.Count);
        Assert.Equal(gone - recreated, summary.Results.Count(result => result.Outcome == SyncOutcome.HeldBack));
        Assert.All(Enumerable.Range(1, gone), n => Assert.Equal((ListingState.Active, recreated == 0), (Store.GetEntry(n).State, Store.GetEntry(n).IsUnconfirmed)));
        Assert.Equal(
            Server.ActiveCars.Select(car => car.Id).Order(),
            summary.Results.Where(result => result.Outcome == SyncOutcome.Recreated).Select(result => result.RemoteId!).Order());
        if (recreated > 0)
            Assert.Empty((await RecolourAsync(listed, 1..gone)).Results);
        else
            Assert.All(summary.Results, result => Assert.Matches("^Not listed anew: .*base address or the account is probably wrong", result.Error!));
    }

    [Fact]
    public async Task Gone_listings_are_counted_over_runs_so_that_reruns_recreate_no_more()
    {
        await ListAndLoseAsync(40);
        Assert.Equal(3, (await RecolourAsync(40, 1..3)).Counts.Recreated);
        Time.Advance(TimeSpan.FromHours(1));

        // The three of before and three more are more than five and more than a tenth.
        for (var run = 0; run < 3; run++)
        {
            Assert.Equal(3, (await RecolourAsync(40, 1..6)).Results.Count(result => result.Outcome == SyncOutcome.HeldBack));
            Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(3, Server.ActiveCars.Count);

        // When the first three are a day old, the others are few.
        Time.Advance(TimeSpan.FromHours(21));
        Assert.Equal(3, (await RecolourAsync(40, 1..6)).Counts.Recreated);
        Assert.Empty((await RecolourAsync(40, 1..6)).Results);
        Assert.Equal(6, Server.ActiveCars.Count);
    }

    [Fact]
    public async Task New_listings_do_not_raise_the_limit_of_those_that_are_gone()
    {
        await ListAndLoseAsync(20);
        Assert.Equal(6, (await RecolourAsync(20, 1..6)).Results.Count(result => result.Outcome == SyncOutcome.HeldBack));
        Time.Advance(TimeSpan.FromHours(1));
        var summary = await RecolourAsync(200, 1..6);

        Assert.Equal((180, 0), (summary.Counts.Created, summary.Counts.Recreated));
        Assert.Equal(0, (await RecolourAsync(200, 1..6)).Counts.Recreated);
        Assert.Equal(180, Server.ActiveCars.Count);
    }

    [Fact]
    public async Task Gone_listings_that_an_operator_allows_are_recreated()
    {
        await ListAndLoseAsync(10);
        Assert.Equal(0, (await RecolourAsync(10, 1..8)).Counts.Recreated);
        Assert.Equal(0, (await RecolourAsync(10, 1..8, allowGone: 7)).Counts.Recreated);
        Assert.Equal(8, (await RecolourAsync(10, 1..8, allowGone: 8)).Counts.Recreated);
        Assert.Equal(8, Server.ActiveCars.Count);
    }

    [Fact]
    public async Task Listing_acknowledged_within_24_hours_is_not_recreated()
    {
        await ListAndLoseAsync(20, TimeSpan.FromHours(23));
        var result = Assert.Single((await RecolourAsync(20, 1..1)).Results);
        Assert.Equal((SyncOutcome.HeldBack, 404), (result.Outcome, result.Status));
        Assert.Contains("acknowledged it less than 24 hours ago", result.Error!, StringComparison.Ordinal);
        Assert.Empty(Server.Cars);

        Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, (await RecolourAsync(20, 1..1)).Counts.Recreated);

        // And what was recreated is not recreated again at once.
        Serve(keepCars: false);
        Assert.Equal(SyncOutcome.HeldBack, Assert.Single((await SyncAsync(Enumerable.Range(1, 20), (n, file) => n == 1 ? TestCars.CreateCar(n, file, 60_000m) : TestCars.CreateCar(n, file))).Results).Outcome);
        Assert.Empty(Server.Cars);
    }

    [Fact]
    public async Task Adopted_id_that_no_update_has_proved_is_not_recreated()
    {
        await ListAndLoseAsync(20);
        await AdoptAsync(21, "somebody-elses-id");
        var summary = await SyncAsync(Enumerable.Range(1, 21));
        Assert.Contains("was adopted or is that of a car created anew, and no update has proved it", Assert.Single(summary.Results).Error!, StringComparison.Ordinal);
        Assert.Empty(Server.Cars);
    }

    [Fact]
    public async Task Car_created_anew_that_no_update_has_proved_is_not_recreated()
    {
        await ListAndLoseAsync(20);
        Assert.Equal(1, (await RecolourAsync(20, 1..1)).Counts.Recreated);

        Time.Advance(TimeSpan.FromHours(25));
        Serve(keepCars: false);
        var again = await SyncAsync(Enumerable.Range(1, 20), (n, file) => n == 1 ? TestCars.CreateCar(n, file, 60_000m) : TestCars.CreateCar(n, file));
        var result = Assert.Single(again.Results);
        Assert.Equal(SyncOutcome.HeldBack, result.Outcome);
        Assert.Contains("a car created anew, and no update has proved it", result.Error!, StringComparison.Ordinal);
        Assert.Empty(Server.Cars);
    }

    [Fact]
    public async Task Adopted_id_that_an_update_has_proved_is_recreated()
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        var answer = await Client.CreateCarAsync(Guid.CreateVersion7(), CarPayload.CreateFromVehicle(TestCars.CreateCar(21)), TestContext.Current.CancellationToken);
        await AdoptAsync(21, answer.RemoteId!);
        Assert.Equal(1, (await SyncAsync(Enumerable.Range(1, 21))).Counts.Updated);

        Time.Advance(TimeSpan.FromHours(25));
        Serve(keepCars: false);
        Assert.Equal(1, (await RecolourAsync(21, 21..21)).Counts.Recreated);
    }

    [Fact]
    public async Task Closes_that_find_nothing_count_for_the_same_limit()
    {
        await ListAndLoseAsync(60);
        Assert.Equal(4, (await SyncAsync(Enumerable.Range(5, 56))).Counts.Closed);
        Assert.Equal(Enumerable.Repeat(ListingState.Closed, 4), Enumerable.Range(1, 4).Select(n => Store.GetEntry(n).State));

        var plan = Plan(Enumerable.Range(15, 46), new SyncPlanOptions { CloseMissing = true, Allowed = new Allowances { Close = 60 } });
        var summary = await RunAsync(plan.Changes, plan.Context);
        Assert.Equal((0, 10), (summary.Counts.Closed, summary.Results.Count(result => result.Outcome == SyncOutcome.HeldBack)));
        Assert.All(summary.Results, result => Assert.StartsWith("Not closed: Izzylease says that 14 of ", result.Error!, StringComparison.Ordinal));
        Assert.All(Enumerable.Range(5, 10), n => Assert.Equal((ListingState.Active, true), (Store.GetEntry(n).State, Store.GetEntry(n).IsUnconfirmed)));

        plan = Plan(Enumerable.Range(15, 46), new SyncPlanOptions { CloseMissing = true, Allowed = new Allowances { Close = 60 } });
        Assert.Equal(10, (await RunAsync(plan.Changes, plan.Context, allowGone: 14)).Counts.Closed);
    }

    [Fact]
    public async Task Close_whose_own_first_attempt_was_done_counts_for_no_limit()
    {
        Serve(new SandboxFault(FaultKind.Drop) { Routes = SandboxRoutes.DeleteCar, Moment = FaultMoment.AfterCommit, Times = 8 });
        _ = await SyncAsync(Enumerable.Range(1, 10));
        var plan = Plan(Enumerable.Range(9, 2), new SyncPlanOptions { CloseMissing = true, Allowed = new Allowances { Close = 8 } });
        var running = RunAsync(plan.Changes, plan.Context);
        await AdvanceUntilAsync(running);
        Assert.Equal(8, (await running).Counts.Closed);
        Assert.Equal(16, Server.CountRequests(SandboxRoutes.DeleteCar));
    }

    [Fact]
    public async Task Closed_listing_that_an_update_can_not_revive_counts_for_no_limit()
    {
        _ = await SyncAsync(Enumerable.Range(1, 10));
        var plan = Plan(Enumerable.Range(9, 2), new SyncPlanOptions { CloseMissing = true, Allowed = new Allowances { Close = 8 } });
        _ = await RunAsync(plan.Changes, plan.Context);
        plan = Plan(Enumerable.Range(1, 10));
        var executor = new SyncExecutor(
            Store.Ledger, Client, new ExecutionOptions { ReuseListing = true }, Time);
        var summary = await executor.RunAsync(
            new SyncRequest(plan.Changes, "a test") { Plan = plan.Context }, new Observer(null, null), TestContext.Current.CancellationToken);
        Assert.Equal((8, 0), (summary.Counts.Created, summary.Counts.Recreated));
        Assert.Equal(10, Server.ActiveCars.Count);
    }

    [Fact]
    public async Task Recreated_listing_is_reported_and_in_the_history()
    {
        await ListAndLoseAsync(20);
        var said = new List<string>();
        var lost = Store.GetEntry(1).RemoteId;
        var summary = await SyncAsync(Enumerable.Range(1, 20), (n, file) => n == 1 ? Recoloured(TestCars.CreateCar(n, file)) : TestCars.CreateCar(n, file), said: said);
        Assert.Equal(SyncOutcome.Recreated, Assert.Single(summary.Results).Outcome);
        Assert.Contains(said, line => line.Contains($"the listing {lost} is gone: the car is listed anew as {Store.GetEntry(1).RemoteId}", StringComparison.Ordinal));
        Assert.Equal([VehicleEventKind.Listed, VehicleEventKind.Gone, VehicleEventKind.Recreated], VehicleEvent.Read(Store.Ledger, Store.GetEntry(1).Key).Select(line => line.Event));
        Assert.Equal(1, Assert.Single(Store.Ledger.ReadOverview().Feeds).LastRun!.Counts!.Created);
    }

    /// <summary>Lists vehicles; then the server forgets them all, as at another address.</summary>
    private async Task ListAndLoseAsync(int count, TimeSpan? later = null)
    {
        _ = await SyncAsync(Enumerable.Range(1, count));
        Time.Advance(later ?? TimeSpan.FromHours(25));
        Serve(keepCars: false);
    }

    private Task<RunSummary> RecolourAsync(int listed, Range recoloured, int? allowGone = null)
    {
        var plan = Plan(Enumerable.Range(1, listed), car: (n, file) =>
            n >= recoloured.Start.Value && n <= recoloured.End.Value ? Recoloured(TestCars.CreateCar(n, file)) : TestCars.CreateCar(n, file));
        return RunAsync(plan.Changes, plan.Context, allowGone: allowGone);
    }

    private async Task AdoptAsync(int number, string id)
    {
        var path = Path.Combine(Path.GetTempPath(), $"izzyps-{Guid.CreateVersion7():N}.csv");
        await File.WriteAllTextAsync(path, $"vin,car_id\n{TestCars.CreateVin(number)},{id}\n", TestContext.Current.CancellationToken);
        try
        {
            var source = AdoptionSource.Read(path, StockSet.DefaultFeed, Time, TestContext.Current.CancellationToken);
            _ = await new LedgerAdopter(Store.Ledger, Time).AdoptAsync(source, StockSet.DefaultFeed, "a test", TimeSpan.Zero, TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

public sealed class SqliteGoneListingTests() : GoneListingTests(LedgerKind.Sqlite);

public sealed class PostgresGoneListingTests() : GoneListingTests(LedgerKind.Postgres);
