using IzzyPS.Ledger;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
using Xunit;

namespace IzzyPS.Tests.Planning.Guards;

public sealed class CloseCountGuardTests : IDisposable
{
    private readonly TestTime _time = new();
    private readonly TestLedger _ledger;

    public CloseCountGuardTests() => _ledger = new TestLedger(time: _time);

    public void Dispose() => _ledger.Dispose();

    [Theory]
    [InlineData(5, 20, 0, null, true)] // Up to five are never too many …
    [InlineData(6, 60, 0, null, true)] // … nor is a tenth.
    [InlineData(6, 59, 0, null, false)]
    [InlineData(7, 60, 0, null, false)]
    [InlineData(2, 2, 0, null, true)] // Two of two: below the three from which the larger half counts.
    [InlineData(3, 6, 0, null, true)]
    [InlineData(3, 5, 0, null, false)]
    [InlineData(1, 9, 5, null, false)] // Six of fourteen in 24 hours.
    [InlineData(20, 100, 0, 20, true)] // A ceiling allows up to itself …
    [InlineData(21, 100, 0, 20, false)] // … and nothing above.
    [InlineData(2, 20, 0, 1, false)] // … also below the limits.
    [InlineData(10, 90, 15, 20, false)] // What was closed today counts under it.
    [InlineData(0, 90, 15, null, true)]
    public void HoldBack(int closes, int active, int recent, int? allowed, bool mayClose)
    {
        var facts = new FeedFacts(active, recent, null, null, null, MustReestablish: false);
        Assert.Equal(mayClose, CloseCountGuard.FindExcess(closes, facts, allowed, CloseLimits.Default) is null);
    }

    [Fact]
    public async Task Missing_vehicles_are_closed_where_few_enough_are()
    {
        await ListAsync(20);
        var closes = Plan(Enumerable.Range(1, 18));
        Assert.Equal([ChangeAction.Close, ChangeAction.Close], closes.Select(change => change.Action));
        Assert.Equal([TestCars.CreateVin(19), TestCars.CreateVin(20)], closes.Select(change => change.Vin));
    }

    [Fact]
    public async Task Too_many_closes_are_held_back_and_the_message_says_how_to_allow_them()
    {
        await ListAsync(20);
        var held = Plan(Enumerable.Range(1, 8));
        Assert.Equal(12, held.Count);
        Assert.All(held, change => Assert.Equal(BlockReason.CloseLimit, change.BlockReason));
        Assert.Equal(("-AllowClose 12", "--allow-close 12"), (held[0].AllowedBy, held[0].Permission?.Option));
        Assert.All(Plan(Enumerable.Range(1, 8), allow: 12), change => Assert.Equal(ChangeAction.Close, change.Action));
        Assert.All(Plan(Enumerable.Range(1, 8), allow: 11), change => Assert.Equal(BlockReason.CloseLimit, change.BlockReason));
    }

    public static TheoryData<string, Action<StockFile>> Vetoes => new()
    {
        { "not read to its end", file => file.IsReadToEnd = false },
        { "no readable VIN", file => file.Reject(null, null) },
        { "the quote is open", file => file.Add(new StockFault("OpenQuote", "the quote is open", IsFatal: false)) },
        { "no valid row", file => file.ValidKeys.Clear() },
    };

    [Theory]
    [MemberData(nameof(Vetoes), DisableDiscoveryEnumeration = true)]
    public async Task A_doubtful_file_closes_nothing_whatever_is_allowed(string why, Action<StockFile> harm)
    {
        await ListAsync(20);
        var change = Assert.Single(Plan(Enumerable.Range(1, 19), allow: 1000, harm));
        Assert.Equal(BlockReason.CloseForbidden, change.BlockReason);
        Assert.Contains(why, change.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filtered_pipeline_closes_nothing_and_names_the_missing_vehicles()
    {
        await ListAsync(20);
        var (set, vehicles) = TestCars.CreateStock(Enumerable.Range(1, 19));
        vehicles.RemoveAt(4);
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        var plan = SyncPlanner.Plan(vehicles, set, snapshot, new SyncPlanOptions { CloseMissing = true, Allowed = new Allowances { Close = 1000 } }, _time);
        Assert.Equal(2, plan.Changes.Count);
        Assert.All(plan.Changes, change => Assert.Equal(BlockReason.CloseForbidden, change.BlockReason));
        Assert.Contains($"1 valid vehicle of the files did not reach the comparison (listed: {TestCars.CreateVin(5)})", plan.Changes[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Listing_of_a_rejected_row_is_not_closed()
    {
        await ListAsync(20);
        Assert.Empty(Plan(Enumerable.Range(1, 19), harm: file => file.RejectedKeys.Add(TestCars.CreateVin(20))));
    }

    [Fact]
    public async Task Listing_of_a_rejected_row_with_a_new_vin_is_not_closed()
    {
        await ListAsync(19);
        await _ledger.SeedAsync(TestLedger.CreateListedEntry(TestCars.CreateCar(20, vin: null)));
        Assert.Empty(Plan(Enumerable.Range(1, 19), harm: file => file.Reject(new VehicleKey(TestCars.CreateVin(20)), "CFG00020")));
    }

    [Fact]
    public async Task Vehicles_made_by_hand_close_nothing()
    {
        await ListAsync(3);
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        var plan = SyncPlanner.Plan([TestCars.CreateCar(1)], stock: null, snapshot, new SyncPlanOptions { CloseMissing = true, Allowed = new Allowances { Close = 9 } }, _time);
        Assert.Equal([BlockReason.CloseForbidden, BlockReason.CloseForbidden], plan.Changes.Select(change => change.BlockReason));
    }

    [Fact]
    public async Task File_that_lost_its_final_line_break_closes_nothing()
    {
        await ListAsync(20);
        await RunAsync(hadFinalLineBreak: true);
        Assert.Equal(BlockReason.CloseForbidden, Assert.Single(Plan(Enumerable.Range(1, 19), harm: file => file.HasFinalLineBreak = false)).BlockReason);
        Assert.Equal(ChangeAction.Close, Assert.Single(Plan(Enumerable.Range(1, 19))).Action);
    }

    [Fact]
    public async Task File_that_lost_its_final_line_break_closes_nothing_when_read_again()
    {
        await ListAsync(20);
        await RunAsync(hadFinalLineBreak: true);
        _time.Advance(TimeSpan.FromHours(24));
        await RunAsync(hadFinalLineBreak: false);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(BlockReason.CloseForbidden, Assert.Single(Plan(Enumerable.Range(1, 19), harm: file => file.HasFinalLineBreak = false)).BlockReason);

        _time.Advance(TimeSpan.FromHours(24)); // By then it is how the partner writes.
        Assert.Equal(ChangeAction.Close, Assert.Single(Plan(Enumerable.Range(1, 19), harm: file => file.HasFinalLineBreak = false)).Action);
    }

    [Fact]
    public async Task Insert_only_closes_nothing_whatever_is_allowed()
    {
        await ListAsync(20);
        var (set, vehicles) = TestCars.CreateStock(Enumerable.Range(1, 19));
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        var options = new SyncPlanOptions { CloseMissing = true, Allowed = new Allowances { Close = 1000 }, Mode = SyncMode.InsertOnly };
        var missing = SyncPlanner.Plan(vehicles, set, snapshot, options, _time).Changes.Single(change => change.Vin == TestCars.CreateVin(20));
        Assert.Equal(BlockReason.CloseForbidden, missing.BlockReason);
        Assert.Contains("insert-only", missing.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 0, true)] // Another partner's file whole …
    [InlineData(3, 3, true)] // … or half of it.
    [InlineData(2, 3, false)] // A car that moved from partner to partner proves nothing.
    public async Task File_of_another_feed_closes_nothing_whatever_is_allowed(int ofOtherFeed, int own, bool isVetoed)
    {
        await ListAsync(own + 2);
        await _ledger.SeedAsync(Enumerable.Range(101, ofOtherFeed).Select(number => TestLedger.CreateListedEntry(TestCars.CreateCar(number), "other")));
        var closes = Plan([.. Enumerable.Range(1, own), .. Enumerable.Range(101, ofOtherFeed)], allow: 1000).Where(change => change.BlockReason != BlockReason.OtherFeed).ToList();
        Assert.Equal([TestCars.CreateVin(own + 1), TestCars.CreateVin(own + 2)], closes.Select(change => change.Vin));
        Assert.All(closes, change => Assert.Equal(isVetoed ? BlockReason.CloseForbidden : BlockReason.None, change.BlockReason));
    }

    [Fact]
    public async Task Input_with_none_of_the_feeds_listings_needs_an_allowance()
    {
        await ListAsync(2);
        var held = Plan(Enumerable.Range(11, 9)).Where(change => change.Action != ChangeAction.Create).ToList();
        Assert.Equal([BlockReason.CloseLimit, BlockReason.CloseLimit], held.Select(change => change.BlockReason));
        Assert.Contains("none of the feed's 2 listings", held[0].Reason, StringComparison.Ordinal);
        Assert.Equal(2, Plan(Enumerable.Range(11, 9), allow: 2).Count(change => change.Action == ChangeAction.Close));
    }

    [Fact]
    public async Task Input_with_cars_of_another_feed_and_none_of_its_own_closes_nothing()
    {
        await ListAsync(2);
        await _ledger.SeedAsync(Enumerable.Range(101, 4).Select(number => TestLedger.CreateListedEntry(TestCars.CreateCar(number), "other")));
        var closes = Plan(Enumerable.Range(101, 9), allow: 1000).Where(change => change.Vin == TestCars.CreateVin(1) || change.Vin == TestCars.CreateVin(2));
        Assert.All(closes, change => Assert.Equal(BlockReason.CloseForbidden, change.BlockReason));
    }

    [Fact]
    public async Task Input_whose_vehicles_are_all_blocked_closes_nothing()
    {
        await ListAsync(2);
        var (set, vehicles) = TestCars.CreateStock([11, 12], car: (number, file) => TestCars.CreateCar(number, file, sales: -1));
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        var plan = SyncPlanner.Plan(vehicles, set, snapshot, new SyncPlanOptions { CloseMissing = true, Allowed = new Allowances { Close = 9 } }, _time);
        Assert.Equal([BlockReason.Invalid, BlockReason.Invalid, BlockReason.CloseForbidden, BlockReason.CloseForbidden], plan.Changes.Select(change => change.BlockReason));
    }

    private async Task RunAsync(bool hadFinalLineBreak)
    {
        await using var writer = await _ledger.Ledger.AcquireLeaseAsync("a test", TimeSpan.Zero, CancellationToken.None);
        var id = Guid.CreateVersion7(_time.GetUtcNow());
        writer.BeginRun(new RunRecord
        {
            Id = id,
            Feed = StockSet.DefaultFeed,
            Plan = new RunPlan(id, _time.GetUtcNow(), 1, IsFromStock: true),
            Files = [new RunFile("/stock/yesterday.csv", "00", 20, 0, hadFinalLineBreak)],
            StartedAt = _time.GetUtcNow(),
            Command = "a test",
        });
        writer.EndRun(id, RunOutcome.Finished, new RunCounts(0, 0, 0, 0, 0, 0), _time.GetUtcNow());
    }

    private IReadOnlyList<VehicleChange> Plan(IEnumerable<int> numbers, int? allow = null, Action<StockFile>? harm = null)
    {
        var (set, vehicles) = TestCars.CreateStock(numbers);
        harm?.Invoke(set.Files[0]);
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        return SyncPlanner.Plan(vehicles, set, snapshot, new SyncPlanOptions { CloseMissing = true, Allowed = new Allowances { Close = allow } }, _time).Changes;
    }

    private Task ListAsync(int count) =>
        _ledger.SeedAsync(Enumerable.Range(1, count).Select(number => TestLedger.CreateListedEntry(TestCars.CreateCar(number))));
}
