using IzzyPS.Tool;

namespace IzzyPS.Soak;

/// <summary>
/// What must hold after a fault has struck a run: at once, after a rerun, after one more, and when an operator has resolved what is
/// in doubt. Each look is the five checks, as far as they can be asked by then.
/// </summary>
internal static class Aftermath
{
    /// <summary>Looks, runs again, resolves.</summary>
    /// <param name="rig">The account.</param>
    /// <param name="yard">What shall be listed in the end.</param>
    /// <param name="file">Its stock file, which has one row with a fault.</param>
    /// <param name="struck">How the struck run ended and what it said.</param>
    /// <param name="mostInDoubt">How many creates may be in doubt by the fault.</param>
    /// <param name="withTool">Whether the tool runs it again too, and not this process.</param>
    /// <param name="late">What is awaited after the rerun, because the server may still be at work.</param>
    internal static async Task<IReadOnlyList<string>> CheckAsync(
        SoakRig rig, Yard yard, string file, IzzyResult struck, int mostInDoubt, bool withTool = false, TimeSpan late = default)
    {
        var violations = new List<string>();
        Look(rig, violations, "after the fault", struck);
        var again = withTool ? await rig.SyncAsync(file) : await rig.SyncHereAsync(file);
        Look(rig, violations, "after the rerun", again);
        await Task.Delay(late);
        using (var ledger = rig.OpenLedger())
        {
            violations.AddRange(Invariants.ExitCodeAgrees(again, ledger));
            var inDoubt = mostInDoubt == 0 ? ledger.FindInDoubt().Count : Invariants.InDoubtByFault(ledger);
            if (inDoubt > mostInDoubt)
                violations.Add($"{inDoubt} are in doubt; {mostInDoubt} may be.");
        }

        violations.AddRange(await Invariants.RerunSendsNothingAsync(rig.Server, () => rig.SyncHereAsync(file)));
        _ = await rig.ResolveAllAsync();
        _ = await rig.SyncHereAsync(file);
        var last = await rig.SyncHereAsync(file);
        Look(rig, violations, "at the end", last);
        using (var ledger = rig.OpenLedger())
            violations.AddRange(Invariants.YardIsListed(rig.Server, ledger, yard));
        if (last.ExitCode != (int)ExitCode.Errors)
            violations.Add($"At the end the exit code is {last.ExitCode}: {last.Output}");
        return violations;
    }

    private static void Look(SoakRig rig, List<string> violations, string when, IzzyResult result)
    {
        using var ledger = rig.OpenLedger();
        violations.AddRange(Invariants.OneCarPerKey(rig.Server)
            .Concat(Invariants.NothingLost(rig.Server, ledger))
            .Concat(Invariants.SecretsKept(rig, result.Output, result.Error))
            .Select(violation => $"{when}: {violation}"));
    }
}
