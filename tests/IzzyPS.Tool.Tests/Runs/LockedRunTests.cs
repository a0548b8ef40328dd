using IzzyPS.Runs.Faults;
using IzzyPS.Runs.Reporting;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Runs;

/// <summary>A run while <c>izzy</c>, as another process, holds the ledger.</summary>
public sealed class LockedRunTests
{
    [Fact]
    public async Task Ledger_that_another_run_holds_gives_locked_and_changes_nothing()
    {
        await using var rig = new RunRig(new SandboxFault(FaultKind.Delay) { Delay = TimeSpan.FromMilliseconds(100) });
        // Runs of one process share the lease, so that the other run is a process.
        using var other = IzzyProcess.Start(rig.Environment, "sync", rig.WriteStock(Enumerable.Range(1, 200)), "--throttle", "1");
        await Eventually.UntilAsync(() => rig.Server.ActiveCars.Count > 0);
        var report = await rig.RunAsync(rig.WriteStock([201]));
        Assert.Equal((RunVerdict.Locked, FaultCode.LedgerLeased, 0), (report.Verdict, report.Fault?.Code, report.InDoubt.Count));
        Assert.DoesNotContain(rig.Server.ActiveCars, car => car.Vin == TestCars.CreateVin(201));
        other.Kill();
    }
}
