using IzzyPS.Planning;
using Xunit;

namespace IzzyPS.Tests.Planning;

public sealed class SyncPlannerTests : IDisposable
{
    private readonly TestTime _time = new();
    private readonly TestLedger _ledger;

    public SyncPlannerTests() => _ledger = new TestLedger(time: _time);

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public void Vehicles_that_are_not_listed_are_created()
    {
        var plan = Plan(TestCars.CreateStock([1, 2]));
        Assert.All(plan.Changes, change => Assert.Equal(ChangeAction.Create, change.Action));
        Assert.Equal([TestCars.CreateVin(1), TestCars.CreateVin(2)], plan.Changes.Select(change => change.Vin));
    }

    [Fact]
    public async Task Unchanged_vehicles_are_counted_and_left_out()
    {
        await ListAsync(1, 2, 3);
        var plan = Plan(TestCars.CreateStock([1, 2, 3]));
        Assert.Empty(plan.Changes);
        Assert.Equal(3, plan.Unchanged);
    }

    [Fact]
    public async Task Unchanged_vehicles_are_included_when_requested()
    {
        await ListAsync(1, 2);
        var plan = Plan(TestCars.CreateStock([1, 2]), includeUnchanged: true);
        Assert.Equal([ChangeAction.Unchanged, ChangeAction.Unchanged], plan.Changes.Select(change => change.Action));
        Assert.Equal(2, plan.Unchanged);
    }

    [Theory]
    [InlineData(65_000, true)]
    [InlineData(75_000, false)]
    public async Task Changed_prices_are_a_reprice(int sales, bool isDrop)
    {
        await ListAsync(1);
        var change = Assert.Single(Plan(TestCars.CreateStock([1], car: (n, file) => TestCars.CreateCar(n, file, sales))).Changes);
        Assert.Equal(ChangeAction.Reprice, change.Action);
        Assert.Equal(70_000m, change.OldSalesPrice);
        Assert.Equal(sales, change.NewSalesPrice);
        Assert.Equal(sales - 70_000m, change.PriceChange);
        Assert.Equal(isDrop, change.IsPriceDrop);
        Assert.Equal(["SalesPrice"], change.Changes.Select(field => field.Name));
    }

    [Fact]
    public async Task Changed_list_price_alone_is_a_price_change()
    {
        await ListAsync(1);
        var change = Assert.Single(Plan(TestCars.CreateStock([1], car: (n, file) => With(TestCars.CreateCar(n, file), car => car.ListPrice = 81_000m))).Changes);
        Assert.Equal(ChangeAction.Reprice, change.Action);
        Assert.Equal(1_000m, change.PriceChange);
        Assert.False(change.IsPriceDrop);
    }

    [Fact]
    public async Task Changed_fields_are_an_update_with_its_price_change()
    {
        await ListAsync(1);
        var change = Assert.Single(Plan(TestCars.CreateStock([1], car: (n, file) => With(TestCars.CreateCar(n, file, 60_000m), car => car.Color = "Czarny"))).Changes);
        Assert.Equal(ChangeAction.Update, change.Action);
        Assert.Equal(-10_000m, change.PriceChange);
        Assert.Equal(["Color", "SalesPrice"], change.Changes.Select(field => field.Name));
        Assert.Equal("Color: Niebieski → Czarny", change.Changes[0].ToString());
    }

    [Fact]
    public async Task Price_changes_are_held_back_unless_requested()
    {
        await ListAsync(1, 2);
        var plan = Plan(
            TestCars.CreateStock([1, 2], car: (n, file) => With(TestCars.CreateCar(n, file, 60_000m), car => car.Color = n == 2 ? "Czarny" : car.Color)),
            new SyncPlanOptions { UpdatePrices = false });
        Assert.Equal([BlockReason.PriceHeldBack, BlockReason.None], plan.Changes.Select(change => change.BlockReason));
        var update = plan.Changes[1];
        Assert.Equal(BlockReason.PriceHeldBack, Assert.Single(update.HeldBack).Reason);
        Assert.Equal(70_000m, update.After!.ToVehicle().SalesPrice);
    }

    [Fact]
    public async Task A_price_set_by_hand_holds_until_the_partners_changes()
    {
        var listed = TestLedger.CreateListedEntry(TestCars.CreateCar(1));
        await _ledger.SeedAsync(listed with
        {
            SalesPrice = 65_000m,
            PriceSetBy = Origin.Hand,
            Payload = listed.Payload.With(new Prices(80_000m, 65_000m)),
        });

        Assert.Empty(Plan(TestCars.CreateStock([1])).Changes);
        var change = Assert.Single(Plan(TestCars.CreateStock([1], car: (n, file) => TestCars.CreateCar(n, file, 69_000m))).Changes);
        Assert.Equal(ChangeAction.Reprice, change.Action);
        Assert.Equal(69_000m, change.NewSalesPrice);
        Assert.Equal(Origin.Feed, change.PriceSetBy);
    }

    [Fact]
    public async Task Returning_vehicles_are_listed_again_unless_closed_by_hand()
    {
        await _ledger.SeedAsync(
            Closed(1, Origin.Feed) with { IsReleased = true },
            Closed(2, Origin.Hand),
            Closed(3, Origin.Hand) with { IsReleased = true });
        var plan = Plan(TestCars.CreateStock([1, 2, 3]));
        Assert.Equal([ChangeAction.Reactivate, ChangeAction.Blocked, ChangeAction.Reactivate], plan.Changes.Select(change => change.Action));
        Assert.Equal(BlockReason.ClosedByHand, plan.Changes[1].BlockReason);
        Assert.Contains("SOLD, 2026-11-20", plan.Changes[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_complete_file_that_lacks_a_vehicle_closed_by_hand_releases_it_once()
    {
        await ListAsync(1);
        await _ledger.SeedAsync(Closed(2, Origin.Hand), Closed(3, Origin.Feed) with { IsReleased = true });
        var release = Assert.Single(Plan(TestCars.CreateStock([1])).Changes);
        Assert.True(release.IsRelease);
        Assert.Equal(TestCars.CreateVin(2), release.Vin);

        await _ledger.SeedAsync(Closed(2, Origin.Hand) with { IsReleased = true });
        Assert.Empty(Plan(TestCars.CreateStock([1])).Changes);
    }

    [Fact]
    public async Task Vehicles_in_doubt_are_frozen()
    {
        await _ledger.SeedAsync(TestLedger.CreateListedEntry(TestCars.CreateCar(1)) with { State = ListingState.InDoubt, RemoteId = null });
        Assert.Equal(BlockReason.InDoubt, Assert.Single(Plan(TestCars.CreateStock([1], car: (n, file) => TestCars.CreateCar(n, file, 1_000m))).Changes).BlockReason);

        await ListAsync(2);
        var absent = Plan(TestCars.CreateStock([2]), new SyncPlanOptions { CloseMissing = true });
        Assert.Equal(BlockReason.InDoubt, Assert.Single(absent.Changes).BlockReason);
    }

    [Fact]
    public async Task Unconfirmed_vehicles_are_sent_again_though_they_look_equal()
    {
        await _ledger.SeedAsync(TestLedger.CreateListedEntry(TestCars.CreateCar(1)) with { IsUnconfirmed = true });
        var change = Assert.Single(Plan(TestCars.CreateStock([1])).Changes);
        Assert.Equal(ChangeAction.Update, change.Action);
        Assert.Empty(change.Changes);
    }

    [Fact]
    public async Task A_vehicle_of_another_feed_is_blocked_and_no_feed_closes_anothers()
    {
        await _ledger.SeedAsync(TestLedger.CreateListedEntry(TestCars.CreateCar(1), "north"), TestLedger.CreateListedEntry(TestCars.CreateCar(2), "north"));
        var plan = Plan(TestCars.CreateStock([1], "south"), new SyncPlanOptions { CloseMissing = true });
        Assert.Equal(BlockReason.OtherFeed, Assert.Single(plan.Changes).BlockReason);
    }

    [Fact]
    public async Task InsertOnly_blocks_what_is_listed_unchanged_or_not()
    {
        await ListAsync(1);
        var plan = Plan(TestCars.CreateStock([1, 2]), new SyncPlanOptions { Mode = SyncMode.InsertOnly });
        Assert.Equal([BlockReason.AlreadyListed, BlockReason.None], plan.Changes.Select(change => change.BlockReason));
        Assert.Equal(ChangeAction.Create, plan.Changes[1].Action);
    }

    [Fact]
    public void Vehicle_made_invalid_in_the_pipeline_is_blocked()
    {
        var (set, vehicles) = TestCars.CreateStock([1]);
        vehicles[0].SalesPrice = 0;
        var change = Assert.Single(Plan((set, vehicles)).Changes);
        Assert.Equal(BlockReason.Invalid, change.BlockReason);
        Assert.Contains("pricing_salesPrice is 0 PLN", change.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vehicle_twice_with_different_content_is_a_conflict_and_not_closed()
    {
        await ListAsync(1);
        var (set, vehicles) = TestCars.CreateStock([1]);
        vehicles.Add(TestCars.CreateCar(1, set.Files[0], 60_000m));
        var plan = Plan((set, vehicles), new SyncPlanOptions { CloseMissing = true });
        Assert.Equal(BlockReason.Conflict, Assert.Single(plan.Changes).BlockReason);

        var (newSet, newVehicles) = TestCars.CreateStock([7]);
        newVehicles.Add(TestCars.CreateCar(7, newSet.Files[0], 60_000m));
        Assert.Equal(BlockReason.Conflict, Assert.Single(Plan((newSet, newVehicles)).Changes).BlockReason);
    }

    [Fact]
    public async Task Listing_follows_when_the_vin_arrives()
    {
        await _ledger.SeedAsync(TestLedger.CreateListedEntry(TestCars.CreateCar(1, vin: null)));
        var change = Assert.Single(Plan(TestCars.CreateStock([1]), new SyncPlanOptions { CloseMissing = true }).Changes);
        Assert.Equal(ChangeAction.Update, change.Action);
        Assert.Equal("#CFG00001", change.ReplacesKey?.Value);
        Assert.Equal(TestCars.CreateVin(1), change.Key.Value);
    }

    [Fact]
    public async Task Row_that_lost_its_vin_keeps_its_listing()
    {
        await ListAsync(1);
        var plan = Plan(TestCars.CreateStock([1], car: (n, file) => TestCars.CreateCar(n, file, vin: null)), new SyncPlanOptions { CloseMissing = true });
        Assert.Empty(plan.Changes);
        Assert.Equal(1, plan.Unchanged);
    }

    [Theory]
    [InlineData(true, "it contradicts itself")]
    [InlineData(true, "it was made nonsense of")]
    [InlineData(false, "it contradicts itself")]
    [InlineData(false, "it was made nonsense of")]
    public async Task Blocked_vehicle_keeps_the_listing_matched_by_its_number(bool hasVinToday, string why)
    {
        await ListAsync(2);
        await _ledger.SeedAsync(TestLedger.CreateListedEntry(TestCars.CreateCar(1, vin: hasVinToday ? null : "")));
        Vehicle Car(StockFile file, decimal price) => TestCars.CreateCar(1, file, price, vin: hasVinToday ? "" : null);
        var (set, vehicles) = TestCars.CreateStock([1, 2], car: (n, file) => n == 1 ? Car(file, 70_000m) : TestCars.CreateCar(n, file));
        if (why == "it contradicts itself")
            vehicles.Add(Car(set.Files[0], 60_000m));
        else
            vehicles[0].SalesPrice = 0;
        var change = Assert.Single(Plan((set, vehicles), new SyncPlanOptions { CloseMissing = true }).Changes);
        Assert.Equal(ChangeAction.Blocked, change.Action);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row_without_vin_does_not_take_the_listing_of_another_row(bool isFromFiles)
    {
        await ListAsync(1);
        var (set, vehicles) = TestCars.CreateStock([1]);
        var more = isFromFiles ? set.Add("/stock/more.csv") : null;
        _ = more?.NumbersWithoutVin.Add("CFG00001");
        var black = With(TestCars.CreateCar(1, more, vin: null), car => car.Color = "Czarny");
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        var plan = isFromFiles
            ? Plan((set, [.. vehicles, black]))
            : SyncPlanner.Plan([TestCars.CreateCar(1), black], stock: null, snapshot, new SyncPlanOptions(), _time);
        Assert.Equal(BlockReason.Ambiguous, Assert.Single(plan.Changes).BlockReason);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Vehicle_with_one_invalid_row_is_a_conflict_in_any_order(int spoilt)
    {
        var (set, vehicles) = TestCars.CreateStock([1, 1]);
        vehicles[spoilt].SalesPrice = 0;
        Assert.Equal(BlockReason.Conflict, Assert.Single(Plan((set, vehicles)).Changes).BlockReason);
    }

    [Fact]
    public async Task A_rejected_row_without_vin_keeps_its_listing_from_others()
    {
        await _ledger.SeedAsync(TestLedger.CreateListedEntry(TestCars.CreateCar(1, vin: null)));
        var (set, vehicles) = TestCars.CreateStock([2], car: (n, file) => TestCars.CreateCar(n, file, configuration: "CFG00001"));
        _ = set.Files[0].NumbersWithoutVin.Add("CFG00001"); // As the first pass does.
        set.Files[0].Reject(new VehicleKey("#CFG00001"), "CFG00001");
        Assert.Equal(BlockReason.Ambiguous, Assert.Single(Plan((set, vehicles)).Changes).BlockReason);
    }

    [Fact]
    public async Task A_number_that_is_not_unique_matches_nothing_and_closes_nothing()
    {
        await _ledger.SeedAsync(TestLedger.CreateListedEntry(TestCars.CreateCar(1, vin: null)));
        var plan = Plan(
            TestCars.CreateStock([1, 2], car: (n, file) => TestCars.CreateCar(n, file, configuration: "CFG00001")),
            new SyncPlanOptions { CloseMissing = true });
        Assert.All(plan.Changes, change => Assert.Equal(BlockReason.Ambiguous, change.BlockReason));
        Assert.Equal(2, plan.Changes.Count);
    }

    [Fact]
    public async Task The_order_of_rows_does_not_matter()
    {
        await ListAsync(1, 2, 3, 4, 5, 6, 7, 8);
        Vehicle Car(int n, StockFile file) => TestCars.CreateCar(n, file, n % 3 == 0 ? 60_000m : 70_000m);
        var forth = Plan(TestCars.CreateStock([1, 2, 3, 4, 5, 6, 9], car: Car), new SyncPlanOptions { CloseMissing = true });
        var back = Plan(TestCars.CreateStock([9, 6, 5, 4, 3, 2, 1], car: Car), new SyncPlanOptions { CloseMissing = true });
        Assert.Equal(Lines(forth), Lines(back));

        static IEnumerable<string> Lines(SyncPlan plan) => plan.Changes.Select(change => $"{change} {change.PriceChange}").Order(StringComparer.Ordinal);
    }

    private SyncPlan Plan((StockSet Set, List<Vehicle> Vehicles) stock, SyncPlanOptions? options = null, bool includeUnchanged = false)
    {
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        var planner = new SyncPlanner(snapshot, options ?? new SyncPlanOptions(), _time) { IncludeUnchanged = includeUnchanged };
        planner.Begin(stock.Set);
        stock.Vehicles.ForEach(planner.Add);
        return planner.Complete();
    }

    private Task ListAsync(params IEnumerable<int> numbers) =>
        _ledger.SeedAsync(numbers.Select(number => TestLedger.CreateListedEntry(TestCars.CreateCar(number))));

    private static LedgerEntry Closed(int number, Origin by) => TestLedger.CreateListedEntry(TestCars.CreateCar(number)) with
    {
        State = ListingState.Closed,
        Closed = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero),
        ClosedBy = by,
        CloseReason = CloseReason.Sold,
    };

    private static Vehicle With(Vehicle vehicle, Action<Vehicle> change)
    {
        change(vehicle);
        return vehicle;
    }
}
