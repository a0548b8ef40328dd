using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>Runs against a slow, busy or failing server: they slow down with a notice and continue, or end when continuing is useless.</summary>
[Trait("Category", "Slow")]
public sealed class SickServerTests
{
    private static readonly SandboxFault SickUpdates = new(FaultKind.Status) { Routes = SandboxRoutes.UpdateCar, Status = 503 };

    [Fact]
    public async Task Creates_end_when_the_server_keeps_repeating_ids()
    {
        await using var rig = new SyncRig(new SandboxFault(FaultKind.RepeatedId) { From = 2 });
        var summary = await rig.AdvanceUntilAsync(rig.SyncAsync(Enumerable.Range(1, 60)));
        Assert.Equal(1, summary.Counts.Created);
        Assert.InRange(summary.Counts.InDoubt, 6, 12); // Some were on their way when the sixth was written down.
        Assert.Contains(rig.Said, line => line.Contains("the last because its car id belongs to another vehicle", StringComparison.Ordinal));
        Assert.Equal(60 - 1 - summary.Counts.InDoubt, summary.Results.Count(result => result.Outcome == SyncOutcome.NotSent));
    }

    [Fact]
    public async Task Updates_that_fail_for_a_while_are_paused_and_the_run_continues()
    {
        await using var rig = new SyncRig(SickUpdates with { Times = 25 });
        _ = await rig.SyncAsync(Enumerable.Range(1, 40));
        var summary = await rig.AdvanceUntilAsync(rig.SyncAsync(Enumerable.Range(1, 40), car: (n, file) => TestCars.CreateCar(n, file, 60_000m)));
        Assert.Null(summary.Fault);
        Assert.InRange(summary.Counts.Repriced, 30, 35);
        Assert.Contains(rig.Said, line => line.Contains("fails too often: sending pauses for 5 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Updates_that_always_fail_end_the_run_and_stay_in_the_next_plan()
    {
        await using var rig = new SyncRig(SickUpdates);
        _ = await rig.SyncAsync(Enumerable.Range(1, 100));
        var plan = rig.Plan(Enumerable.Range(1, 100), car: (n, file) => TestCars.CreateCar(n, file, 60_000m));
        var summary = await rig.AdvanceUntilAsync(rig.RunAsync(plan.Changes, plan.Context));
        Assert.Contains("gives no usable answer", summary.Fault!, StringComparison.Ordinal);
        Assert.Equal((32, 68), (summary.Results.Count(result => result.Outcome == SyncOutcome.Failed), summary.Results.Count(result => result.Outcome == SyncOutcome.NotSent)));
        Assert.Equal(100, rig.Plan(Enumerable.Range(1, 100), car: (n, file) => TestCars.CreateCar(n, file, 60_000m)).Changes.Count);
    }

    [Fact]
    public async Task Retry_after_of_an_hour_is_waited_for_five_minutes_once()
    {
        await using var rig = new SyncRig(new SandboxFault(FaultKind.Status) { Status = 429, RetryAfter = "3600", From = 4 });
        var before = rig.Time.GetUtcNow();
        var summary = await rig.AdvanceUntilAsync(rig.SyncAsync(Enumerable.Range(1, 30)));
        Assert.InRange(rig.Time.GetUtcNow() - before, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
        Assert.Contains("still answered \"not now\" when the retries of a request ended; run it again later", summary.Fault!, StringComparison.Ordinal);
        Assert.Equal((3, 27), (summary.Counts.Created, summary.Results.Count(result => result.Outcome == SyncOutcome.NotSent)));
        Assert.Empty(rig.Store.Ledger.FindInDoubt());
        Assert.Contains(rig.Said, line => line.Contains("answers 429 and asks for a pause: sending pauses for 300 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Short_outage_of_the_token_endpoint_does_not_end_the_run()
    {
        await using var rig = new SyncRig(
            new SandboxFault(FaultKind.RevokeTokens) { From = 10, Times = 1 },
            new SandboxFault(FaultKind.Status) { Routes = SandboxRoutes.Token, From = 2, Times = 5 });
        var summary = await rig.AdvanceUntilAsync(rig.SyncAsync(Enumerable.Range(1, 30)));
        Assert.Null(summary.Fault);
        Assert.Equal((29, 1), (summary.Counts.Created, summary.Results.Count(result => result.Outcome == SyncOutcome.NotSent)));
    }

    [Fact]
    public async Task Slow_server_gets_fewer_requests_at_a_time()
    {
        await using var rig = new SyncRig(TimeProvider.System, new SandboxFault(FaultKind.Delay) { Delay = TimeSpan.FromMilliseconds(40), From = 65 }) { ThrottleLimit = 8 };
        var summary = await rig.SyncAsync(Enumerable.Range(1, 160));
        Assert.Equal(160, summary.Counts.Created);
        Assert.Contains(rig.Said, line => line.Contains("fewer requests are in flight from now on", StringComparison.Ordinal));
    }
}
