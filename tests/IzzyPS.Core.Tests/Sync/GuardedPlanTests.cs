using IzzyPS.Ledger;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>What the guards hold back is not sent when a plan is carried out, and not by the same stock again. Source: SAFETY.md, "Guards".</summary>
public abstract class GuardedPlanTests(LedgerKind kind) : ExecutorTests(kind)
{
    [Fact]
    public async Task File_with_shifted_vins_sends_nothing_again_and_again()
    {
        _ = await SyncAsync(Enumerable.Range(1, 10), car: CreateMixed);
        var sent = Requests();
        for (var times = 0; times < 2; times++)
        {
            var summary = await SyncAsync([.. Enumerable.Range(1, 9), 77], car: (number, file) => CreateMixed(number, file, shift: 1));
            Assert.All(summary.Results, result => Assert.Equal(SyncOutcome.Blocked, result.Outcome));
        }

        Assert.Equal(sent, Requests());
    }

    [Fact]
    public async Task Corrected_vin_keeps_the_listing_its_history_and_its_car_id()
    {
        _ = await SyncAsync(Enumerable.Range(1, 3));
        var id = Store.GetEntry(1).RemoteId;
        for (var times = 0; times < 2; times++)
        {
            var summary = await SyncAsync([2, 3, 901], car: (number, file) => TestCars.CreateCar(number, file, configuration: number == 901 ? "CFG00001" : ""));
            Assert.Equal(times == 0 ? 1 : 0, summary.Counts.Updated);
        }

        Assert.Equal((id, 3), (Store.GetEntry(901).RemoteId, Server.ActiveCars.Count));
        Assert.Contains(TestCars.CreateVin(901), Server.ActiveCars.Single(car => car.Id == id).Vin, StringComparison.Ordinal);
        Assert.Empty(Store.Ledger.Find(new LedgerQuery(TestCars.CreateVin(1))));
    }

    [Fact]
    public async Task Price_beyond_the_allowance_of_its_plan_is_stale_when_applied()
    {
        _ = await SyncAsync(Enumerable.Range(1, 6));
        var plan = Plan([.. Enumerable.Range(1, 6)], car: (number, file) => TestCars.CreateCar(number, file, 98_000m), options: new SyncPlanOptions { Allowed = new Allowances { PriceChange = 40 } });
        Assert.Equal(6, plan.GetChanges(ChangeAction.Reprice).Count());

        // A change that goes further than its plan allows, as a script could make it.
        var forged = plan.Changes.Select(change => change with { After = change.After!.With(new Prices(80_000m, 700_000m)) });
        Assert.All((await RunAsync([.. forged])).Results, result => Assert.Equal(SyncOutcome.Stale, result.Outcome));
        Assert.Equal(6, (await RunAsync(plan.Changes)).Counts.Repriced);
    }

    [Fact]
    public async Task Identity_change_beyond_the_allowance_of_its_plan_is_stale_when_applied()
    {
        _ = await SyncAsync(Enumerable.Range(1, 4), car: CreateMixed);
        Vehicle Other(int number, StockFile file) => CreateMixed(number, file, shift: 1);
        var allowed = Plan(Enumerable.Range(1, 4), new SyncPlanOptions { Allowed = new Allowances { IdentityChange = 4 } }, Other);
        Assert.Equal(4, allowed.GetChanges(ChangeAction.Update).Count());

        var facts = new PlanContext(allowed.Facts with { Allowed = new Allowances { IdentityChange = 3 } });
        var less = allowed.Changes.Select(change => new VehicleChange(change.Key, facts)
        {
            Action = change.Action, Reason = change.Reason, Feed = change.Feed, Before = change.Before, After = change.After, RemoteId = change.RemoteId,
        });
        Assert.All((await RunAsync([.. less])).Results, result => Assert.Equal(SyncOutcome.Stale, result.Outcome));
        Assert.Equal(4, (await RunAsync(allowed.Changes)).Counts.Updated);
        Assert.Empty(Plan(Enumerable.Range(1, 4), car: Other).Changes);
    }

    [Fact]
    public async Task Held_prices_and_emptied_fields_stay_held_in_a_rerun()
    {
        _ = await SyncAsync(Enumerable.Range(1, 8), car: (number, file) => WithDescription(TestCars.CreateCar(number, file), "ABS"));
        Vehicle Today(int number, StockFile file)
        {
            var car = WithDescription(TestCars.CreateCar(number, file, 7_000_000m), null);
            car.Mileage = 40_000;
            return car;
        }

        Assert.Equal(8, (await SyncAsync(Enumerable.Range(1, 8), car: Today)).Counts.Updated);
        var again = await SyncAsync(Enumerable.Range(1, 8), car: Today);
        Assert.All(again.Results, result => Assert.Equal(SyncOutcome.Blocked, result.Outcome));
        Assert.All(Store.Ledger.Find(new LedgerQuery()), entry => Assert.Equal((70_000m, "ABS", 40_000), (entry.SalesPrice, entry.Payload.ToVehicle().Description!, entry.Payload.ToVehicle().Mileage!.Value)));
    }

    [Fact]
    public async Task Rerun_after_the_feed_has_grown_holds_the_same_prices_and_fields_back()
    {
        _ = await SyncAsync(Enumerable.Range(1, 10), car: (number, file) => WithDescription(TestCars.CreateCar(number, file), "ABS"));
        Vehicle Today(int number, StockFile file) =>
            WithDescription(TestCars.CreateCar(number, file, number <= 5 ? 52_500m : 70_000m), number <= 6 ? null : "ABS");

        var first = await SyncAsync(Enumerable.Range(1, 40), car: Today);
        Assert.Equal((30, 0, 0), (first.Counts.Created, first.Counts.Updated, first.Counts.Repriced));
        var events = first.Results.Count(result => result.Outcome == SyncOutcome.Blocked);
        for (var times = 0; times < 2; times++)
        {
            var again = await SyncAsync(Enumerable.Range(1, 40), car: Today);
            Assert.Equal((6, 6), (events, again.Results.Count(result => result.Outcome == SyncOutcome.Blocked)));
            Assert.Equal((0, 0), (again.Counts.Updated, again.Counts.Repriced));
        }

        Assert.Equal(2, Store.Ledger.ReadHistory(new VehicleKey(TestCars.CreateVin(1))).Count(line => line.Event.Kind == VehicleEventKind.HeldBack));
        var allowed = Plan(Enumerable.Range(1, 40), new SyncPlanOptions { Allowed = new Allowances { PriceChange = 25, Clear = ["description"] } }, Today);
        Assert.Equal(6, (await RunAsync(allowed.Changes, allowed.Context)).Counts.Updated);
        Assert.Empty(Plan(Enumerable.Range(1, 40), car: Today).Changes);
    }

    [Theory]
    [InlineData(SyncMode.Upsert, false)]
    [InlineData(SyncMode.Upsert, true)]
    [InlineData(SyncMode.InsertOnly, true)]
    public async Task Prices_and_fields_stay_held_after_a_run_that_grew_the_feed(SyncMode mode, bool updatesPrices)
    {
        _ = await SyncAsync(Enumerable.Range(1, 20), car: (number, file) => WithDescription(TestCars.CreateCar(number, file), "ABS"));
        var first = Plan(Enumerable.Range(1, 120), new SyncPlanOptions { Mode = mode, UpdatePrices = updatesPrices }, Ruined(42_000m));
        Assert.Equal(100, (await RunAsync(first.Changes, first.Context)).Counts.Created);
        foreach (var price in new[] { 42_000m, 42_001m, 49_000m })
        {
            Time.Advance(TimeSpan.FromDays(1));
            var again = await SyncAsync(Enumerable.Range(1, 120), car: Ruined(price));
            Assert.Equal(20, again.Results.Count(result => result.Outcome == SyncOutcome.Blocked));
            Assert.Equal((0, 0), (again.Counts.Updated, again.Counts.Repriced));
        }

        Assert.Equal(20, (await SyncAsync(Enumerable.Range(1, 120), car: (number, file) => WithDescription(TestCars.CreateCar(number, file, number <= 20 ? 63_000m : 70_000m), number <= 20 ? "ABS" : null))).Counts.Repriced);
    }

    [Fact]
    public async Task Listings_made_by_a_run_that_closed_nothing_do_not_count_for_prices_and_fields()
    {
        _ = await SyncAsync(Enumerable.Range(1, 20), car: (number, file) => WithDescription(TestCars.CreateCar(number, file), "ABS"));
        var other = Plan(Enumerable.Range(21, 100), new SyncPlanOptions(), Ruined(42_000m));
        Assert.Equal(100, (await RunAsync(other.Changes, other.Context)).Counts.Created);
        var ruined = await SyncAsync(Enumerable.Range(1, 120), car: Ruined(42_000m));
        Assert.Equal(20, ruined.Results.Count(result => result.Outcome == SyncOutcome.Blocked));
    }

    [Fact]
    public async Task File_with_shifted_vins_lists_no_new_cars_in_insert_only_mode()
    {
        _ = await SyncAsync(Enumerable.Range(1, 10), car: CreateMixed);
        var plan = Plan([.. Enumerable.Range(1, 10), 77], new SyncPlanOptions { Mode = SyncMode.InsertOnly }, (number, file) => CreateMixed(number, file, shift: 1));
        Assert.Empty(plan.GetChanges(ChangeAction.Create));
    }

    [Fact]
    public async Task Column_that_is_emptied_in_steps_is_held_back_when_half_is_gone()
    {
        Func<int, StockFile, Vehicle> Emptied(int from, int to) => (number, file) => WithDescription(TestCars.CreateCar(number, file), number >= from && number <= to ? null : "ABS");
        _ = await SyncAsync(Enumerable.Range(1, 20), car: Emptied(0, 0));
        Assert.Equal(10, (await SyncAsync(Enumerable.Range(1, 20), car: Emptied(1, 10))).Counts.Updated);
        foreach (var emptied in new[] { 15, 19, 11 })
        {
            Time.Advance(TimeSpan.FromDays(2));
            Assert.Equal(0, (await SyncAsync(Enumerable.Range(1, 20), car: Emptied(1, emptied))).Counts.Updated);
        }

        Assert.Equal(10, Store.Ledger.Find(new LedgerQuery()).Count(entry => entry.Payload.ToVehicle().Description == "ABS"));
        Assert.Equal(5, (await SyncAsync(Enumerable.Range(1, 20), car: Emptied(6, 10))).Counts.Updated); // Five have a value again.
        Assert.Equal(2, (await SyncAsync(Enumerable.Range(1, 20), car: Emptied(4, 10))).Counts.Updated);
        var allowed = Plan(Enumerable.Range(1, 20), new SyncPlanOptions { Allowed = new Allowances { Clear = ["Description"] } }, Emptied(1, 20));
        Assert.Equal(13, (await RunAsync(allowed.Changes, allowed.Context)).Counts.Updated);
    }

    /// <summary>A file in which the first 20 cars have another price and no description.</summary>
    private static Func<int, StockFile, Vehicle> Ruined(decimal price) => (number, file) => WithDescription(TestCars.CreateCar(number, file, number <= 20 ? price : 70_000m), null);

    private static Vehicle WithDescription(Vehicle car, string? description)
    {
        car.Description = description;
        return car;
    }

    private static Vehicle CreateMixed(int number, StockFile? file) => CreateMixed(number, file, shift: 0);

    private static Vehicle CreateMixed(int number, StockFile? file, int shift)
    {
        var car = TestCars.CreateCar(number, file);
        car.Make = ((number + shift) % 4) switch { 0 => "Skoda", 1 => "Kia", 2 => "Toyota", _ => "Ford" };
        return car;
    }
}

public sealed class SqliteGuardedPlanTests() : GuardedPlanTests(LedgerKind.Sqlite);

public sealed class PostgresGuardedPlanTests() : GuardedPlanTests(LedgerKind.Postgres);
