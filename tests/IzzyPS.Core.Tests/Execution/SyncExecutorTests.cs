using IzzyPS.Dealer;
using IzzyPS.Execution;
using IzzyPS.Ledger;
using IzzyPS.Planning;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using IzzyPS.Stock;
using IzzyPS.Tests.Ledger;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Execution;

/// <summary>The protocol, over real HTTP on loopback and a real ledger.</summary>
public abstract class SyncExecutorTests(LedgerKind kind) : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private SandboxServer _server = null!;
    private TestLedger _ledger = null!;
    private DealerClient _client = null!;

    public ValueTask InitializeAsync()
    {
        Serve();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _ledger.Dispose();
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_first_import_lists_every_vehicle_once_and_a_second_sends_nothing()
    {
        var summary = await SyncAsync(Enumerable.Range(1, 50));
        Assert.Equal(50, summary.Counts.Created);
        Assert.Equal(50, _server.ActiveCars.Count);
        Assert.Equal(
            _server.ActiveCars.Select(car => (car.Vin, car.Id)).Order(),
            _ledger.Ledger.Find(new LedgerQuery()).Select(entry => (entry.Vin, entry.RemoteId!)).Order());

        var requests = Requests();
        Assert.Empty((await SyncAsync(Enumerable.Range(1, 50))).Results);
        Assert.Equal(requests, Requests());
    }

    [Fact]
    public async Task Updates_prices_and_closes_reach_the_server_and_the_ledger()
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        var summary = await SyncAsync(
            Enumerable.Range(1, 18),
            car: (n, file) => n switch
            {
                1 => TestCars.Car(n, file, 60_000m),
                2 => Recoloured(TestCars.Car(n, file)),
                _ => TestCars.Car(n, file),
            });
        Assert.Equal((1, 1, 2), (summary.Counts.Repriced, summary.Counts.Updated, summary.Counts.Closed));
        Assert.Equal(60_000m, _ledger.Entry(1).SalesPrice);
        Assert.Equal((ListingState.Closed, Origin.Feed), (_ledger.Entry(19).State, _ledger.Entry(19).ClosedBy));
        Assert.Equal(18, _server.ActiveCars.Count);
        Assert.Contains("60000.00", _server.ActiveCars.Single(car => car.Vin == TestCars.Vin(1)).Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_create_whose_answer_is_lost_is_in_doubt_and_never_sent_again()
    {
        Serve(new SandboxFault(FaultKind.Reset) { Routes = SandboxRoutes.CreateCar, Moment = FaultMoment.AfterCommit, From = 2, Times = 1 });
        var summary = await SyncAsync(Enumerable.Range(1, 5), throttle: 1);
        Assert.Equal((4, 1), (summary.Counts.Created, summary.Counts.InDoubt));
        Assert.Equal(5, _server.ActiveCars.Count);
        var inDoubt = Assert.Single(_ledger.Ledger.InDoubt());
        Assert.Contains(inDoubt.Key.Value, summary.Results.Single(result => result.Outcome == SyncOutcome.InDoubt).Error!, StringComparison.Ordinal);

        var again = await SyncAsync(Enumerable.Range(1, 5));
        Assert.Equal([SyncOutcome.Blocked], again.Results.Select(result => result.Outcome));
        Assert.Equal(5, _server.Cars.Count);
    }

    [Fact]
    public async Task Three_unanswered_creates_in_a_row_pause_them_then_three_more_end_them()
    {
        Serve(new SandboxFault(FaultKind.Drop) { Routes = SandboxRoutes.CreateCar, Moment = FaultMoment.AfterCommit });
        var said = new List<string>();
        var running = SyncAsync(Enumerable.Range(1, 40), throttle: 1, said: said);
        await AdvanceUntilAsync(running);
        var summary = await running;
        Assert.Equal(6, summary.Counts.InDoubt);
        Assert.Equal(34, summary.Results.Count(result => result.Outcome == SyncOutcome.NotSent));
        Assert.Equal(6, _server.ActiveCars.Count);
        Assert.Contains(said, line => line.Contains("creates pause for 30 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_sent_while_the_server_has_asked_to_be_left_alone()
    {
        Serve(new SandboxFault(FaultKind.Status) { Routes = SandboxRoutes.CreateCar, Status = 429, From = 3, Times = 1, RetryAfter = "60" });
        var running = SyncAsync(Enumerable.Range(1, 40), throttle: 2);
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20)))
        {
            // Both senders wait: the one that was put off, and the one that would have sent the next.
            while (_server.CountOf(SandboxRoutes.CreateCar) < 3 || _time.Waiting < 2)
                await Task.Delay(2, limit.Token);
        }

        Assert.InRange(_server.ActiveCars.Count, 2, 4);
        await AdvanceUntilAsync(running);
        Assert.Equal(40, (await running).Counts.Created);
    }

    [Fact]
    public async Task A_listing_that_is_gone_is_created_anew_once()
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        Serve(keepCars: false);
        var summary = await SyncAsync(Enumerable.Range(1, 20), car: (n, file) => n <= 3 ? Recoloured(TestCars.Car(n, file)) : TestCars.Car(n, file));
        Assert.Equal(3, summary.Counts.Updated);
        Assert.Equal(3, _server.ActiveCars.Count);
        Assert.Equal(_server.ActiveCars.Select(car => car.Id).Order(), Enumerable.Range(1, 3).Select(n => _ledger.Entry(n).RemoteId!).Order());
    }

    [Fact]
    public async Task Many_listings_gone_at_once_are_not_created_anew()
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        Serve(keepCars: false);
        var summary = await SyncAsync(Enumerable.Range(1, 20), car: (n, file) => Recoloured(TestCars.Car(n, file)));
        Assert.Equal(20, summary.Counts.Failed);
        Assert.Empty(_server.ActiveCars);
        Assert.Contains("address or the account is probably wrong", summary.Results[0].Error!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_id_leaves_the_second_vehicle_in_doubt_and_the_others_alone()
    {
        Serve(new SandboxFault(FaultKind.RepeatedId) { Routes = SandboxRoutes.CreateCar, From = 5, Times = 1 });
        var summary = await SyncAsync(Enumerable.Range(1, 10), throttle: 1);
        Assert.Equal((9, 1), (summary.Counts.Created, summary.Counts.InDoubt));
    }

    [Fact]
    public async Task An_unconfirmed_update_is_sent_again_by_the_next_plan()
    {
        _ = await SyncAsync([1]);
        Serve(new SandboxFault(FaultKind.Drop) { Routes = SandboxRoutes.UpdateCar, Times = 5 });
        var running = SyncAsync([1], car: (n, file) => Recoloured(TestCars.Car(n, file)));
        await AdvanceUntilAsync(running);
        Assert.Equal(SyncOutcome.Failed, Assert.Single((await running).Results).Outcome);
        Assert.True(_ledger.Entry(1).IsUnconfirmed);

        var again = await SyncAsync([1]);
        Assert.Equal(SyncOutcome.Succeeded, Assert.Single(again.Results).Outcome);
        Assert.False(_ledger.Entry(1).IsUnconfirmed);
    }

    [Fact]
    public async Task A_plan_applied_twice_sends_once_and_one_applied_late_is_stale()
    {
        var creates = Plan(Enumerable.Range(1, 3));
        _ = await RunAsync(creates.Changes);
        Assert.All((await RunAsync(creates.Changes)).Results, result => Assert.Equal(SyncOutcome.Unchanged, result.Outcome));

        var reprice = Plan([1, 2, 3], car: (n, file) => TestCars.Car(n, file, 60_000m));
        _ = await SyncAsync([1, 2, 3], car: (n, file) => TestCars.Car(n, file, 50_000m));
        Assert.All((await RunAsync(reprice.Changes)).Results, result => Assert.Equal(SyncOutcome.Stale, result.Outcome));
        Assert.Equal(3, _server.Cars.Count);
    }

    [Fact]
    public async Task Two_runs_of_one_process_list_a_vehicle_once()
    {
        var plan = Plan(Enumerable.Range(1, 30));
        var token = new TaskCompletionSource();
        var slow = new SyncExecutor(_ledger.Ledger, new SlowToken(_client, token.Task), new ExecutionOptions(), _time)
            .RunAsync(new SyncRequest(plan.Changes, "a test"), new Observer(null, null), TestContext.Current.CancellationToken);

        // The other run has checked its changes by now, and this one overtakes it.
        Assert.Equal(20, (await RunAsync([.. plan.Changes.Take(20)])).Counts.Created);
        token.SetResult();
        var summary = await slow;
        Assert.Equal(10, summary.Counts.Created);
        Assert.Equal(20, summary.Results.Count(result => result.Outcome == SyncOutcome.Stale));
        Assert.Equal(30, _server.Cars.Count);
    }

    [Fact]
    public async Task Changes_of_another_ledger_are_stale()
    {
        using var other = new TestLedger(time: _time);
        using var snapshot = other.Ledger.OpenSnapshot();
        var (set, vehicles) = TestCars.Stock([1]);
        var plan = SyncPlanner.Plan(vehicles, set, snapshot, new SyncPlanOptions(), _time);
        Assert.Equal(SyncOutcome.Stale, Assert.Single((await RunAsync(plan.Changes)).Results).Outcome);
        Assert.Empty(_server.Cars);
    }

    [Fact]
    public async Task Closes_are_counted_again_when_they_are_applied()
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        var four = Plan(Enumerable.Range(1, 16), new SyncPlanOptions { CloseMissing = true });
        _ = await RunAsync(four.Changes);
        var hand = new HandChanges(_ledger.Ledger, _time);
        var twoMore = new[] { hand.Close(_ledger.Entry(1), CloseReason.Sold), hand.Close(_ledger.Entry(2), CloseReason.Sold) };
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
        Assert.All(Plan(Enumerable.Range(1, 19), new SyncPlanOptions { CloseMissing = true }).Changes, change => Assert.Equal(BlockReason.CloseLimit, change.BlockReason));
        _time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(1, (await RunAsync(Plan(Enumerable.Range(1, 19), new SyncPlanOptions { CloseMissing = true }).Changes)).Counts.Closed);
    }

    [Theory]
    [InlineData(25, "older than 24 hours")]
    [InlineData(-25, "in the future")]
    public async Task A_plan_of_another_day_closes_nothing(int hours, string why)
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        if (hours < 0)
            _time.Advance(TimeSpan.FromHours(-hours));
        var plan = Plan(Enumerable.Range(1, 19), new SyncPlanOptions { CloseMissing = true });
        var later = new ManualTime(plan.Context.PlannedAt.AddHours(hours));
        var result = Assert.Single((await RunAsync(plan.Changes, time: later)).Results);
        Assert.Equal(SyncOutcome.HeldBack, result.Outcome);
        Assert.Contains(why, result.Error!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_overtaken_by_a_newer_one_closes_nothing()
    {
        _ = await SyncAsync(Enumerable.Range(1, 20));
        var old = Plan(Enumerable.Range(1, 19), new SyncPlanOptions { CloseMissing = true });
        _time.Advance(TimeSpan.FromMinutes(5));
        _ = await SyncAsync(Enumerable.Range(1, 21));
        Assert.Equal(SyncOutcome.HeldBack, Assert.Single((await RunAsync(old.Changes)).Results).Outcome);
    }

    [Fact]
    public async Task A_price_by_hand_needs_only_the_ledger_and_other_changes_stay_pending()
    {
        _ = await SyncAsync([1]);
        var hand = new HandChanges(_ledger.Ledger, _time).Reprice(_ledger.Entry(1), listPrice: null, salesPrice: 64_999.99m);
        Assert.Equal(SyncOutcome.Succeeded, Assert.Single((await RunAsync([hand])).Results).Outcome);
        Assert.Equal((64_999.99m, Origin.Hand), (_ledger.Entry(1).SalesPrice, _ledger.Entry(1).PriceSetBy));
        Assert.Empty(Plan([1]).Changes);

        var both = Assert.Single(Plan([1], car: (n, file) => Recoloured(TestCars.Car(n, file, 60_000m))).Changes);
        _ = await RunAsync([HandChanges.PriceOnly(both)]);
        var rest = Assert.Single(Plan([1], car: (n, file) => Recoloured(TestCars.Car(n, file, 60_000m))).Changes);
        Assert.Equal(["Color"], rest.Changes.Select(field => field.Name));
        Assert.Equal(SyncOutcome.Succeeded, Assert.Single((await RunAsync([both])).Results).Outcome);
        Assert.Empty(Plan([1], car: (n, file) => Recoloured(TestCars.Car(n, file, 60_000m))).Changes);
    }

    [Fact]
    public async Task A_vehicle_closed_by_hand_stays_closed_until_it_is_reopened()
    {
        _ = await SyncAsync(Enumerable.Range(1, 3));
        _ = await RunAsync([new HandChanges(_ledger.Ledger, _time).Close(_ledger.Entry(1), CloseReason.Sold)]);
        Assert.Equal([SyncOutcome.Blocked], (await SyncAsync(Enumerable.Range(1, 3))).Results.Select(result => result.Outcome));

        var reopened = await RunAsync([new HandChanges(_ledger.Ledger, _time).Reopen(_ledger.Entry(1))]);
        Assert.Equal(SyncOutcome.Succeeded, Assert.Single(reopened.Results).Outcome);
        Assert.Equal(3, _server.ActiveCars.Count);
        Assert.Empty((await SyncAsync(Enumerable.Range(1, 3))).Results);
    }

    [Fact]
    public async Task A_vehicle_closed_by_hand_may_return_after_a_complete_file_lacked_it()
    {
        _ = await SyncAsync(Enumerable.Range(1, 3));
        _ = await RunAsync([new HandChanges(_ledger.Ledger, _time).Close(_ledger.Entry(1), CloseReason.Sold)]);
        _time.Advance(TimeSpan.FromMinutes(1));
        _ = await SyncAsync([2, 3]);
        Assert.Equal(1, (await SyncAsync(Enumerable.Range(1, 3))).Counts.Created);
    }

    [Fact]
    public async Task A_plan_closes_nothing_after_a_newer_stock_was_carried_out_in_which_nothing_changed()
    {
        _ = await SyncAsync(Enumerable.Range(1, 5));
        var old = Plan(Enumerable.Range(1, 4));
        _time.Advance(TimeSpan.FromMinutes(1));
        _ = await RunAsync(Plan(Enumerable.Range(1, 5), includesUnchanged: true).Changes);
        var held = Assert.Single((await RunAsync(old.Changes)).Results);
        Assert.Equal(SyncOutcome.HeldBack, held.Outcome);
        Assert.Contains("newer plan", held.Error!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vin_that_arrives_updates_the_listing_instead_of_making_another()
    {
        _ = await SyncAsync([1], car: (n, file) => TestCars.Car(n, file, vin: null));
        var before = Assert.Single(_ledger.Ledger.Find(new LedgerQuery()));
        var plan = Plan([1]);
        Assert.Equal(1, (await RunAsync(plan.Changes)).Counts.Updated);
        Assert.Equal(SyncOutcome.Unchanged, Assert.Single((await RunAsync(plan.Changes)).Results).Outcome);
        var after = Assert.Single(_ledger.Ledger.Find(new LedgerQuery()));
        Assert.Equal((TestCars.Vin(1), before.RemoteId), (after.Vin, after.RemoteId));
        Assert.Equal(TestCars.Vin(1), Assert.Single(_server.Cars).Vin);
        Assert.Empty((await SyncAsync([1])).Results);
    }

    [Fact]
    public async Task A_vehicle_listed_again_in_doubt_keeps_what_the_ledger_knew_of_it()
    {
        _ = await SyncAsync(Enumerable.Range(1, 5));
        _ = await SyncAsync(Enumerable.Range(2, 4));
        var closed = _ledger.Entry(1);
        Serve(new SandboxFault(FaultKind.Drop) { Moment = FaultMoment.AfterCommit, Times = 1 }, keepCars: false);
        Assert.Equal(1, (await SyncAsync(Enumerable.Range(1, 5))).Counts.InDoubt);
        Assert.Equal(ListingState.InDoubt, _ledger.Entry(1).State);
        Assert.Equal(ListingState.Closed, closed.State);
        Assert.Equal(BlockReason.InDoubt, Assert.Single(Plan(Enumerable.Range(1, 5)).Changes).BlockReason);
    }

    [Fact]
    public async Task A_refused_vehicle_does_not_stop_the_others()
    {
        Serve(new SandboxFault(FaultKind.Status) { Status = 422, Routes = SandboxRoutes.CreateCar, From = 2, Times = 1, Body = """{"error":"no such colour"}""" });
        var summary = await SyncAsync(Enumerable.Range(1, 5), throttle: 1);
        var refused = Assert.Single(summary.Results, result => result.Outcome == SyncOutcome.Rejected);
        Assert.Equal(422, refused.Status);
        Assert.Contains("no such colour", refused.Error!, StringComparison.Ordinal);
        Assert.Equal(4, _server.ActiveCars.Count);
    }

    [Fact]
    public async Task A_stop_awaits_what_is_under_way_and_sends_nothing_new()
    {
        Serve(latency: TimeSpan.FromMilliseconds(30));
        using var stop = new CancellationTokenSource();
        var ended = 0;
        var summary = await SyncAsync(Enumerable.Range(1, 200), throttle: 4, stop: stop, ended: () =>
        {
            if (++ended == 10)
                stop.Cancel();
        });
        Assert.Equal(RunOutcome.Stopped, summary.Outcome);
        Assert.Equal(200, summary.Results.Count);
        Assert.InRange(_server.ActiveCars.Count, 10, 30);
        Assert.Equal(_server.ActiveCars.Count, summary.Counts.Created);
        Assert.Empty(_ledger.Ledger.InDoubt());
        Assert.Equal(200 - summary.Counts.Created, (await SyncAsync(Enumerable.Range(1, 200), throttle: 16)).Counts.Created);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_leaves_nothing_in_doubt()
    {
        _ = await SyncAsync([1]);
        await _server.DisposeAsync();
        var running = SyncAsync(Enumerable.Range(1, 60));
        await AdvanceUntilAsync(running);
        var summary = await running;
        Assert.Contains("can't be reached", summary.Fault!, StringComparison.Ordinal);
        Assert.Empty(_ledger.Ledger.InDoubt());
    }

    [Fact]
    public async Task No_more_than_twice_the_throttle_limit_are_ever_in_sending()
    {
        Serve(latency: TimeSpan.FromMilliseconds(2));
        var most = 0;
        _ = await SyncAsync(Enumerable.Range(1, 200), throttle: 4, ended: () =>
        {
            most = Math.Max(most, _ledger.Ledger.InDoubt().Count);
        });
        Assert.InRange(most, 1, 8);
        Assert.InRange(_server.HighestConcurrency, 2, 4);
    }

    private static Vehicle Recoloured(Vehicle vehicle)
    {
        vehicle.Color = "Czarny";
        return vehicle;
    }

    /// <summary>Starts a server; a second one takes the place of the first at the same address, with the same account.</summary>
    private void Serve(SandboxFault? fault = null, TimeSpan latency = default, bool keepCars = true)
    {
        var first = _server;
        if (first is not null)
        {
            Assert.True(!keepCars || first.Cars.Count == 0 || fault?.Routes == SandboxRoutes.UpdateCar);
            first.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _client.Dispose();
        }

        _server = SamePort.Start(new SandboxOptions
        {
            Port = first?.BaseUri.Port ?? 0,
            ClientId = first?.ClientId,
            ClientSecret = first?.ClientSecret,
            Latency = latency,
            Faults = fault is null ? [] : [fault],
        });
        var account = new DealerAccount(_server.BaseUri, _server.ClientId);
        _ledger ??= new TestLedger(account, _time, kind);
        _client = new DealerClient(new DealerOptions { Account = account, ClientSecret = _server.ClientSecret, ThrottleLimit = 16 }, _time);
    }

    private int Requests() => _server.Requests.Sum(route => route.Value);

    private SyncPlan Plan(
        IEnumerable<int> numbers, SyncPlanOptions? options = null, Func<int, StockFile, Vehicle>? car = null, bool includesUnchanged = false)
    {
        var (set, vehicles) = TestCars.Stock(numbers, car: car);
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        var planner = new SyncPlanner(snapshot, options ?? new SyncPlanOptions { CloseMissing = true }, _time) { IncludeUnchanged = includesUnchanged };
        planner.Begin(set);
        vehicles.ForEach(planner.Add);
        return planner.Complete();
    }

    private Task<RunSummary> SyncAsync(
        IEnumerable<int> numbers,
        Func<int, StockFile, Vehicle>? car = null,
        int throttle = 8,
        List<string>? said = null,
        Action? ended = null,
        CancellationTokenSource? stop = null)
    {
        var plan = Plan(numbers, car: car);
        return RunAsync(plan.Changes, plan.Context, throttle, said, ended, stop: stop);
    }

    private Task<RunSummary> RunAsync(
        IReadOnlyList<VehicleChange> changes,
        PlanContext? plan = null,
        int throttle = 8,
        List<string>? said = null,
        Action? ended = null,
        int? allowClose = null,
        TimeProvider? time = null,
        CancellationTokenSource? stop = null) =>
        new SyncExecutor(_ledger.Ledger, _client, new ExecutionOptions { ThrottleLimit = throttle }, time ?? _time)
            .RunAsync(new SyncRequest(changes, "a test") { Plan = plan, AllowClose = allowClose }, new Observer(said, ended), stop?.Token ?? TestContext.Current.CancellationToken);

    /// <summary>Moves the clock whenever the run waits for it.</summary>
    private async Task AdvanceUntilAsync(Task running)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!running.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(200));
            _ = await Task.WhenAny(running, Task.Delay(1, CancellationToken.None));
        }
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

        public Task<DealerAnswer> CreateCarAsync(Guid idempotencyKey, CarPayload car, CancellationToken cancellationToken) =>
            client.CreateCarAsync(idempotencyKey, car, cancellationToken);

        public Task<DealerAnswer> UpdateCarAsync(string remoteId, CarPayload car, CancellationToken cancellationToken) =>
            client.UpdateCarAsync(remoteId, car, cancellationToken);

        public Task<DealerAnswer> CloseCarAsync(string remoteId, CloseReason reason, CancellationToken cancellationToken) =>
            client.CloseCarAsync(remoteId, reason, cancellationToken);

        public void Dispose()
        {
        }
    }

    private sealed class Observer(List<string>? said, Action? ended) : IRunObserver
    {
        public void Started(Guid runId, int changes)
        {
        }

        public void Ended(SyncResult result) => ended?.Invoke();

        public void Say(RunMessageLevel level, string message) => said?.Add(message);
    }
}

public sealed class SqliteSyncExecutorTests() : SyncExecutorTests(LedgerKind.Sqlite);

public sealed class PostgresSyncExecutorTests() : SyncExecutorTests(LedgerKind.Postgres);
