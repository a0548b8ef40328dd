using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Sandbox;
using IzzyPS.TestHooks;
using Xunit;

namespace IzzyPS.Tests.Faults;

/// <summary>
/// A runner that stalls (SIGSTOP) at a named step, loses its lease to another that carries its run on, and wakes: from then on it writes
/// nothing and sends nothing that another could send too.
/// </summary>
[Trait("Category", "Slow")]
public sealed class StalledRunnerTests
{
    private const int Cars = 60;
    private const int Throttle = 4;

    public static TheoryData<string, string[]> Moments => new()
    {
        { "before it sends", ["before-sending-commit:2", "after-sending-commit:2", "before-planned-commit"] },
        { "while it sends", ["before-first-byte:6", "after-first-byte:6", "within-body:6", "after-body:6"] },
        { "after the answer", ["before-answer-read:6", "after-answer-read:6", "before-acked-commit:2", "after-acked-commit:2"] },
        { "in a transaction", ["within-transaction:6"] },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Stalled_runner_that_lost_its_lease_sends_nothing_after_waking(string when, string[] points)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: Windows has no SIGSTOP.");
        var database = PostgresServer.Address;
        var strikes = await Task.WhenAll(points.Select(async point => (Point: point, Violations: await StallAsync(database, point))));
        var violations = strikes.SelectMany(strike => strike.Violations.Select(violation => $"{strike.Point}: {violation}")).ToList();
        Assert.True(violations.Count == 0, $"{when}: {string.Join('\n', violations)}");
    }

    private static async Task<List<string>> StallAsync(string database, string point)
    {
        await using var rig = new SoakRig(database, new SandboxOptions { Latency = TimeSpan.FromMilliseconds(5) }) { LeaseTime = TimeSpan.FromSeconds(8) };
        var violations = new List<string>();
        var file = rig.Write(new Yard(Enumerable.Range(1, Cars)));
        var more = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [KillPoint.StopVariable] = point,
            ["XDG_DATA_HOME"] = Path.Combine(rig.Folder, "another-machine"),
        };
        rig.RememberLedger(more["XDG_DATA_HOME"]);
        using var stalled = rig.Start(file, more, "--throttle", $"{Throttle}");
        await Eventually.UntilAsync(() => stalled.IsStalled() || stalled.HasExited);
        if (stalled.HasExited)
            return ["The point was not reached: nothing was tested."];

        // Another machine takes over when the lease has ended, and does the rest.
        var taken = await rig.SyncAsync(file);
        using var ledger = rig.OpenLedger();
        violations.AddRange(Invariants.CheckExitCode(taken, ledger));
        if (taken.Count("created") + taken.Count("unchanged") + taken.Count("in_doubt") != Cars)
            violations.Add($"The one that took over reports {taken.Output} {taken.Error}.");
        var (serial, inDoubt, listed) = (ledger.Serial, Keys(ledger), rig.Server.Cars.Count);
        if (Invariants.CountInDoubtByFault(ledger) > 2 * Throttle)
            violations.Add($"{Invariants.CountInDoubtByFault(ledger)} are in doubt.");

        stalled.Wake();
        var woken = await stalled.EndAsync();
        if (woken.ExitCode != 1 || woken.Json.GetProperty("fault").GetString()?.Contains("lost the ledger", StringComparison.Ordinal) != true)
            violations.Add($"The one that stalled ended with {woken.ExitCode}: {woken.Error}");
        if (ledger.Serial != serial || !Keys(ledger).SetEquals(inDoubt))
            violations.Add("The one that stalled has written to the ledger.");
        if (rig.Server.Cars.Count - listed > Throttle)
            violations.Add($"The one that stalled has created {rig.Server.Cars.Count - listed} cars after it woke.");

        violations.AddRange(Invariants.CheckOneCarPerKey(rig.Server));
        violations.AddRange(Invariants.CheckNothingLost(rig.Server, ledger));
        violations.AddRange(await Invariants.CheckRerunSendsNothingAsync(rig.Server, () => rig.SyncHereAsync(file)));
        violations.AddRange(Invariants.CheckSecrets(rig, taken.Output, taken.Error, woken.Output, woken.Error));

        // After an operator resolved the doubts, every vehicle is listed exactly once.
        _ = await rig.ResolveAllAsync();
        var last = await rig.SyncHereAsync(file);
        violations.AddRange(Invariants.CheckOneCarPerKey(rig.Server));
        if (last.ExitCode != 0 || rig.Server.ActiveCars.Count != Cars)
            violations.Add($"{rig.Server.ActiveCars.Count} of {Cars} are listed in the end: {last.Output}");
        return violations;
    }

    private static HashSet<string> Keys(ILedger ledger) => ledger.FindInDoubt().Select(operation => operation.Key.Value).ToHashSet(StringComparer.Ordinal);
}
