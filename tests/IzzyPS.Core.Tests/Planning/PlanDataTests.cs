using System.Reflection;
using IzzyPS.Ledger;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Planning;
using IzzyPS.Planning.Changes;
using IzzyPS.Planning.Evidence;
using IzzyPS.Planning.Guards;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Planning;

/// <summary>A plan is data: its facts survive a file, and its guard stays in the process that made it.</summary>
public sealed class PlanDataTests : IDisposable
{
    private readonly TestTime _time = new();
    private readonly TestLedger _ledger;

    public PlanDataTests() => _ledger = new TestLedger(time: _time);

    public void Dispose() => _ledger.Dispose();

    [Fact]
    public async Task Plan_read_back_from_json_equals_the_plan_and_every_property_was_used()
    {
        SyncPlan[] plans = [.. await PlanEveryActionAsync(), PlanByHand()];
        foreach (var plan in plans)
        {
            var copy = PlanJson.ReadBack(plan);
            Assert.NotSame(plan.Changes[0], copy.Changes[0]);
            Assert.Equal(plan.Facts, copy.Facts);
            Assert.Equal(plan.Changes, copy.Changes);
            Assert.Equal(plan, copy);
        }

        // Otherwise a property that is lost on the way would not be noticed.
        var changes = plans.SelectMany(plan => plan.Changes).ToList();
        foreach (var property in typeof(VehicleChange).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (property.SetMethod is not null)
                Assert.True(changes.Select(property.GetValue).Distinct().Count() > 1, $"{property.Name} is the same in every change of this test");
        }
    }

    [Fact]
    public void Plans_that_differ_in_one_fact_are_not_equal()
    {
        var plan = Plan([1, 2]);
        Assert.NotEqual(plan.Facts, plan.Facts with { Allowed = new Allowances { Close = 3 } });
        Assert.NotEqual(plan.Facts, plan.Facts with { Files = [.. plan.Facts.Files.Select(file => file with { Sha256 = "other" })] });
        Assert.NotEqual(plan.Changes[0], plan.Changes[0] with { Warnings = [new VehicleWarning("Other", null, "other")] });
        Assert.NotEqual(plan, new SyncPlan(plan.Context, [.. plan.Changes.Reverse()], plan.Unchanged));
    }

    [Theory]
    [InlineData(23, 0, false, false)]
    [InlineData(25, 0, true, true)]
    [InlineData(0, 25, true, true)] // The clock was set forward.
    [InlineData(0, -25, true, true)] // The clock was set back a day: the plan is from the future.
    [InlineData(25, -20, true, false)] // Only the monotonic clock knows, and a plan from a file has none.
    [InlineData(2, -20, false, false)]
    public void Plan_may_close_by_the_older_of_both_clocks(int hoursPassed, int hoursSet, bool isVetoed, bool isVetoedFromFile)
    {
        var plan = Plan([1]);
        var copy = PlanJson.ReadBack(plan);
        _time.Advance(TimeSpan.FromHours(hoursPassed));
        _time.SetBy(TimeSpan.FromHours(hoursSet));
        var facts = new FeedFacts(20, 0, true, null, null, MustReestablish: false);
        Assert.Equal(isVetoed, PlanAgeGuard.FindVeto(plan.Context, facts, CloseLimits.Default, _time) is not null);
        Assert.Equal(isVetoedFromFile, PlanAgeGuard.FindVeto(copy.Context, facts, CloseLimits.Default, _time) is not null);
    }

    [Fact]
    public void First_run_takes_the_id_of_the_plan_and_later_runs_take_new_ids()
    {
        var plan = Plan([1]);
        var copy = PlanJson.ReadBack(plan);
        Assert.Equal(plan.Facts.Id, plan.Context.TakeRunId(_time.GetUtcNow()));
        Assert.NotEqual(plan.Facts.Id, plan.Context.TakeRunId(_time.GetUtcNow()));
        Assert.NotEqual(plan.Facts.Id, copy.Context.TakeRunId(_time.GetUtcNow()));
    }

    [Fact]
    public void First_plan_of_an_import_takes_its_id_and_says_how_it_was_made()
    {
        var (set, vehicles) = TestCars.CreateStock([1], "south");
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        var options = new SyncPlanOptions { CloseMissing = true, Mode = SyncMode.InsertOnly, UpdatePrices = false, Allowed = new Allowances { Close = 7 } };
        var facts = SyncPlanner.Plan(vehicles, set, snapshot, options, _time).Facts;
        Assert.Equal((set.Id, "south", true), (facts.Id, facts.Feed, facts.IsFromStock));
        Assert.Equal((SyncMode.InsertOnly, true, false, 7), (facts.Mode, facts.ClosesMissing, facts.UpdatesPrices, facts.Allowed.Close));
        Assert.Equal(new RunFile("/stock/today.csv", null, 1, 0, HasFinalLineBreak: true), Assert.Single(facts.Files));
        Assert.NotEqual(set.Id, SyncPlanner.Plan(vehicles, set, snapshot, options, _time).Facts.Id);
    }

    [Fact]
    public void Change_carries_the_origin_of_its_vehicle()
    {
        var (set, vehicles) = TestCars.CreateStock([1], "south");
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        var change = Assert.Single(SyncPlanner.Plan(vehicles, set, snapshot, new SyncPlanOptions(), _time).Changes);
        var origin = new VehicleOrigin { Kind = VehicleOriginKind.File, Feed = "south", ImportId = set.Id, Path = "/stock/today.csv", Line = 2 };
        Assert.Equal(origin, change.VehicleOrigin);
        Assert.Equal(("/stock/today.csv", 2), (change.File, change.Line));
        Assert.Equal(VehicleOrigin.Hand, Assert.Single(SyncPlanner.Plan([TestCars.CreateCar(1)], null, snapshot, new SyncPlanOptions(), _time).Changes).VehicleOrigin);
    }

    [Theory]
    [InlineData(true, BlockReason.None)]
    [InlineData(false, BlockReason.CloseForbidden)]
    public async Task Input_that_is_no_stock_file_closes_by_its_evidence(bool isReadToEnd, BlockReason reason)
    {
        await ListAsync(20);
        var source = new PagedSource(_time);
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        var planner = new SyncPlanner(snapshot, new SyncPlanOptions { CloseMissing = true }, _time);
        var vehicles = Enumerable.Range(1, 19).Select(number => TestCars.CreateCar(number, source)).ToList();
        planner.Begin(new PagedInput(source, vehicles, isReadToEnd));
        vehicles.ForEach(planner.Add);
        var change = Assert.Single(planner.Complete().Changes);
        Assert.Equal((TestCars.CreateVin(20), reason), (change.Vin, change.BlockReason));
    }

    private SyncPlan PlanByHand()
    {
        var hand = new HandChanges(_ledger.Ledger, _time, new Allowances { Close = 2 });
        var changes = new[]
        {
            hand.Reprice(_ledger.GetEntry(1), 79_000m, 61_000m),
            hand.Close(_ledger.GetEntry(2), CloseReason.Sold),
            hand.Reopen(_ledger.GetEntry(6)),
            hand.Reprice(_ledger.GetEntry(13), 79_000m, 61_000m),
        };
        return new SyncPlan(changes[0].Plan, changes, 0);
    }

    /// <summary>Plans with a change of each kind, over a ledger with a past.</summary>
    private async Task<IReadOnlyList<SyncPlan>> PlanEveryActionAsync()
    {
        await ListAsync(5);
        var closed = TestLedger.CreateListedEntry(TestCars.CreateCar(6)) with { State = ListingState.Closed, Closed = _time.GetUtcNow(), ClosedBy = Origin.Hand };
        await _ledger.SeedAsync(
            closed,
            TestLedger.CreateListedEntry(TestCars.CreateCar(7)) with { State = ListingState.Closed, Closed = _time.GetUtcNow(), ClosedBy = Origin.Feed },
            TestLedger.CreateListedEntry(TestCars.CreateCar(8, vin: null)),
            TestLedger.CreateListedEntry(TestCars.CreateCar(9)) with { State = ListingState.InDoubt, RemoteId = null },
            TestLedger.CreateListedEntry(TestCars.CreateCar(11)) with { PriceSetBy = Origin.Hand, FeedPrices = new Prices(80_000m, 70_000m) },
            TestLedger.CreateListedEntry(TestCars.CreateCar(12)) with { IsUnconfirmed = true },
            TestLedger.CreateListedEntry(TestCars.CreateCar(13), "south"));
        var (set, vehicles) = TestCars.CreateStock([1, 2, 3, 4, 7, 8, 9, 10, 11, 12]);
        set.Files[0].Sha256 = "ab";
        (vehicles[0].Color, vehicles[0].LocationId, vehicles[0].AvailableFrom) = ("Żółty", Guid.CreateVersion7(), new DateOnly(2026, 12, 1));
        (vehicles[1].SalesPrice, vehicles[2].SalesPrice, vehicles[3].FuelType) = (60_000m, -1, FuelType.Electric);
        vehicles[2].Warn("Other", VehicleFields.GetByName(nameof(Vehicle.Color)), "a warning");
        (vehicles[7].Make, vehicles[7].Model) = ("Škoda", "Octavia");
        vehicles[8].Color = "Czarny";
        (vehicles[9].SalesPrice, vehicles[9].Mileage) = (65_000m, 30_000);
        vehicles[3].SalesPrice = 20_000m; // A guard holds this price back.
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        var options = new SyncPlanOptions { CloseMissing = true, Allowed = new Allowances { Close = 4 } };
        return
        [
            SyncPlanner.Plan(vehicles, set, snapshot, options, _time),
            SyncPlanner.Plan(vehicles, set, snapshot, options with { UpdatePrices = false }, _time),
        ];
    }

    private SyncPlan Plan(IEnumerable<int> numbers)
    {
        var (set, vehicles) = TestCars.CreateStock(numbers);
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        return SyncPlanner.Plan(vehicles, set, snapshot, new SyncPlanOptions { CloseMissing = true }, _time);
    }

    private Task ListAsync(int count) =>
        _ledger.SeedAsync(Enumerable.Range(1, count).Select(number => TestLedger.CreateListedEntry(TestCars.CreateCar(number))));

    /// <summary>A source of vehicles that is no file, as a REST source is.</summary>
    private sealed class PagedSource(TimeProvider time) : VehicleSource("https://example.test/cars")
    {
        internal Guid Id { get; } = Guid.CreateVersion7(time.GetUtcNow());

        internal override VehicleOrigin GetOrigin(int line) => new() { Kind = VehicleOriginKind.File, Feed = StockSet.DefaultFeed, ImportId = Id, Path = Path };
    }

    private sealed class PagedInput(PagedSource source, List<Vehicle> vehicles, bool isReadToEnd) : IStockInput, IKeyHashes
    {
        private readonly ulong[] _hashes = [.. vehicles.Select(vehicle => KeyHash.Compute(vehicle.Key!.Value))];

        public Guid ImportId => source.Id;

        public string Feed => StockSet.DefaultFeed;

        public ReadOnlySpan<ulong> Hashes => _hashes;

        public bool HasNumberWithoutVin(string number) => false;

        public IKeyHashes? FindValidKeys(int file) => file == 0 ? this : null;

        public Guid TakePlanId(DateTimeOffset now) => ImportId;

        public StockEvidence GetEvidence() => new()
        {
            NamesAllFiles = true,
            Files = [new FileEvidence { Path = source.Path, Rows = vehicles.Count, IsReadToEnd = isReadToEnd, HasFinalLineBreak = true, ValidKeys = this }],
        };
    }
}
