using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;

namespace IzzyPS.Soak;

/// <summary>
/// Each fault of the server, before and after it has carried out the call, on fresh and on reused connections.
/// Source: SAFETY.md, "Faults to survive", 2 to 6 and 12.
/// </summary>
internal static class SickServers
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    /// <summary>The faults by their names. A name begins with the number of the line in SAFETY.md.</summary>
    internal static readonly IReadOnlyDictionary<string, SandboxFault[]> Faults = new Dictionary<string, SandboxFault[]>(StringComparer.Ordinal)
    {
        ["2 closed"] = [.. CreateAtAllMoments(FaultKind.Drop)],
        ["2 reset"] = [.. CreateAtAllMoments(FaultKind.Reset)],
        ["2 closed on a used connection"] = [.. CreateAtAllMoments(FaultKind.Drop).Select(fault => fault with { ReusedOnly = true })],
        ["2 reset on a used connection"] = [.. CreateAtAllMoments(FaultKind.Reset).Select(fault => fault with { ReusedOnly = true })],
        ["2 closed after the answer"] = [new(FaultKind.CloseAfter) { Moment = FaultMoment.AfterCommit }],
        ["3 5xx"] = [.. ((int[])[500, 502, 503, 504]).SelectMany(status => CreateAtAllMoments(FaultKind.Status).Select(fault => fault with { Status = status }))],
        ["3 truncated"] = [.. CreateAtAllMoments(FaultKind.Truncated)],
        ["3 empty"] = [.. CreateAtAllMoments(FaultKind.Empty)],
        ["3 not JSON"] = [.. CreateAtAllMoments(FaultKind.NotJson)],
        ["3 wrong type"] = [.. CreateAtAllMoments(FaultKind.WrongType)],
        ["3 repeated id"] = [new(FaultKind.RepeatedId) { Moment = FaultMoment.AfterCommit }],
        ["4 slow head"] = [.. CreateAtAllMoments(FaultKind.SlowHead)],
        ["4 slow body"] = [.. CreateAtAllMoments(FaultKind.SlowBody)],
        ["4 never answers"] = [.. CreateAtAllMoments(FaultKind.NoAnswer)],
        ["5 429"] = [.. ((string?[])[null, "1", "Sun, 06 Nov 1994 08:49:37 GMT", "Sat, 21 Nov 2065 12:00:00 GMT", "-5", "31536000", "soon", "1, 2"])
            .Select(after => new SandboxFault(FaultKind.Status) { Status = 429, RetryAfter = after })],
        ["6 401"] = [new(FaultKind.Status) { Status = 401 }],
        ["6 token endpoint"] = [.. ((FaultKind[])[FaultKind.Status, FaultKind.Drop, FaultKind.NotJson, FaultKind.NoAnswer, FaultKind.SlowBody, FaultKind.SlowHead, FaultKind.HugeBody])
            .Select(kind => new SandboxFault(kind) { Routes = SandboxRoutes.Token })],
        ["12 huge"] = [.. CreateAtAllMoments(FaultKind.HugeBody)],
        ["12 gzip bomb"] = [.. CreateAtAllMoments(FaultKind.GzipBomb)],
        ["12 endless head"] = [.. CreateAtAllMoments(FaultKind.EndlessHead)],
        ["12 redirect"] = [.. CreateAtAllMoments(FaultKind.Redirect)],
    };

    internal static async IAsyncEnumerable<SoakResult> RunAsync(SoakPlan plan)
    {
        var strikes = 0;
        var violations = new List<string>();
        foreach (var (name, faults) in Faults)
        {
            foreach (var (fault, times) in faults.SelectMany(fault => GetTimes(fault, plan.IsQuick).Select(times => (fault, times))))
            {
                violations.AddRange((await StrikeAsync(fault, times)).Select(violation => $"{name}: {violation}"));
                strikes++;
            }
        }

        yield return new SoakResult("sick servers", "a mixed plan, each fault of the server once, twice and for ever", $"{strikes} strikes", violations);
    }

    /// <summary>Gets how often a fault strikes. A create fault does not strike for ever: the run would pause its creates for half a minute each time, and the scenario would only wait.</summary>
    private static int[] GetTimes(SandboxFault fault, bool isQuick) =>
        isQuick ? [1] : fault.Routes == SandboxRoutes.CreateCar && fault.Status is not (429 or 401) ? [1, 2] : [1, 2, int.MaxValue];

    /// <summary>Lets a fault strike a number of times.</summary>
    internal static async Task<IReadOnlyList<string>> StrikeAsync(SandboxFault fault, int times)
    {
        var isToken = fault.Routes == SandboxRoutes.Token;
        var (token, create) = (isToken ? 2 : 0, fault.Routes == SandboxRoutes.CreateCar ? MixedPlan.ListedBefore + 4 : 0);
        var change = fault.Routes is SandboxRoutes.UpdateCar or SandboxRoutes.DeleteCar ? 1 : 0;
        await using var rig = new SoakRig(options: new SandboxOptions { Faults = [fault with { From = token + create + change, Times = times }] })
        {
            Dealer = options => options with { Timeout = Patience, MaxRetryAfter = Patience, RetryDelay = TimeSpan.FromMilliseconds(1) },
        };
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        var struck = await rig.SyncHereAsync(file);
        using (var ledger = rig.OpenLedger())
        {
            var agrees = Invariants.CheckExitCode(struck, ledger);
            if (agrees.Count > 0)
                return [.. agrees.Select(violation => $"{fault.Kind} {fault.Routes} {fault.Moment} {fault.Status}: {violation}")];
        }

        rig.Server.EndFaults();
        var violations = await Aftermath.CheckAsync(rig, yard, file, struck, MixedPlan.Created);
        return [.. violations.Select(violation => $"{fault.Kind} {fault.Routes} {fault.Moment} {fault.Status} {fault.RetryAfter}, {times} times: {violation}")];
    }

    private static IEnumerable<SandboxFault> CreateAtAllMoments(FaultKind kind) =>
        from route in new[] { SandboxRoutes.CreateCar, SandboxRoutes.UpdateCar, SandboxRoutes.DeleteCar }
        from moment in Enum.GetValues<FaultMoment>()
        // No client can detect a server that confirms an update or a close that it has not carried out.
        where moment == FaultMoment.AfterCommit || route == SandboxRoutes.CreateCar || kind is not (FaultKind.Empty or FaultKind.NotJson or FaultKind.WrongType or FaultKind.HugeBody or FaultKind.GzipBomb)
        select new SandboxFault(kind) { Routes = route, Moment = moment };
}
