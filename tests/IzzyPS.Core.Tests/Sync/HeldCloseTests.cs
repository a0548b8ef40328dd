using IzzyPS.Ledger.Listings;
using IzzyPS.Planning;
using IzzyPS.Planning.Changes;
using IzzyPS.Planning.Guards;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>Closes that a run held back, over several days, files and reruns. Source: SAFETY.md, "Guards".</summary>
public abstract class HeldCloseTests(LedgerKind kind) : ExecutorTests(kind)
{
    private static readonly SyncPlanOptions Closing = new() { CloseMissing = true };

    private static readonly SyncPlanOptions NotClosing = new();

    [Fact]
    public async Task Growth_of_the_feed_allows_no_close_that_was_held_back()
    {
        await RunDayAsync("a", Range(1, 10));
        Assert.Equal(Blocked(BlockReason.CloseLimit, 10), await RunDayAsync("b", Range(101, 100)));
        Assert.Equal(Blocked(BlockReason.CloseHeld, 10), await RunDayAsync("b", Range(101, 100)));
        Assert.Equal(Blocked(BlockReason.CloseHeld, 10), await RunDayAsync("c", Range(101, 101)));
        Assert.Equal(111, Server.ActiveCars.Count);
    }

    [Fact]
    public async Task Vehicle_that_is_in_a_file_again_is_held_back_no_more()
    {
        await RunDayAsync("a", Range(1, 10));
        await RunDayAsync("b", Range(101, 100));
        await RunDayAsync("c", [.. Range(1, 9), .. Range(101, 100)]);
        Assert.Equal([TestCars.CreateVin(10)], Memory().Held.Select(held => held.Key.Value));
        await RunDayAsync("d", [.. Range(1, 10), .. Range(101, 100)]);
        Assert.Empty(Memory().Held);
        Assert.Equal(1, await CountClosedAsync("e", [.. Range(2, 9), .. Range(101, 100)]));
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(10, 10)]
    public async Task Closes_held_back_are_allowed_up_to_the_ceiling(int allowed, int closed)
    {
        await RunDayAsync("a", Range(1, 10));
        await RunDayAsync("b", Range(101, 100));
        Assert.Equal(closed, await CountClosedAsync("b", Range(101, 100), Closing with { Allowed = new Allowances { Close = allowed } }));
        Assert.Equal(10 - closed, Memory().Held.Count);
    }

    [Fact]
    public async Task Incomplete_stock_that_grows_the_feed_allows_no_closes_afterwards()
    {
        await RunDayAsync("a", Range(1, 10));
        Assert.Equal(Blocked(BlockReason.CloseForbidden, 10), await RunDayAsync("b", Range(101, 100), isReadToEnd: false));
        Assert.Equal(Blocked(BlockReason.CloseLimit, 10), await RunDayAsync("c", Range(101, 100)));
    }

    [Theory]
    [InlineData(SyncMode.Upsert, 101)]
    [InlineData(SyncMode.Upsert, 10)]
    [InlineData(SyncMode.InsertOnly, 10)]
    public async Task Growth_by_a_run_that_closes_nothing_allows_no_closes_later(SyncMode mode, int first)
    {
        await RunDayAsync("a", Range(1, 10), NotClosing);
        int[] wrong = [first, .. Range(102, 100)];
        var plan = PlanDay("b", wrong, NotClosing with { Mode = mode });
        _ = await RunAsync(plan.Changes, plan.Context);
        Time.Advance(TimeSpan.FromHours(25));
        var absent = first == 10 ? 9 : 10;
        Assert.Equal(Blocked(BlockReason.CloseLimit, absent), await RunDayAsync("b", wrong));
        Assert.Equal(Blocked(BlockReason.CloseHeld, absent), await RunDayAsync("c", wrong));
    }

    [Fact]
    public async Task File_that_lacks_no_listing_makes_the_grown_feed_the_base()
    {
        await RunDayAsync("a", Range(1, 10), NotClosing);
        await RunDayAsync("b", Range(2, 60), NotClosing);
        await RunDayAsync("c", Range(1, 61), NotClosing);
        Assert.Null(Memory().BaseOfIncomplete);
        Assert.Equal(6, await CountClosedAsync("d", Range(7, 55)));
    }

    [Fact]
    public async Task File_that_stops_is_held_back_after_a_run_that_closes_nothing()
    {
        await RunDayAsync("a", Range(1, 60), NotClosing);
        await RunDayAsync("b", Range(1, 57), NotClosing);
        await RunDayAsync("c", Range(1, 57), NotClosing);
        Assert.Equal(Blocked(BlockReason.FileTail, 3), await RunDayAsync("c", Range(1, 57)));
        Assert.Equal(3, await CountClosedAsync("d", Range(1, 57)));
    }

    [Fact]
    public async Task File_that_stops_one_row_earlier_still_closes_nothing()
    {
        await RunDayAsync("a", Range(1, 60));
        Assert.Equal(Blocked(BlockReason.FileTail, 3), await RunDayAsync("b", Range(1, 57)));
        Assert.Equal(Blocked(BlockReason.FileTail, 5), await RunDayAsync("c", Range(1, 55)));
        Assert.Equal(Blocked(BlockReason.FileTail, 6), await RunDayAsync("d", Range(1, 54)));
        Assert.Equal(6, await CountClosedAsync("e", Range(1, 54)));
    }

    [Fact]
    public async Task Plan_without_its_blocked_changes_still_records_what_is_held_back()
    {
        await RunDayAsync("a", Range(1, 10));
        var plan = PlanDay("b", Range(101, 100), Closing);
        _ = await RunAsync([.. plan.GetChanges(ChangeAction.Create)]);
        Assert.Equal(Blocked(BlockReason.CloseHeld, 10), await RunDayAsync("b", Range(101, 100)));
    }

    [Fact]
    public async Task Plan_made_before_a_run_that_held_closes_back_closes_nothing()
    {
        await RunDayAsync("a", Range(1, 20));
        var early = PlanDay("b", Range(1, 12), Closing with { Allowed = new Allowances { Close = 8 } });
        await RunDayAsync("b", Range(1, 12));
        Assert.Equal(0, (await RunAsync(early.Changes, early.Context)).Counts.Closed);
        Assert.Equal(8, Memory().Held.Count);
    }

    [Fact]
    public async Task Closes_held_back_when_applied_stay_held_back()
    {
        await RunDayAsync("a", Range(1, 20));
        var plan = PlanDay("b", [.. Range(1, 12), .. Range(101, 200)], Closing with { Allowed = new Allowances { Close = 8 } });
        Assert.Equal(0, (await RunAsync(plan.Changes, plan.Context, allowClose: 5)).Counts.Closed);
        Assert.Equal(Blocked(BlockReason.CloseHeld, 8), await RunDayAsync("b", [.. Range(1, 12), .. Range(101, 200)]));
    }

    [Fact]
    public async Task End_of_the_last_file_closes_only_after_another_file_lacks_it()
    {
        await RunDayAsync("a", Range(1, 60));
        Assert.Equal(Blocked(BlockReason.FileTail, 5), await RunDayAsync("b", Range(1, 55)));
        Assert.Equal(Blocked(BlockReason.FileTail, 5), await RunDayAsync("b", Range(1, 55)));
        Assert.Equal(5, await CountClosedAsync("c", Range(1, 55)));
    }

    [Fact]
    public async Task File_that_stops_earlier_every_day_closes_nothing()
    {
        await RunDayAsync("a", Range(1, 60));
        Assert.Equal(Blocked(BlockReason.FileTail, 2), await RunDayAsync("b", Range(1, 58)));
        Assert.Equal(Blocked(BlockReason.FileTail, 4), await RunDayAsync("c", Range(1, 56)));
    }

    [Theory]
    [InlineData("one car at the end", 1)]
    [InlineData("cars in the middle", 2)]
    [InlineData("a new car behind", 2)]
    public async Task Missing_listings_that_are_no_cut_off_end_are_closed(string what, int closed)
    {
        await RunDayAsync("a", Range(1, 60));
        var rows = what switch
        {
            "one car at the end" => Range(1, 59),
            "cars in the middle" => [.. Range(1, 40), .. Range(43, 18)],
            _ => [.. Range(1, 58), 61],
        };
        Assert.Equal(closed, await CountClosedAsync("b", rows));
    }

    [Fact]
    public async Task Listing_is_closed_when_enough_files_of_other_content_lack_it()
    {
        var options = Closing with { CloseAfter = 3 };
        await RunDayAsync("a", Range(1, 20));
        foreach (var content in new[] { "b", "b", "c", "c" })
            Assert.Equal(Blocked(BlockReason.NotYetAbsent, 1), await RunDayAsync(content, Range(2, 19), options));
        Assert.Equal(1, await CountClosedAsync("d", Range(2, 19), options));
    }

    [Fact]
    public async Task Misses_are_counted_anew_after_the_vehicle_was_in_a_file()
    {
        var options = Closing with { CloseAfter = 2 };
        await RunDayAsync("a", Range(1, 20));
        await RunDayAsync("b", Range(2, 19), options);
        await RunDayAsync("c", Range(1, 20), options);
        Assert.Equal(Blocked(BlockReason.NotYetAbsent, 1), await RunDayAsync("d", Range(2, 19), options));
    }

    [Fact]
    public async Task Close_by_hand_needs_no_permission_for_a_close_that_is_held_back()
    {
        await RunDayAsync("a", Range(1, 10));
        await RunDayAsync("b", Range(101, 100));
        var hand = new HandChanges(Store.Ledger, Time);
        Assert.Equal(1, (await RunAsync([hand.Close(Store.GetEntry(1), CloseReason.Sold)])).Counts.Closed);
        Assert.Equal(9, Memory().Held.Count);
    }

    private static int[] Range(int first, int count) => [.. Enumerable.Range(first, count)];

    private static string Blocked(BlockReason reason, int count) => $"{count} {reason}";

    private FeedMemory Memory()
    {
        using var snapshot = Store.Ledger.OpenSnapshot();
        return snapshot.GetFeedMemory(StockSet.DefaultFeed);
    }

    private SyncPlan PlanDay(string content, int[] numbers, SyncPlanOptions options, bool isReadToEnd = true)
    {
        Time.Advance(TimeSpan.FromMinutes(1));
        var (set, vehicles) = TestCars.CreateStock(numbers);
        (set.Files[0].Sha256, set.Files[0].IsReadToEnd) = (content, isReadToEnd);
        using var snapshot = Store.Ledger.OpenSnapshot();
        return SyncPlanner.Plan(vehicles, set, snapshot, options, Time);
    }

    /// <summary>Syncs the stock of a day.</summary>
    /// <returns>How many closes are held back, and why.</returns>
    private async Task<string> RunDayAsync(string content, int[] numbers, SyncPlanOptions? options = null, bool isReadToEnd = true)
    {
        var plan = PlanDay(content, numbers, options ?? Closing, isReadToEnd);
        Assert.Equal(0, (await RunAsync(plan.Changes, plan.Context)).Counts.Closed);
        var blocked = plan.GetChanges(ChangeAction.Blocked).ToList();
        return blocked.Count == 0 ? string.Empty : Blocked(Assert.Single(blocked.Select(change => change.BlockReason).Distinct()), blocked.Count);
    }

    private async Task<int> CountClosedAsync(string content, int[] numbers, SyncPlanOptions? options = null)
    {
        var plan = PlanDay(content, numbers, options ?? Closing);
        return (await RunAsync(plan.Changes, plan.Context)).Counts.Closed;
    }
}

public sealed class SqliteHeldCloseTests() : HeldCloseTests(LedgerKind.Sqlite);

public sealed class PostgresHeldCloseTests() : HeldCloseTests(LedgerKind.Postgres);
