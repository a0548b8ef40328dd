using IzzyPS.Ledger.Listings;
using IzzyPS.Planning;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>A close that was held back stays held back: by the same file, by other files and by growth of the feed. Source: SAFETY.md, "Guards".</summary>
public abstract class HeldCloseTests(LedgerKind kind) : ExecutorTests(kind)
{
    private static readonly SyncPlanOptions Closing = new() { CloseMissing = true };

    [Fact]
    public async Task Another_partners_file_closes_nothing_however_often_it_comes()
    {
        _ = await SyncAsync(Enumerable.Range(1, 10));
        for (var times = 0; times < 3; times++)
        {
            var plan = Plan(Enumerable.Range(101, 100));
            Assert.Equal(10, plan.GetBlocked(times == 0 ? BlockReason.CloseLimit : BlockReason.CloseHeld).Count());
            Assert.Equal((times == 0 ? 100 : 0, 0), Count(await RunAsync(plan.Changes, plan.Context)));
            Time.Advance(TimeSpan.FromHours(30));
        }

        var held = Plan(Enumerable.Range(101, 100)).Changes[0];
        Assert.Contains("held back since", held.Reason, StringComparison.Ordinal);
        Assert.Equal(110, Server.ActiveCars.Count);
    }

    [Fact]
    public async Task Held_close_stays_held_by_another_file_until_it_is_allowed()
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        _ = await SyncAsync([.. Enumerable.Range(1, 7), 20]);
        // Within the limits, but for the file before: eleven cars are back, one is not.
        var other = Plan([.. Enumerable.Range(1, 18), 20]);
        Assert.Equal(BlockReason.CloseHeld, Assert.Single(other.Changes).BlockReason);
        _ = await RunAsync(other.Changes, other.Context);
        Assert.Equal(BlockReason.CloseHeld, Assert.Single(Plan([.. Enumerable.Range(1, 18), 20, .. Enumerable.Range(30, 300)]).GetBlocked(BlockReason.CloseHeld)).BlockReason);
        Assert.All(Plan([.. Enumerable.Range(1, 18), 20], Closing with { AllowClose = 0 }).Changes, change => Assert.Equal(ChangeAction.Blocked, change.Action));

        var allowed = Plan([.. Enumerable.Range(1, 18), 20], Closing with { AllowClose = 1 });
        Assert.Equal((0, 1), Count(await RunAsync(allowed.Changes, allowed.Context)));
        Assert.Null(ReadCloses()?.Base);
    }

    [Fact]
    public async Task Vehicle_that_is_back_in_a_complete_file_is_held_no_more()
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        _ = await SyncAsync([.. Enumerable.Range(1, 7), 20]);
        Assert.Equal((12, 20), (ReadCloses()!.Held.Count, ReadCloses()!.Base));
        _ = await SyncAsync(Enumerable.Range(1, 20));
        Assert.Empty(ReadCloses()!.Held);
        Assert.Equal((0, 1), Count(await SyncAsync([.. Enumerable.Range(1, 18), 20])));
    }

    [Fact]
    public async Task Files_of_two_partners_in_turn_keep_the_first_base_and_close_nothing()
    {
        _ = await SyncAsync(Enumerable.Range(1, 10));
        for (var times = 0; times < 3; times++)
        {
            Assert.Equal(0, (await SyncAsync(Enumerable.Range(101, 100))).Counts.Closed);
            Assert.Equal(0, (await SyncAsync(Enumerable.Range(1, 10))).Counts.Closed);
        }

        Assert.Equal((110, 10), (Server.ActiveCars.Count, ReadCloses()!.Base));
    }

    [Fact]
    public async Task Plan_whose_blocked_changes_were_filtered_away_is_remembered_whole()
    {
        _ = await SyncAsync(Enumerable.Range(1, 2));
        Assert.Equal(30, (await RunAsync([.. Plan(Enumerable.Range(101, 30)).GetChanges(ChangeAction.Create)])).Counts.Created);
        Assert.Equal(2, Plan(Enumerable.Range(101, 30)).GetBlocked(BlockReason.CloseHeld).Count());
    }

    [Fact]
    public async Task Wrong_file_that_was_cut_and_then_comes_whole_closes_nothing()
    {
        _ = await SyncAsync(Enumerable.Range(1, 10));
        var cut = PlanFile(Enumerable.Range(101, 100), "1", file => file.Add(new StockFault("CutRow", "It was cut.", IsFatal: false)));
        Assert.Equal((100, 0), Count(await RunAsync(cut.Changes, cut.Context)));
        Assert.Equal((0, 0), Count(await SyncAsync(Enumerable.Range(101, 100))));
    }

    [Fact]
    public async Task Complete_file_after_a_cut_one_closes_within_the_limits()
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        var cut = PlanFile(Enumerable.Range(1, 8), "1", file => file.Add(new StockFault("CutRow", "It was cut.", IsFatal: false)));
        Assert.Equal((0, 0), Count(await RunAsync(cut.Changes, cut.Context)));
        Assert.Equal((0, 2), Count(await SyncAsync([.. Enumerable.Range(1, 12), .. Enumerable.Range(15, 6)])));
    }

    [Fact]
    public async Task Plan_made_before_closes_were_held_back_closes_none_of_them()
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        var before = Plan([.. Enumerable.Range(1, 18), 20]);
        _ = await SyncAsync([.. Enumerable.Range(1, 7), 20]);
        Assert.Equal(SyncOutcome.HeldBack, Assert.Single((await RunAsync(before.Changes, before.Context)).Results).Outcome);
    }

    [Fact]
    public async Task Comparing_shows_what_is_held_and_writes_nothing()
    {
        _ = await SyncAsync(Enumerable.Range(1, 10));
        var serial = Store.Ledger.Serial;
        Assert.Equal(10, Plan(Enumerable.Range(101, 100)).GetBlocked(BlockReason.CloseLimit).Count());
        Assert.Equal(serial, Store.Ledger.Serial);
        Assert.Empty(ReadCloses()!.Held);
    }

    [Fact]
    public async Task Missing_end_of_the_previous_file_is_held_until_another_file_lacks_it()
    {
        _ = await SyncAsync(Enumerable.Range(1, 60));
        for (var times = 0; times < 2; times++)
        {
            var plan = PlanFile(Enumerable.Range(1, 55), "cut");
            Assert.Equal(5, plan.GetBlocked(BlockReason.FileTail).Count());
            Assert.Equal((0, 0), Count(await RunAsync(plan.Changes, plan.Context)));
        }

        var other = PlanFile([.. Enumerable.Range(1, 55), 71], "other");
        Assert.Equal((1, 5), Count(await RunAsync(other.Changes, other.Context)));
    }

    [Theory]
    [InlineData("1-58", 2)]
    [InlineData("1-59", 0)] // One car at the end is an ordinary sale …
    [InlineData("1-57,60", 0)] // … and so is a gap before the end …
    [InlineData("1-58,70", 0)] // … and an end with something new behind.
    [InlineData("1-40,42-57", 3)] // What is missing before the end is closed.
    public async Task Only_an_end_that_is_missing_whole_is_held(string numbers, int held)
    {
        _ = await SyncAsync(Enumerable.Range(1, 60));
        var kept = numbers.Split(',').SelectMany(part => part.Split('-') is [var first, var last] ? Range(first, last) : Range(part, part)).ToList();
        var plan = PlanFile(kept, "cut");
        Assert.Equal(held, plan.GetBlocked(BlockReason.FileTail).Count());
        Assert.Equal(60 - kept.Count(number => number <= 60) - held, plan.GetChanges(ChangeAction.Close).Count());

        static IEnumerable<int> Range(string first, string last)
        {
            var from = int.Parse(first, System.Globalization.CultureInfo.InvariantCulture);
            return Enumerable.Range(from, int.Parse(last, System.Globalization.CultureInfo.InvariantCulture) - from + 1);
        }
    }

    [Fact]
    public async Task Allowed_closes_at_the_end_of_a_file_are_sent()
    {
        _ = await SyncAsync(Enumerable.Range(1, 60));
        Assert.Equal(5, Plan(Enumerable.Range(1, 55), Closing with { AllowClose = 5 }).GetChanges(ChangeAction.Close).Count());
    }

    private static (int Created, int Closed) Count(IzzyPS.Sync.RunSummary run) => (run.Counts.Created, run.Counts.Closed);

    private FeedCloses? ReadCloses()
    {
        using var snapshot = Store.Ledger.OpenSnapshot();
        return snapshot.GetFeedFacts(StockSet.DefaultFeed, Time.GetUtcNow()).Closes;
    }

    private SyncPlan PlanFile(IEnumerable<int> numbers, string content, Action<StockFile>? harm = null)
    {
        var (set, vehicles) = TestCars.CreateStock(numbers);
        set.Files[0].Sha256 = content;
        harm?.Invoke(set.Files[0]);
        using var snapshot = Store.Ledger.OpenSnapshot();
        return SyncPlanner.Plan(vehicles, set, snapshot, Closing, Time);
    }
}

public sealed class SqliteHeldCloseTests() : HeldCloseTests(LedgerKind.Sqlite);

public sealed class PostgresHeldCloseTests() : HeldCloseTests(LedgerKind.Postgres);
