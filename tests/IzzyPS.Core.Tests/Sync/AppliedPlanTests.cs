using IzzyPS.Dealer;
using IzzyPS.Ledger;
using IzzyPS.Operations;
using IzzyPS.Planning;
using IzzyPS.Planning.Changes;
using IzzyPS.Planning.Guards;
using IzzyPS.Sync;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>A plan that is carried out late, twice, beside another or after an operator decided otherwise: each change is checked when it is applied.</summary>
public abstract class AppliedPlanTests(LedgerKind kind) : ExecutorTests(kind)
{
    [Fact]
    public async Task Plan_applied_twice_sends_once_and_a_late_one_is_stale()
    {
        var creates = Plan(Enumerable.Range(1, 3));
        _ = await RunAsync(creates.Changes);
        Assert.All((await RunAsync(creates.Changes)).Results, result => Assert.Equal(SyncOutcome.Unchanged, result.Outcome));

        var reprice = Plan([1, 2, 3], car: (n, file) => TestCars.CreateCar(n, file, 65_000m));
        _ = await SyncAsync([1, 2, 3], car: (n, file) => TestCars.CreateCar(n, file, 60_000m));
        Assert.All((await RunAsync(reprice.Changes)).Results, result => Assert.Equal(SyncOutcome.Stale, result.Outcome));
        Assert.Equal(3, Server.Cars.Count);
    }

    [Fact]
    public async Task Two_runs_of_one_process_list_a_vehicle_once()
    {
        var plan = Plan(Enumerable.Range(1, 30));
        var token = new TaskCompletionSource();
        var slow = new SyncExecutor(Store.Ledger, new SlowToken(Client, token.Task), new ExecutionOptions(), Time)
            .RunAsync(new SyncRequest(plan.Changes, "a test"), new Observer(null, null), TestContext.Current.CancellationToken);

        // The other run has checked its changes by now, and this run sends first.
        Assert.Equal(20, (await RunAsync([.. plan.Changes.Take(20)])).Counts.Created);
        token.SetResult();
        var summary = await slow;
        Assert.Equal(10, summary.Counts.Created);
        Assert.Equal(20, summary.Results.Count(result => result.Outcome == SyncOutcome.Stale));
        Assert.Equal(30, Server.Cars.Count);
    }

    [Fact]
    public async Task Changes_of_another_ledger_are_stale()
    {
        using var other = new TestLedger(time: Time);
        using var snapshot = other.Ledger.OpenSnapshot();
        var (set, vehicles) = TestCars.CreateStock([1]);
        var plan = SyncPlanner.Plan(vehicles, set, snapshot, new SyncPlanOptions(), Time);
        Assert.Equal(SyncOutcome.Stale, Assert.Single((await RunAsync(plan.Changes)).Results).Outcome);
        Assert.Empty(Server.Cars);
    }

    [Fact]
    public async Task Closes_are_counted_again_when_they_are_applied()
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        var four = Plan(Enumerable.Range(1, 16), new SyncPlanOptions { CloseMissing = true });
        _ = await RunAsync(four.Changes);
        var hand = new HandChanges(Store.Ledger, Time);
        var twoMore = new[] { hand.Close(Store.GetEntry(1), CloseReason.Sold), hand.Close(Store.GetEntry(2), CloseReason.Sold) };
        Assert.All((await RunAsync(twoMore)).Results, result => Assert.Equal(SyncOutcome.HeldBack, result.Outcome));
        Assert.Equal(SyncOutcome.Succeeded, Assert.Single((await RunAsync([twoMore[0]])).Results).Outcome);
        Assert.All((await RunAsync(twoMore, allowClose: 6)).Results, result => Assert.NotEqual(SyncOutcome.HeldBack, result.Outcome));
    }

    [Fact]
    public async Task Closes_count_for_a_day_though_the_vehicles_came_back()
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        _ = await RunAsync(Plan(Enumerable.Range(6, 15), new SyncPlanOptions { CloseMissing = true }).Changes);
        var back = Plan(Enumerable.Range(1, 19), new SyncPlanOptions { CloseMissing = true });
        Assert.Equal(5, (await RunAsync(back.Changes)).Counts.Created);
        Assert.Equal(BlockReason.CloseLimit, Assert.Single(back.Changes, change => change.Action == ChangeAction.Blocked).BlockReason);

        // The limit would allow the close the next day. It stays held back, because an earlier run held it back.
        Time.Advance(TimeSpan.FromHours(25));
        var held = Assert.Single(Plan(Enumerable.Range(1, 19), new SyncPlanOptions { CloseMissing = true }).Changes);
        Assert.Equal(BlockReason.CloseHeld, held.BlockReason);
        var allowed = Plan(Enumerable.Range(1, 19), new SyncPlanOptions { CloseMissing = true, Allowed = new Allowances { Close = 1 } });
        Assert.Equal(1, (await RunAsync(allowed.Changes)).Counts.Closed);
    }

    [Theory]
    [InlineData(25, "older than 24 hours")]
    [InlineData(-25, "in the future")]
    public async Task Plan_from_another_day_closes_nothing(int hours, string why)
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        if (hours < 0)
            Time.Advance(TimeSpan.FromHours(-hours));
        var plan = Plan(Enumerable.Range(1, 19), new SyncPlanOptions { CloseMissing = true });
        var later = new TestTime(plan.Facts.PlannedAt.AddHours(hours));
        var result = Assert.Single((await RunAsync(plan.Changes, time: later)).Results);
        Assert.Equal(SyncOutcome.HeldBack, result.Outcome);
        Assert.Contains(why, result.Error!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(23, SyncOutcome.Succeeded)]
    [InlineData(25, SyncOutcome.HeldBack)]
    public async Task Plan_read_back_from_json_closes_only_within_24_hours(int hours, SyncOutcome outcome)
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        var plan = PlanJson.ReadBack(Plan(Enumerable.Range(1, 19), new SyncPlanOptions { CloseMissing = true }));
        var later = new TestTime(plan.Facts.PlannedAt.AddHours(hours)); // Another process, with a monotonic clock of its own.
        var result = Assert.Single((await RunAsync(plan.Changes, plan.Context, time: later)).Results);
        Assert.Equal(outcome, result.Outcome);
        Assert.NotEqual(plan.Facts.Id, result.RunId);
    }

    [Fact]
    public async Task A_plan_overtaken_by_a_newer_one_closes_nothing()
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        var old = Plan(Enumerable.Range(1, 19), new SyncPlanOptions { CloseMissing = true });
        Time.Advance(TimeSpan.FromMinutes(5));
        _ = await SyncAsync(Enumerable.Range(1, 21));
        Assert.Equal(SyncOutcome.HeldBack, Assert.Single((await RunAsync(old.Changes)).Results).Outcome);
    }

    [Fact]
    public async Task Price_set_by_hand_leaves_other_changes_pending()
    {
        _ = await SyncAsync([1]);
        var hand = new HandChanges(Store.Ledger, Time).Reprice(Store.GetEntry(1), listPrice: null, salesPrice: 64_999.99m);
        Assert.Equal(SyncOutcome.Succeeded, Assert.Single((await RunAsync([hand])).Results).Outcome);
        Assert.Equal((64_999.99m, Origin.Hand), (Store.GetEntry(1).SalesPrice, Store.GetEntry(1).PriceSetBy));
        Assert.Empty(Plan([1]).Changes);

        var both = Assert.Single(Plan([1], car: (n, file) => Recoloured(TestCars.CreateCar(n, file, 60_000m))).Changes);
        _ = await RunAsync([HandChanges.KeepPriceOnly(both)]);
        var rest = Assert.Single(Plan([1], car: (n, file) => Recoloured(TestCars.CreateCar(n, file, 60_000m))).Changes);
        Assert.Equal(["Color"], rest.Changes.Select(field => field.Name));
        Assert.Equal(SyncOutcome.Succeeded, Assert.Single((await RunAsync([both])).Results).Outcome);
        Assert.Empty(Plan([1], car: (n, file) => Recoloured(TestCars.CreateCar(n, file, 60_000m))).Changes);
    }

    [Fact]
    public async Task A_vehicle_closed_by_hand_stays_closed_until_it_is_reopened()
    {
        _ = await SyncAsync(Enumerable.Range(1, 3));
        _ = await RunAsync([new HandChanges(Store.Ledger, Time).Close(Store.GetEntry(1), CloseReason.Sold)]);
        Assert.Equal([SyncOutcome.Blocked], (await SyncAsync(Enumerable.Range(1, 3))).Results.Select(result => result.Outcome));

        var reopened = await RunAsync([new HandChanges(Store.Ledger, Time).Reopen(Store.GetEntry(1))]);
        Assert.Equal(SyncOutcome.Succeeded, Assert.Single(reopened.Results).Outcome);
        Assert.Equal(3, Server.ActiveCars.Count);
        Assert.Empty((await SyncAsync(Enumerable.Range(1, 3))).Results);
    }

    [Fact]
    public async Task Vehicle_closed_by_hand_returns_after_a_complete_file_lacked_it()
    {
        _ = await SyncAsync(Enumerable.Range(1, 3));
        _ = await RunAsync([new HandChanges(Store.Ledger, Time).Close(Store.GetEntry(1), CloseReason.Sold)]);
        Time.Advance(TimeSpan.FromMinutes(1));
        _ = await SyncAsync([2, 3]);
        Assert.Equal(1, (await SyncAsync(Enumerable.Range(1, 3))).Counts.Created);
    }

    [Fact]
    public async Task Plan_closes_nothing_after_a_newer_stock_without_changes_was_run()
    {
        _ = await SyncAsync(Enumerable.Range(1, 5));
        var old = Plan(Enumerable.Range(1, 4));
        Time.Advance(TimeSpan.FromMinutes(1));
        _ = await RunAsync(Plan(Enumerable.Range(1, 5), includesUnchanged: true).Changes);
        var held = Assert.Single((await RunAsync(old.Changes)).Results);
        Assert.Equal(SyncOutcome.HeldBack, held.Outcome);
        Assert.Contains("newer plan", held.Error!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_vin_of_a_listed_car_updates_its_listing()
    {
        _ = await SyncAsync([1], car: (n, file) => TestCars.CreateCar(n, file, vin: null));
        var before = Assert.Single(Store.Ledger.Find(new LedgerQuery()));
        var plan = Plan([1]);
        Assert.Equal(1, (await RunAsync(plan.Changes)).Counts.Updated);
        Assert.Equal(SyncOutcome.Unchanged, Assert.Single((await RunAsync(plan.Changes)).Results).Outcome);
        var after = Assert.Single(Store.Ledger.Find(new LedgerQuery()));
        Assert.Equal((TestCars.CreateVin(1), before.RemoteId), (after.Vin, after.RemoteId));
        Assert.Equal(TestCars.CreateVin(1), Assert.Single(Server.Cars).Vin);
        Assert.Empty((await SyncAsync([1])).Results);
    }

    /// <summary>A client that has to wait for its token.</summary>
    private sealed class SlowToken(IDealerClient client, Task token) : IDealerClient
    {
        public event EventHandler<PutOffEventArgs>? PutOff
        {
            add => client.PutOff += value;
            remove => client.PutOff -= value;
        }

        public DealerAccount Account => client.Account;

        public Task AuthenticateAsync(CancellationToken cancellationToken) => token;

        public IDealerCalls CreateCalls(RequestContext context) => client.CreateCalls(context);

        public Task<Answer> CreateCarAsync(Guid idempotencyKey, CarPayload car, CancellationToken cancellationToken) =>
            client.CreateCarAsync(idempotencyKey, car, cancellationToken);

        public Task<Answer> UpdateCarAsync(string remoteId, CarPayload car, CancellationToken cancellationToken) =>
            client.UpdateCarAsync(remoteId, car, cancellationToken);

        public Task<Answer> CloseCarAsync(string remoteId, CloseReason reason, CancellationToken cancellationToken) =>
            client.CloseCarAsync(remoteId, reason, cancellationToken);

        public void Dispose()
        {
        }
    }
}

public sealed class SqliteAppliedPlanTests() : AppliedPlanTests(LedgerKind.Sqlite);

public sealed class PostgresAppliedPlanTests() : AppliedPlanTests(LedgerKind.Postgres);
