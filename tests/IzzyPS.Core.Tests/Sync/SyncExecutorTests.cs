using IzzyPS.Ledger;
using IzzyPS.Operations;
using IzzyPS.Operations.Journaling;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using IzzyPS.Sync;
using IzzyPS.Sync.Cars;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>The protocol: what is sent, and what its answers lead to.</summary>
public abstract class SyncExecutorTests(LedgerKind kind) : ExecutorTests(kind)
{
    [Fact]
    public async Task A_first_import_lists_every_vehicle_once_and_a_second_sends_nothing()
    {
        var summary = await SyncAsync(Enumerable.Range(1, 50));
        Assert.Equal(50, summary.Counts.Created);
        Assert.Equal(50, Server.ActiveCars.Count);
        Assert.Equal(
            Server.ActiveCars.Select(car => (car.Vin, car.Id)).Order(),
            Store.Ledger.Find(new LedgerQuery()).Select(entry => (entry.Vin, entry.RemoteId!)).Order());

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
                1 => TestCars.CreateCar(n, file, 60_000m),
                2 => Recoloured(TestCars.CreateCar(n, file)),
                _ => TestCars.CreateCar(n, file),
            });
        Assert.Equal((1, 1, 2), (summary.Counts.Repriced, summary.Counts.Updated, summary.Counts.Closed));
        Assert.Equal(60_000m, Store.GetEntry(1).SalesPrice);
        Assert.Equal((ListingState.Closed, Origin.Feed), (Store.GetEntry(19).State, Store.GetEntry(19).ClosedBy));
        Assert.Equal(18, Server.ActiveCars.Count);
        Assert.Contains("60000.00", Server.ActiveCars.Single(car => car.Vin == TestCars.CreateVin(1)).Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_create_whose_answer_is_lost_is_in_doubt_and_never_sent_again()
    {
        Serve(new SandboxFault(FaultKind.Reset) { Routes = SandboxRoutes.CreateCar, Moment = FaultMoment.AfterCommit, From = 2, Times = 1 });
        var summary = await SyncAsync(Enumerable.Range(1, 5), throttle: 1);
        Assert.Equal((4, 1), (summary.Counts.Created, summary.Counts.InDoubt));
        Assert.Equal(5, Server.ActiveCars.Count);
        var inDoubt = Assert.Single(Store.Ledger.FindInDoubt());
        Assert.Contains(inDoubt.Subject.Key, summary.Results.Single(result => result.Outcome == SyncOutcome.InDoubt).Error!, StringComparison.Ordinal);

        var again = await SyncAsync(Enumerable.Range(1, 5));
        Assert.Equal([SyncOutcome.Blocked], again.Results.Select(result => result.Outcome));
        Assert.Equal(5, Server.Cars.Count);
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
        Assert.Equal(6, Server.ActiveCars.Count);
        Assert.Contains(said, line => line.Contains("creates pause for 30 s", StringComparison.Ordinal));

        // The run has not finished: its last creates were not sent. Both ledgers say so.
        Assert.Equal(RunOutcome.Stopped, summary.Outcome);
        Assert.Equal(RunOutcome.Stopped, Assert.Single(Store.Ledger.ReadOverview().Feeds).LastRun!.Outcome);
    }

    [Fact]
    public async Task Breaker_that_opens_at_the_last_creates_leaves_the_run_finished()
    {
        Serve(new SandboxFault(FaultKind.Drop) { Routes = SandboxRoutes.CreateCar, Moment = FaultMoment.AfterCommit });
        var running = SyncAsync(Enumerable.Range(1, 6), throttle: 1);
        await AdvanceUntilAsync(running);
        Assert.Equal((RunOutcome.Finished, 6), ((await running).Outcome, (await running).Counts.InDoubt));
        Assert.Equal(RunOutcome.Finished, Assert.Single(Store.Ledger.ReadOverview().Feeds).LastRun!.Outcome);
    }

    [Fact]
    public async Task Operation_of_an_unknown_kind_sends_nothing()
    {
        _ = await SyncAsync([1]);
        var requests = Requests();
        var change = Assert.Single(Plan([1], car: (n, file) => TestCars.CreateCar(n, file, 60_000m)).Changes);
        var run = new Run(Guid.CreateVersion7(Time.GetUtcNow()), new SyncRequest([change], "a test"), new Observer(null, null));
        var operation = CarOperation.Create(new CarContext(run, Client, null!, null!), new Dispatch(change, "Photo", change.After!, Store.GetEntry(1)), Time.GetUtcNow());

        Assert.False(operation.Operation.IsIdempotent);
        _ = await Assert.ThrowsAsync<InvalidOperationException>(
            () => operation.SendAsync(new RequestContext(run.Id, operation.Operation.Subject), TestContext.Current.CancellationToken));
        Assert.Equal((requests, 1), (Requests(), Server.ActiveCars.Count));
    }

    [Fact]
    public async Task Nothing_is_sent_while_retry_after_lasts()
    {
        Serve(new SandboxFault(FaultKind.Status) { Routes = SandboxRoutes.CreateCar, Status = 429, From = 3, Times = 1, RetryAfter = "60" });
        var running = SyncAsync(Enumerable.Range(1, 40), throttle: 2);
        using (var limit = new CancellationTokenSource(Eventually.Limit))
        {
            // Both senders wait: the one that was put off, and the one that would have sent the next.
            while (Server.CountRequests(SandboxRoutes.CreateCar) < 3 || Time.Waiting < 2)
                await Task.Delay(2, limit.Token);
        }

        Assert.InRange(Server.ActiveCars.Count, 2, 4);
        await AdvanceUntilAsync(running);
        Assert.Equal(40, (await running).Counts.Created);
    }

    [Fact]
    public async Task Repeated_id_leaves_only_the_second_vehicle_in_doubt()
    {
        Serve(new SandboxFault(FaultKind.RepeatedId) { Routes = SandboxRoutes.CreateCar, From = 5, Times = 1 });
        var summary = await SyncAsync(Enumerable.Range(1, 10), throttle: 1);
        Assert.Equal((9, 1), (summary.Counts.Created, summary.Counts.InDoubt));
    }

    [Fact]
    public async Task An_unconfirmed_update_is_sent_again_by_the_next_plan()
    {
        Serve(new SandboxFault(FaultKind.Drop) { Routes = SandboxRoutes.UpdateCar, Times = 5 });
        _ = await SyncAsync([1]);
        var running = SyncAsync([1], car: (n, file) => Recoloured(TestCars.CreateCar(n, file)));
        await AdvanceUntilAsync(running);
        Assert.Equal(SyncOutcome.Failed, Assert.Single((await running).Results).Outcome);
        Assert.True(Store.GetEntry(1).IsUnconfirmed);

        var again = await SyncAsync([1]);
        Assert.Equal(SyncOutcome.Succeeded, Assert.Single(again.Results).Outcome);
        Assert.False(Store.GetEntry(1).IsUnconfirmed);
    }

    [Fact]
    public async Task Reactivated_vehicle_in_doubt_keeps_its_ledger_entry()
    {
        _ = await SyncAsync(Enumerable.Range(1, 5));
        _ = await SyncAsync(Enumerable.Range(2, 4));
        var closed = Store.GetEntry(1);
        Serve(new SandboxFault(FaultKind.Drop) { Moment = FaultMoment.AfterCommit, Times = 1 }, keepCars: false);
        Assert.Equal(1, (await SyncAsync(Enumerable.Range(1, 5))).Counts.InDoubt);
        Assert.Equal(ListingState.InDoubt, Store.GetEntry(1).State);
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
        Assert.Equal(4, Server.ActiveCars.Count);
    }

    [Fact]
    public async Task Stop_awaits_requests_in_flight_and_sends_nothing_new()
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
        Assert.InRange(Server.ActiveCars.Count, 10, 30);
        Assert.Equal(Server.ActiveCars.Count, summary.Counts.Created);
        Assert.Empty(Store.Ledger.FindInDoubt());
        Assert.Equal(200 - summary.Counts.Created, (await SyncAsync(Enumerable.Range(1, 200), throttle: 16)).Counts.Created);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_leaves_nothing_in_doubt()
    {
        _ = await SyncAsync([1]);
        await Server.DisposeAsync();
        var running = SyncAsync(Enumerable.Range(1, 60));
        await AdvanceUntilAsync(running);
        var summary = await running;
        Assert.Contains("can't be reached", summary.Fault!, StringComparison.Ordinal);
        Assert.Empty(Store.Ledger.FindInDoubt());
    }

    [Theory]
    [InlineData(422, 1)]
    [InlineData(404, 1)]
    [InlineData(500, 5)]
    public async Task Unacknowledged_vin_update_stays_pending_and_harms_no_other_car(int status, int times)
    {
        Serve(new SandboxFault(FaultKind.Status) { Status = status, Routes = SandboxRoutes.UpdateCar, Times = times });
        _ = await SyncAsync([1], car: (n, file) => TestCars.CreateCar(n, file, vin: null));

        var running = SyncAsync(Enumerable.Range(1, 9));
        await AdvanceUntilAsync(running);
        var summary = await running;
        Assert.Equal((RunOutcome.Finished, null, 9), (summary.Outcome, summary.Fault, summary.Results.Count));
        Assert.Equal(8, summary.Results.Count(result => result.Outcome == SyncOutcome.Succeeded));

        Assert.Equal(1, (await SyncAsync(Enumerable.Range(1, 9))).Counts.Updated);
        Assert.Equal(
            Enumerable.Range(1, 9).Select(TestCars.CreateVin),
            Store.Ledger.Find(new LedgerQuery(State: ListingState.Active)).Select(entry => entry.Vin!).Order(StringComparer.Ordinal));
        Assert.Empty((await SyncAsync(Enumerable.Range(1, 9))).Results);
    }

    [Fact]
    public async Task An_answer_and_the_next_request_share_a_commit()
    {
        Serve(latency: TimeSpan.FromMilliseconds(10));
        using var before = Store.Ledger.OpenSnapshot();
        await SyncAsync(Enumerable.Range(1, 60), throttle: 1);
        using var after = Store.Ledger.OpenSnapshot();

        // One for each answer at the most, not two; and a few that begin and end the run.
        Assert.InRange(after.Serial - before.Serial, 1, 90);
    }

    [Fact]
    public async Task Changes_sent_one_at_a_time_keep_the_order_of_the_plan()
    {
        var said = new List<string>();
        await SyncAsync(Enumerable.Range(1, 300), throttle: 1, said: said);
        var sent = said.Where(message => message.Contains("Create: sent as operation", StringComparison.Ordinal)).ToList();
        Assert.Equal(300, sent.Count);
        Assert.All(sent, (message, index) => Assert.Contains(TestCars.CreateVin(index + 1), message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task At_most_twice_the_throttle_limit_are_in_sending()
    {
        Serve(latency: TimeSpan.FromMilliseconds(2));
        var most = 0;
        _ = await SyncAsync(Enumerable.Range(1, 200), throttle: 4, ended: () =>
        {
            most = Math.Max(most, Store.Ledger.FindOperations(new OperationQuery(OperationState.Sending)).Count());
        });
        Assert.InRange(most, 1, 8);
        Assert.InRange(Server.HighestConcurrency, 2, 4);
    }
}

public sealed class SqliteSyncExecutorTests() : SyncExecutorTests(LedgerKind.Sqlite);

public sealed class PostgresSyncExecutorTests() : SyncExecutorTests(LedgerKind.Postgres);
