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

    [Fact]
    public async Task Run_that_waited_for_another_sends_what_its_file_says_after_the_other()
    {
        await using var rig = new RunRig(new SandboxFault(FaultKind.Delay) { Delay = TimeSpan.FromMilliseconds(300) });
        var numbers = Enumerable.Range(1, 12).ToList();
        using var other = IzzyProcess.Start(rig.Environment, "sync", rig.WriteStock(numbers), "--throttle", "4");
        await Eventually.UntilAsync(() => rig.Server.ActiveCars.Count > 0);
        // The stock is compared while four creates are in flight and others are still planned.
        var report = await rig.RunAsync(rig.WriteStock(numbers, price: _ => 60_000), options => options with { WaitForLock = TimeSpan.FromMinutes(2) });

        Assert.Equal(0, (await other.EndAsync()).ExitCode);
        Assert.Equal((RunVerdict.Done, 12, 0, 0), (report.Verdict, report.Repriced.Count, report.Errors.Count, report.InDoubt.Count));
        Assert.Equal(12, rig.Server.ActiveCars.Count);
        Assert.All(rig.Server.ActiveCars, car => Assert.Contains("\"60000.00\"", car.Json, StringComparison.Ordinal));
        Assert.Equal(12, (await rig.RunAsync(rig.WriteStock(numbers, price: _ => 60_000))).Unchanged);
    }

    [Fact]
    public async Task What_a_living_run_is_sending_is_not_in_doubt_for_others()
    {
        await using var rig = new RunRig(new SandboxFault(FaultKind.Delay) { Delay = TimeSpan.FromMilliseconds(300) });
        var stock = rig.WriteStock(Enumerable.Range(1, 40));
        using var other = IzzyProcess.Start(rig.Environment, "sync", stock, "--throttle", "4");
        await Eventually.UntilAsync(() => rig.Server.ActiveCars.Count > 0);

        Assert.Equal(0, (await IzzyProcess.RunAsync(rig.Environment, "status")).ExitCode);
        Assert.Empty((await rig.RunAsync(stock, options => options with { WhatIf = true })).InDoubt);
        Assert.False(other.HasExited);

        other.Kill();
        _ = await other.EndAsync();
        Assert.Equal(5, (await IzzyProcess.RunAsync(rig.Environment, "status")).ExitCode);
        Assert.NotEmpty((await rig.RunAsync(stock, options => options with { WhatIf = true })).InDoubt);
    }
}
