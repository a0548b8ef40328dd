using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>What other processes read in the ledger about a run that is under way.</summary>
public abstract class RunProgressTests(LedgerKind kind) : ExecutorTests(kind)
{
    private const int Cars = 300;

    [Fact]
    public async Task Progress_grows_while_a_run_is_under_way_and_ends_as_its_summary()
    {
        Serve(new SandboxFault(FaultKind.Status) { Routes = SandboxRoutes.CreateCar, Status = 422, From = 5, Times = 3 }, TimeSpan.FromMilliseconds(60));
        var running = Task.Run(() => SyncAsync(Enumerable.Range(1, Cars)));
        var seen = await WatchAsync(running, TimeSpan.FromSeconds(1));

        Assert.All(seen, run => Assert.Equal((RunKind.StockSync, RunTrigger.Cmdlet, Cars), (run.Kind, run.Trigger, run.Planned)));
        var ended = seen.ConvertAll(run => run.Counts.Ended);
        Assert.Equal(ended.Order(), ended);
        Assert.True(ended.Distinct().Count(count => count is > 0 and < Cars) > 1, string.Join(", ", ended.Distinct()));
        Assert.Contains(seen, run => run.Counts is { Failed: 3, Created: > 0 });

        var last = ReadRun()!;
        Assert.Equal((RunOutcome.Finished, (await running).Counts), (last.Outcome, last.Counts));
        Assert.Equal(new RunCounts(Cars - 3, 0, 0, 0, 0, 3), last.Counts);
        Assert.Equal(last.Planned, last.Counts.Ended);
    }

    [Fact]
    public async Task Progress_is_written_at_most_once_a_second()
    {
        Serve(latency: TimeSpan.FromMilliseconds(5));
        var running = Task.Run(() => SyncAsync(Enumerable.Range(1, Cars)));

        Assert.All(await WatchAsync(running, TimeSpan.Zero), run => Assert.Equal(RunCounts.None, run.Counts)); // The run's clock stands still.
        Assert.Equal(new RunCounts(Cars, 0, 0, 0, 0, 0), ReadRun()!.Counts);
    }

    [Fact]
    public async Task Changes_that_need_no_request_are_planned_and_ended_from_the_start()
    {
        _ = await SyncAsync([1, 2]);
        var plan = Plan([1, 2, 3], car: (number, file) => Recoloured(TestCars.CreateCar(number, file)));
        _ = await SyncAsync([1, 2], (number, file) => TestCars.CreateCar(number, file, number == 1 ? 60_000m : 70_000m)); // The first change of the plan is stale from now on.

        var summary = await RunAsync(plan.Changes, plan.Context);

        Assert.Equal(new RunCounts(1, 1, 0, 0, 0, 1), summary.Counts);
        Assert.Equal((3, summary.Counts), (ReadRun()!.Planned, ReadRun()!.Counts));
    }

    /// <summary>Reads the run's record over connections of its own until the run has ended.</summary>
    private async Task<List<RunOverview>> WatchAsync(Task running, TimeSpan step)
    {
        var seen = new List<RunOverview>();
        while (!running.IsCompleted)
        {
            Time.Advance(step);
            if (ReadRun() is { Outcome: RunOutcome.Running } run)
                seen.Add(run);
            _ = await Task.WhenAny(running, Task.Delay(10, CancellationToken.None));
        }

        await running;
        Assert.NotEmpty(seen);
        return seen;
    }

    private RunOverview? ReadRun() => Store.Ledger.ReadOverview().Feeds is [{ LastRun: var run }] ? run : null;
}

public sealed class SqliteRunProgressTests() : RunProgressTests(LedgerKind.Sqlite);

public sealed class PostgresRunProgressTests() : RunProgressTests(LedgerKind.Postgres);
