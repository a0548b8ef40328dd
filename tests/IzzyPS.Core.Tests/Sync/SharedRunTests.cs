using System.Diagnostics;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using IzzyPS.Sync;
using IzzyPS.Sync.Cars;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>Several runners, each with a lease of its own, share the run of one plan over a real PostgreSQL and real HTTP.</summary>
[Trait("Category", "Slow")]
public sealed class SharedRunTests : SharedRunCase
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Runners_of_one_plan_split_it_and_each_vehicle_is_listed_once(int runners)
    {
        var start = Stopwatch.GetTimestamp();
        var summaries = await SyncTogetherAsync(runners, Enumerable.Range(1, 400));
        TestContext.Current.TestOutputHelper!.WriteLine($"{runners} runners: 400 creates in {Stopwatch.GetElapsedTime(start).TotalSeconds:N2} s");

        Assert.Equal(400, Server.Cars.Count);
        Assert.Equal(400, Server.ActiveCars.Select(car => car.Vin).Distinct().Count());
        Assert.All(summaries, summary => Assert.Equal(RunOutcome.Finished, summary.Outcome));
        Assert.All(summaries, summary => Assert.Equal(400, summary.Results.Count(result => result.Outcome == SyncOutcome.Succeeded)));
        Assert.Single(summaries.Select(summary => summary.RunId).Distinct());
        Assert.InRange((long)Sql("SELECT count(DISTINCT fence) FROM operation")!, 2, runners); // One may come late on a busy machine.
        Assert.Equal("Finished|400|0|0", Sql("SELECT state||'|'||created||'|'||in_doubt||'|'||failed FROM run"));

        // Running the same plan again sends nothing.
        Assert.Empty((await SyncAsync("next", Enumerable.Range(1, 400))).Results);
        Assert.Equal(400, Server.Cars.Count);
    }

    [Fact]
    public async Task New_vins_are_split_among_runners_like_other_changes()
    {
        _ = await SyncAsync("yesterday", Enumerable.Range(1, 300), hasVin: false);
        var summaries = await SyncTogetherAsync(2, Enumerable.Range(1, 300));

        Assert.All(summaries, summary => Assert.Equal((RunOutcome.Finished, null), (summary.Outcome, summary.Fault)));
        Assert.All(summaries, summary => Assert.Equal(300, summary.Results.Count(result => result.Outcome == SyncOutcome.Succeeded)));
        Assert.Equal(300, Server.ActiveCars.Count(car => car.Vin is not null));
        Assert.Equal(2L, Sql("SELECT count(DISTINCT fence) FROM operation WHERE kind = 'Update'"));
        Assert.Empty((await SyncAsync("next", Enumerable.Range(1, 300))).Results);
    }

    [Fact]
    public async Task Claims_of_a_dead_runner_are_returned_and_its_sends_are_in_doubt()
    {
        var running = SyncAsync("machine 1", Enumerable.Range(1, 300));
        using var other = Open("machine 2");
        await using var dead = (ISharedWriter)await ((ISharedLedger)other).AcquireOrJoinAsync("machine 2", Plan(other, [1]).Identity, TimeSpan.Zero, Token);
        var free = dead.GetOperations(dead.JoinedRun!.Value).Reverse().Select(operation => operation.Id).ToList();
        var claimed = dead.Claim(free, 20).ToHashSet();
        var sending = dead.GetOperations(dead.JoinedRun!.Value).Where(operation => claimed.Contains(operation.Id)).Take(3).Select(operation => dead.GetOperation(operation.Id)!).ToList();
        dead.Write([.. sending.Select(operation => new LedgerWrite(operation with { State = OperationState.Sending, SentAt = operation.PlannedAt }))]);
        Sql("UPDATE runner SET expires_at = clock_timestamp() WHERE holder LIKE 'machine 2%'");

        var summary = await running;

        Assert.Equal(20, claimed.Count);
        Assert.Equal(297, Server.ActiveCars.Count);
        Assert.Equal((297, 3), (summary.Counts.Created, summary.Counts.InDoubt));
        Assert.Equal(sending.Select(operation => operation.Key).Order(), other.FindInDoubt().Select(operation => operation.Key).Order());
        Assert.Equal("Finished|297|3", Sql("SELECT state||'|'||created||'|'||in_doubt FROM run"));

        // A fenced runner writes, claims and sends nothing more.
        Action[] late = [() => dead.Write([new LedgerWrite(sending[0] with { State = OperationState.Acked })]), () => dead.Claim(free, 1)];
        Assert.All(late, act => Assert.Equal(LedgerFault.LeaseLost, Assert.Throws<LedgerException>(act).Fault));
    }

    [Fact]
    public async Task Update_in_flight_at_a_runners_death_is_sent_by_another_runner()
    {
        _ = await SyncAsync("yesterday", [1, 2, 3]);
        using var other = Open("machine 1");
        var (plan, identity) = Plan(other, [1, 2, 3], sales: 60_000m);
        await using var dead = (ISharedWriter)await ((ISharedLedger)other).AcquireOrJoinAsync("machine 1", identity, TimeSpan.Zero, Token);
        var run = LedgerHome.CreateRunRecord(Guid.CreateVersion7());
        dead.BeginRun(run);
        var operations = plan.Changes.Select(change => CarProtocol.CreatePlanned(
            new Dispatch(change, OperationKind.Update, change.After!, dead.Get(change.Key)), run.Id, TimeProvider.System.GetUtcNow())).ToList();
        dead.Write([.. operations.Select(operation => new LedgerWrite(operation))]);
        dead.Share(run.Id);
        _ = dead.Claim([operations[0].Id, operations[1].Id], 2);
        dead.Write([new LedgerWrite(operations[0] with { State = OperationState.Sending, SentAt = operations[0].PlannedAt })]);

        var joined = SyncAsync("machine 2", [1, 2, 3], sales: 60_000m);
        await Eventually.UntilAsync(() => Server.Cars.Count(car => car.Json.Contains("60000", StringComparison.Ordinal)) == 1);
        Sql("UPDATE runner SET expires_at = clock_timestamp() WHERE holder LIKE 'machine 1%'");

        Assert.Equal(3, (await joined).Counts.Repriced);
        Assert.All(Server.Cars, car => Assert.Contains("60000", car.Json, StringComparison.Ordinal));
        Assert.Empty((await SyncAsync("next", [1, 2, 3], sales: 60_000m)).Results);
    }

    [Fact]
    public async Task Stopped_runner_returns_its_claims_and_the_other_sends_them()
    {
        using var stop = new CancellationTokenSource();
        var first = SyncAsync("machine 1", Enumerable.Range(1, 300), stop: stop);
        var second = SyncAsync("machine 2", Enumerable.Range(1, 300));
        await Eventually.UntilAsync(() => Server.Cars.Count > 40);
        await stop.CancelAsync();

        Assert.Equal(RunOutcome.Stopped, (await first).Outcome);
        Assert.Equal(RunOutcome.Finished, (await second).Outcome);
        Assert.Equal("Finished|300|0", Sql("SELECT state||'|'||created||'|'||in_doubt FROM run"));
        Assert.Equal(300, Server.Cars.Count);
        Assert.Equal(0L, Sql("SELECT count(*) FROM operation WHERE state <> 'Acked'"));
    }

    [Fact]
    public async Task Request_that_still_waits_when_its_runner_is_stopped_is_sent_by_the_other()
    {
        using var stop = new CancellationTokenSource();
        await Server.DisposeAsync();
        Serve(TimeSpan.FromMilliseconds(20), new SandboxFault(FaultKind.Status) { Routes = SandboxRoutes.CreateCar, Status = 429, Times = 4, RetryAfter = "60" });
        var first = SyncAsync("machine 1", Enumerable.Range(1, 100), stop: stop);
        await Eventually.UntilAsync(() => Server.Faults.Single().Struck == 4);
        var second = SyncAsync("machine 2", Enumerable.Range(1, 100));
        await Eventually.UntilAsync(() => Server.Cars.Count > 40);
        await stop.CancelAsync();

        Assert.Equal(RunOutcome.Stopped, (await first).Outcome);
        var summary = await second;
        Assert.Equal(RunOutcome.Finished, summary.Outcome);
        Assert.All(summary.Results, result => Assert.True(result.Outcome == SyncOutcome.Succeeded, $"{result}: {result.Error}"));
        Assert.Equal((100, 0L), (Server.Cars.Count, Sql("SELECT count(*) FROM operation WHERE state <> 'Acked'")));
    }

    [Fact]
    public async Task Runner_that_joins_late_follows_sends_and_takes_returned_claims()
    {
        using var stop = new CancellationTokenSource();
        var first = SyncAsync("machine 1", Enumerable.Range(1, 300), stop: stop);
        await Eventually.UntilAsync(() => Server.Cars.Count > 40);
        using var ledger = Open("machine 2");
        var (late, _) = Plan(ledger, Enumerable.Range(1, 300));
        // At this moment creates of the first look like creates in doubt.
        var beingSent = late.Changes.Count(change => change.BlockReason == BlockReason.InDoubt);
        Assert.InRange(beingSent, 1, 16);
        var second = RunAsync(ledger, "machine 2", late);
        await stop.CancelAsync();

        Assert.Equal(RunOutcome.Stopped, (await first).Outcome);
        var summary = await second;
        Assert.Equal(RunOutcome.Finished, summary.Outcome);
        Assert.Equal(300, Server.Cars.Count);
        Assert.All(summary.Results, result => Assert.True(result is { Action: ChangeAction.Create, Outcome: SyncOutcome.Succeeded or SyncOutcome.Unchanged }, $"{result}: {result.Error}"));
        Assert.Equal(300, late.Unchanged + summary.Results.Count);
        Assert.Equal("Finished|300", Sql("SELECT state||'|'||created FROM run"));
    }

    [Fact]
    public async Task Operation_that_no_runner_left_has_in_its_plan_is_reported_as_such()
    {
        using var stop = new CancellationTokenSource();
        using var ledger = Open("machine 2");
        var (other, _) = Plan(ledger, Enumerable.Range(1, 400), sales: 60_000m);
        var first = SyncAsync("machine 1", Enumerable.Range(1, 400), stop: stop);
        await Eventually.UntilAsync(() => Server.Cars.Count > 0);
        var second = RunAsync(ledger, "machine 2", other);
        await Eventually.UntilAsync(() => Sql("SELECT count(*) FROM runner WHERE run_id IS NOT NULL AND ended_at IS NULL") is 2L);
        await stop.CancelAsync();

        Assert.Equal(RunOutcome.Stopped, (await first).Outcome);
        var notSent = (await second).Results.Where(result => result.Outcome == SyncOutcome.NotSent).ToList();
        Assert.Equal(400 - Server.Cars.Count, notSent.Count);
        Assert.NotEmpty(notSent);
        Assert.All(notSent, result => Assert.Equal("Not sent: no runner of this run has the operation in its plan.", result.Error));
    }

    [Fact]
    public async Task Last_stopped_runner_cancels_all_remaining_operations()
    {
        using var stop = new CancellationTokenSource();
        Task<RunSummary>[] both = [.. Enumerable.Range(1, 2).Select(number => SyncAsync($"machine {number}", Enumerable.Range(1, 300), stop: stop))];
        await Eventually.UntilAsync(() => Server.Cars.Count > 40);
        await stop.CancelAsync();

        Assert.All(await Task.WhenAll(both), summary => Assert.Equal(RunOutcome.Stopped, summary.Outcome));
        var listed = Server.Cars.Count;
        Assert.InRange(listed, 41, 299);
        Assert.Equal($"Stopped|{listed}|0", Sql("SELECT state||'|'||created||'|'||in_doubt FROM run"));
        Assert.Equal((long)listed, Sql("SELECT count(*) FROM operation WHERE state = 'Acked'"));
        Assert.Equal(300L - listed, Sql("SELECT count(*) FROM operation WHERE state = 'Cancelled'"));
    }

    [Fact]
    public async Task Operation_in_no_runners_plan_does_not_make_runners_wait()
    {
        var running = SyncTogetherAsync(2, Enumerable.Range(1, 200));
        await Eventually.UntilAsync(() => Sql("SELECT count(*) FROM runner WHERE run_id IS NOT NULL AND ended_at IS NULL") is 2L);
        AddStranger();

        var summaries = await running;
        Assert.All(summaries, summary => Assert.Equal(
            "Succeeded: 200; ",
            string.Join(", ", summary.Results.CountBy(result => result.Outcome).Select(pair => $"{pair.Key}: {pair.Value}")) + "; "
                + string.Join(", ", summary.Results.Where(result => result.Outcome != SyncOutcome.Succeeded).Select(result => $"{result.Error} {result.RemoteId}").Distinct().Take(3))));
        Assert.Equal(200, Server.Cars.Count);
        Assert.Equal("Cancelled", Sql("SELECT o.state FROM operation o JOIN vehicle v ON v.id = o.subject_id WHERE v.key = 'STRANGER'"));
        // The runner that left last cancelled the operation: for it, and in the ledger, the run has not finished.
        Assert.Equal("Stopped", Sql("SELECT state FROM run"));
        Assert.Contains(summaries, summary => summary.Outcome == RunOutcome.Stopped);
    }

    [Theory]
    [InlineData(false, RunOutcome.Finished)]
    [InlineData(true, RunOutcome.Stopped)]
    public async Task Summary_of_the_last_runner_has_the_outcome_of_the_ledger(bool hasStranger, RunOutcome outcome)
    {
        var running = SyncAsync("machine 1", Enumerable.Range(1, 200));
        await Eventually.UntilAsync(() => Server.Cars.Count > 0);
        if (hasStranger)
            AddStranger();

        Assert.Equal(outcome, (await running).Outcome);
        Assert.Equal(outcome.ToString(), Sql("SELECT state FROM run"));
        Assert.Equal(200, Server.Cars.Count);
    }

    [Fact]
    public async Task Progress_of_a_shared_run_adds_up_the_parts_of_its_runners()
    {
        await Server.DisposeAsync();
        Serve(TimeSpan.FromMilliseconds(100));
        var running = SyncTogetherAsync(2, Enumerable.Range(1, 400));
        var seen = new List<int>();
        using var reader = Open("machine 0");
        while (!running.IsCompleted)
        {
            if (reader.ReadOverview().Feeds is [{ LastRun: { Outcome: RunOutcome.Running } run }])
                seen.Add(run.Counts.Ended);
            _ = await Task.WhenAny(running, Task.Delay(20, CancellationToken.None));
        }

        Assert.All(await running, summary => Assert.Equal(400, summary.Counts.Created));
        Assert.Equal(seen.Order(), seen);
        Assert.True(seen.Distinct().Count(count => count is > 0 and < 400) > 1, string.Join(", ", seen.Distinct()));
        var last = Assert.Single(reader.ReadOverview().Feeds).LastRun!;
        Assert.Equal((400, 400, 400), (last.Planned, last.Counts.Ended, last.Counts.Created));
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(40, 0)]
    public async Task Gone_listings_count_for_one_limit_over_all_runners(int gone, int recreated)
    {
        _ = await SyncAsync("yesterday", Enumerable.Range(1, 60));
        Sql("UPDATE vehicle SET first_listed_at = '2020-01-01T00:00:00.0000000Z', last_sent_at = '2020-01-01T00:00:00.0000000Z'");
        await LoseCarsAsync();
        var summaries = await SyncTogetherAsync(2, Enumerable.Range(1, 60), Cheaper);

        Assert.Equal(recreated, Server.Cars.Count);
        Assert.All(summaries, summary => Assert.Equal((recreated, gone - recreated), (summary.Counts.Recreated, summary.Results.Count(result => result.Outcome == SyncOutcome.HeldBack))));
        var again = await SyncAsync("next", Enumerable.Range(1, 60), car: Cheaper);
        Assert.Equal((0, recreated == 0 ? gone : 0), (again.Counts.Recreated, again.Results.Count(result => result.Outcome == SyncOutcome.HeldBack)));
        Assert.Equal(recreated, Server.Cars.Count);

        Vehicle Cheaper(int number, StockFile file) => TestCars.CreateCar(number, file, number <= gone ? 60_000m : 70_000m);
    }

    [Fact]
    public async Task Run_with_another_plan_is_told_who_holds_the_ledger()
    {
        var running = SyncAsync("machine 1", Enumerable.Range(1, 200));
        await Eventually.UntilAsync(() => Server.Cars.Count > 0);

        var exception = await Assert.ThrowsAsync<LedgerException>(() => SyncAsync("machine 2", Enumerable.Range(2, 200), sha: "other"));

        Assert.Equal(LedgerFault.Leased, exception.Fault);
        Assert.Matches("machine 1 by .*, since 20", exception.Message);
        Assert.Equal(200, (await running).Counts.Created);
        Assert.Equal(200, Server.Cars.Count);
    }

    [Fact]
    public async Task A_runner_sends_only_what_its_own_plan_has_too()
    {
        var first = SyncAsync("machine 1", Enumerable.Range(1, 200));
        var second = await SyncAsync("machine 2", Enumerable.Range(1, 200), sales: 60_000m);
        Assert.Equal(200, (await first).Counts.Created);

        Assert.Equal(200, Server.Cars.Count);
        Assert.DoesNotContain(Server.Cars, car => car.Json.Contains("60000", StringComparison.Ordinal));
        Assert.Equal(RunOutcome.Finished, second.Outcome);
        Assert.Equal(1L, Sql("SELECT count(DISTINCT fence) FROM operation"));
    }
}
