using IzzyPS.Tool;

namespace IzzyPS.Soak;

/// <summary>
/// The checks after a fault has struck a run: at once, after a rerun, after a second rerun, and after an operator has resolved the creates
/// in doubt and allowed closes that the struck run held back. Each time, those of the five checks are made that are possible at that moment.
/// </summary>
internal static class Aftermath
{
    /// <summary>Checks the account, runs the sync again, and resolves the creates in doubt.</summary>
    /// <param name="rig">The account.</param>
    /// <param name="yard">The vehicles that must be listed in the end.</param>
    /// <param name="file">The stock file of the yard, which has one row with a fault.</param>
    /// <param name="struck">The result of the struck run.</param>
    /// <param name="mostInDoubt">The most creates that the fault may leave in doubt.</param>
    /// <param name="withTool">Whether the tool does the rerun. Otherwise this process does it.</param>
    /// <param name="late">The wait after the rerun, when the server may still be working on a request.</param>
    /// <param name="allowClose">How many closes the operator allows, where the struck run held closes back.</param>
    internal static async Task<IReadOnlyList<string>> CheckAsync(
        SoakRig rig, Yard yard, string file, IzzyResult struck, int mostInDoubt, bool withTool = false, TimeSpan late = default, int? allowClose = null)
    {
        var violations = new List<string>();
        AddViolations(rig, violations, "after the fault", struck);
        var again = withTool ? await rig.SyncAsync(file) : await rig.SyncHereAsync(file);
        AddViolations(rig, violations, "after the rerun", again);
        await Task.Delay(late);
        using (var ledger = rig.OpenLedger())
        {
            violations.AddRange(Invariants.CheckExitCode(again, ledger));
            var inDoubt = mostInDoubt == 0 ? ledger.FindInDoubt().Count : Invariants.CountInDoubtByFault(ledger);
            if (inDoubt > mostInDoubt)
                violations.Add($"{inDoubt} creates are in doubt; at most {mostInDoubt} are allowed.");
        }

        violations.AddRange(await Invariants.CheckRerunSendsNothingAsync(rig.Server, () => rig.SyncHereAsync(file)));
        _ = await rig.ResolveAllAsync();
        _ = await rig.SyncHereAsync(file, allowClose);
        var last = await rig.SyncHereAsync(file);
        AddViolations(rig, violations, "at the end", last);
        using (var ledger = rig.OpenLedger())
            violations.AddRange(Invariants.CheckYardIsListed(rig.Server, ledger, yard));
        if (last.ExitCode != (int)ExitCode.Errors)
            violations.Add($"At the end the exit code is {last.ExitCode}: {last.Output}");
        return violations;
    }

    private static void AddViolations(SoakRig rig, List<string> violations, string when, IzzyResult result)
    {
        using var ledger = rig.OpenLedger();
        violations.AddRange(Invariants.CheckOneCarPerKey(rig.Server)
            .Concat(Invariants.CheckNothingLost(rig.Server, ledger))
            .Concat(Invariants.CheckSecrets(rig, result.Output, result.Error))
            .Select(violation => $"{when}: {violation}"));
    }
}
