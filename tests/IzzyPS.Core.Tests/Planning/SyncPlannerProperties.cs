using FsCheck;
using FsCheck.Fluent;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Planning;
using IzzyPS.Planning.Changes;
using Xunit;

namespace IzzyPS.Tests.Planning;

/// <summary>What holds for any stock and any ledger, carried out over real HTTP on a real ledger. Source: SAFETY.md, "Closing".</summary>
[Trait("Category", "Slow")]
public sealed class SyncPlannerProperties
{
    /// <summary>Few enough for each build; <c>IZZYPS_TEST_ROUNDS=1000</c> for a long look.</summary>
    private static readonly int Rounds =
        int.TryParse(Environment.GetEnvironmentVariable("IZZYPS_TEST_ROUNDS"), System.Globalization.CultureInfo.InvariantCulture, out var rounds) ? rounds : 60;

    [Fact]
    public void Applied_plan_leaves_no_change_and_no_double() => Check(async (world, day) =>
    {
        var mustReestablish = world.Facts().MustReestablish;
        _ = await world.RunAsync(world.Plan(day));
        if (mustReestablish)
        {
            // The first run after an adoption re-establishes, the next may close.
            var second = world.Plan(day);
            Assert.All(second.Changes, change => Assert.True(change.Action is ChangeAction.Blocked or ChangeAction.Close || change.IsRelease, change.ToString()));
            _ = await world.RunAsync(second);
        }

        Assert.DoesNotContain(world.Plan(day).Changes, change => change.Action != ChangeAction.Blocked);
        AssertNothingTwiceAndNothingLost(world);
    });

    [Fact]
    public void No_plan_closes_what_the_closing_rules_forbid() => Check(async (world, day) =>
    {
        var facts = world.Facts();
        var entries = world.Ledger.Find(new LedgerQuery()).ToDictionary(entry => entry.Key);
        var plan = world.Plan(day);
        var closes = plan.GetChanges(ChangeAction.Close).ToList();

        Assert.False(closes.Count > 0 && day.Mode == SyncMode.InsertOnly, "insert-only closed something");
        var blocked = plan.Changes.Count(change => change.BlockReason == BlockReason.OtherFeed);
        Assert.False(closes.Count > 0 && blocked > 0 && 2 * blocked >= day.Rows.Count, "another partner's file closed something");
        if (WhyNothingMayClose(day, facts) is { } why)
            Assert.True(closes.Count == 0 && !plan.Changes.Any(change => change.IsRelease), $"{why}: {string.Join(", ", closes)}");
        var (total, before) = (closes.Count + facts.ClosedRecently, Math.Min(facts.Active, facts.HeldBase ?? facts.Active) + facts.ClosedRecently);
        var isTooMany = (total > 5 && total * 10 > before) || (total >= 3 && total * 2 > before);
        Assert.True(closes.Count == 0 || (day.Allowed is { } most ? total <= most : !isTooMany), $"{closes.Count} of {before} closed, {facts.ClosedRecently} before, {day.Allowed} allowed");

        var held = world.HeldByLimit();
        Assert.False(day.Allowed is null && closes.Exists(close => held.Contains(close.Key)), "a close that an earlier run held back was closed without permission");

        foreach (var close in closes)
        {
            Assert.True(entries.TryGetValue(close.Key, out var entry), $"{close.Key} was never listed");
            Assert.Equal((ListingState.Active, StockSet.DefaultFeed), (entry.State, entry.Feed));
            Assert.False(day.Rows.Exists(row => IsOf(row, close.Key, entries.Keys)), $"{close.Key} is in the stock");
        }

        var isOpen = world.Server.ActiveCars.ToDictionary(car => car.Id, StringComparer.Ordinal);
        var summary = await world.RunAsync(plan);
        Assert.Equal(closes.Count, summary.Counts.Closed);
        Assert.Equal(
            closes.Select(close => close.RemoteId!).Order(StringComparer.Ordinal),
            isOpen.Keys.Except(world.Server.ActiveCars.Select(car => car.Id), StringComparer.Ordinal).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void No_plan_changes_more_identities_prices_or_columns_than_allowed() => Check(async (world, day) =>
    {
        var plan = world.Plan(day);
        var updates = plan.Changes.Where(change => change is { Action: ChangeAction.Update or ChangeAction.Reprice, OldSalesPrice: not null })
            .Select(change => (Before: change.Before!.ToVehicle(), After: change.After!.ToVehicle())).ToList();

        Assert.All(updates, car => Assert.Equal(car.Before.Make, car.After.Make));
        var prices = updates.ConvertAll(car => Math.Abs((car.After.SalesPrice!.Value / car.Before.SalesPrice!.Value) - 1));
        Assert.All(prices, change => Assert.InRange(change, 0, 0.5m));
        Assert.InRange(prices.Count(change => change > 0.2m), 0, PlannerCases.Cars / 3);
        Assert.InRange(updates.Count(car => car.Before.Description is not null && car.After.Description is null), 0, PlannerCases.Cars / 2);
        var created = plan.Changes.Where(change => change.Action is ChangeAction.Create or ChangeAction.Reactivate).ToList();
        Assert.All(created, change => Assert.InRange(change.NewSalesPrice!.Value, 1_000, 5_000_000));
        var heldFiles = plan.GetBlocked(BlockReason.IdentityOfFile).Select(change => change.File).Append(null).ToHashSet(); // Closes come from no file.
        if (heldFiles.Count > 1)
            Assert.All(plan.Changes.Where(change => heldFiles.Contains(change.File)), change => Assert.True(change.Action == ChangeAction.Blocked, change.ToString()));

        _ = await world.RunAsync(plan);
        var again = world.Plan(day);
        var held = plan.Changes.Where(change => change.HeldBack.Count > 0 || change.BlockReason is BlockReason.IdentityChanged or BlockReason.IdentityOfFile or BlockReason.SameNumber).Select(change => change.ReplacesKey ?? change.Key).ToHashSet();
        Assert.DoesNotContain(again.Changes, change => held.Contains(change.ReplacesKey ?? change.Key) && change.Action is ChangeAction.Create or ChangeAction.Update or ChangeAction.Reprice);
    });

    [Fact]
    public void Rerun_never_does_what_the_run_before_held_back() => Check(async (world, day) =>
    {
        var first = world.Plan(day);
        _ = await world.RunAsync(first);
        var held = first.Changes.Where(change => change.BlockReason is BlockReason.CloseLimit or BlockReason.CloseHeld).Select(change => change.Key).ToHashSet();
        var reversed = Enumerable.Range(0, day.Rows.Count).Reverse().ToArray();
        foreach (var order in new[] { null, reversed })
        {
            world.Pass(TimeSpan.FromHours(25));
            var again = world.Plan(day, order);
            Assert.DoesNotContain(again.GetChanges(ChangeAction.Close), close => held.Contains(close.Key) && day.Allowed is null);
            _ = await world.RunAsync(again);
        }
    });

    [Fact]
    public void Run_that_asks_for_less_allows_the_next_one_no_more() => Check(async (world, day) =>
    {
        var asked = world.Plan(day);
        var closes = asked.Changes.Where(change => day.Allowed is null && change.BlockReason is BlockReason.CloseLimit or BlockReason.CloseHeld).Select(change => change.Key).ToHashSet();
        var prices = asked.Changes.Where(change => change.HeldBack.Any(held => held.Reason == BlockReason.PriceLimit)).Select(change => change.Key).ToHashSet();
        _ = await world.RunAsync(world.Plan(day with { AsksForAll = false }));

        var next = world.Plan(day);
        Assert.DoesNotContain(next.GetChanges(ChangeAction.Close), change => closes.Contains(change.Key));
        Assert.DoesNotContain(next.Changes, change => change is { Action: ChangeAction.Update or ChangeAction.Reprice, PriceSetBy: Origin.Feed }
            && prices.Contains(change.Key) && change.Before!.ToVehicle().SalesPrice != change.After!.ToVehicle().SalesPrice);
        _ = await world.RunAsync(next);
    });

    [Fact]
    public void Any_plan_read_back_from_json_equals_the_plan() => Check((world, day) =>
    {
        var plan = world.Plan(day);
        Assert.Equal(plan, PlanJson.ReadBack(plan));
        return Task.CompletedTask;
    });

    [Fact]
    public void Vehicles_decided_by_hand_or_in_doubt_stay_unchanged() => Check(async (world, day) =>
    {
        var entries = world.Ledger.Find(new LedgerQuery()).ToList();
        var inDoubt = world.Ledger.FindInDoubt().Select(operation => operation.Key).ToHashSet();
        var plan = world.Plan(day);
        foreach (var entry in entries.Where(entry => ChangeRules.IsHeldByHand(entry)))
            Assert.DoesNotContain(plan.Changes, change => change.Key == entry.Key && change.Action != ChangeAction.Blocked && !change.IsRelease);
        foreach (var key in inDoubt)
            Assert.DoesNotContain(plan.Changes, change => (change.ReplacesKey ?? change.Key) == key && change.Action != ChangeAction.Blocked);
        foreach (var entry in entries.Where(entry => entry is { State: ListingState.Active, PriceSetBy: Origin.Hand }))
        {
            var isHeld = plan.Changes.Where(change => change.Key == entry.Key && change.After is not null && change.FeedPrices == entry.FeedPrices);
            Assert.All(isHeld, change => Assert.Equal(entry.SalesPrice, change.After!.ToVehicle().SalesPrice));
        }

        _ = await world.RunAsync(plan);
        Assert.Equal(inDoubt, world.Ledger.FindInDoubt().Select(operation => operation.Key).ToHashSet());
    });

    [Fact]
    public void The_order_of_rows_does_not_matter() => Check(async (world, day) =>
    {
        var shuffled = Enumerable.Range(0, day.Rows.Count).ToArray();
        new Random(day.Seed).Shuffle(shuffled);
        var forth = world.Plan(day);
        Assert.Equal(Lines(forth), Lines(world.Plan(day, shuffled)));
        _ = await world.RunAsync(forth);

        // Of rows that contradict each other, the one that is shown depends on their order; that they are blocked does not.
        static IEnumerable<string> Lines(SyncPlan plan) => plan.Changes.Select(change => change.BlockReason is BlockReason.Conflict or BlockReason.Invalid
            ? $"Blocked {change.Key}"
            : $"{change.Action} {change.BlockReason} {change.Key} {change.ReplacesKey} {change.RemoteId} {change.After} {change.PriceChange} {change.IsRelease} {string.Join(';', change.Changes)}")
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    });

    [Fact]
    public void Plan_filtered_sorted_kept_or_applied_twice_does_no_harm() => Check(async (world, day) =>
    {
        var plan = world.Plan(day);
        var changes = plan.Changes.ToArray();
        new Random(day.Seed).Shuffle(changes);
        switch (day.Detour)
        {
            case Detour.Shuffled:
                _ = await world.RunAsync(changes, plan.Context);
                break;
            case Detour.Halved:
                _ = await world.RunAsync(changes[..(changes.Length / 2)], plan.Context);
                break;
            case Detour.AppliedTwice:
                _ = await world.RunAsync(plan);
                var sent = world.Server.Requests.Values.Sum();
                var again = await world.RunAsync(changes, plan.Context);
                Assert.Equal(sent, world.Server.Requests.Values.Sum());
                Assert.DoesNotContain(again.Results, result => result.Outcome == SyncOutcome.Succeeded);
                break;
            case Detour.KeptForADay:
                world.Pass(TimeSpan.FromHours(25));
                Assert.Equal(0, (await world.RunAsync(plan)).Counts.Closed);
                break;
            case Detour.OvertakenByAnother:
                _ = await world.RunAsync(world.Plan(day));
                Assert.Equal(0, (await world.RunAsync(plan)).Counts.Closed);
                break;
            default:
                _ = await world.RunAsync(plan);
                break;
        }

        AssertNothingTwiceAndNothingLost(world);
    });

    private static void AssertNothingTwiceAndNothingLost(PlannerWorld world)
    {
        Assert.Empty(world.Server.DuplicateVins);
        Assert.Equal(world.Listed(), world.Known());
    }

    /// <summary>The closing rules, written independently of the product, from what the test did to the stock.</summary>
    private static string? WhyNothingMayClose(Day day, FeedFacts facts)
    {
        var seen = day.Rows.Where(row => row.Fate is Fate.Valid or Fate.Spoilt).Select(row => (row.Number, row.HasVin)).ToHashSet();
        var doubt = day.Doubt switch
        {
            Doubt.NotReadToEnd => "a file was not read to its end",
            Doubt.Fault => "a file has a fault",
            Doubt.NoFinalLineBreak when facts.HadFinalLineBreak == true => "the final line break is missing",
            _ => null,
        };
        return doubt
            ?? (facts.MustReestablish ? "the ledger was adopted" : null)
            ?? (day.Rows.Exists(row => row.Fate == Fate.Unreadable) ? "nobody can say which car a row is" : null)
            ?? (day.Rows.Exists(row => row.Fate == Fate.Filtered && !seen.Contains((row.Number, row.HasVin))) ? "the pipeline was filtered" : null)
            ?? (Enumerable.Range(0, day.Files).Any(file => !day.Rows.Where((row, index) => day.FileOf(index) == file && row.Fate is not (Fate.Rejected or Fate.Unreadable)).Any())
                ? "a file has no valid row"
                : null);
    }

    /// <summary>Whether a row is the car of a key: by the key itself, or by its number where the row has no other entry of its own.</summary>
    private static bool IsOf(Row row, VehicleKey key, IReadOnlyCollection<VehicleKey> entries)
    {
        var (vin, number) = (new VehicleKey(TestCars.CreateVin(row.Number)), new VehicleKey($"#CFG{row.Number:D5}"));
        var own = row.HasVin ? vin : number;
        return own == key || ((row.HasVin ? number : vin) == key && !entries.Contains(own));
    }

    private static void Check(Func<PlannerWorld, Day, Task> property) =>
        Prop.ForAll(PlannerCases.All.ToArbitrary(), @case => CheckAsync(property, @case).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds).WithReplay(20261121, 1234567));

    private static async Task CheckAsync(Func<PlannerWorld, Day, Task> property, PlannerCase @case)
    {
        using var world = await PlannerWorld.MakeAsync(@case);
        foreach (var day in @case.Days)
        {
            world.Pass(day.Later);
            await property(world, day);
        }
    }
}
