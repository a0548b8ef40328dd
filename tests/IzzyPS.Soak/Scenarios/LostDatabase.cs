using System.Globalization;
using IzzyPS.Sandbox;

namespace IzzyPS.Soak;

/// <summary>
/// A ledger in PostgreSQL. In the middle of a run its server is stopped abruptly, or its connections are cut. Source:
/// SAFETY.md, "Faults to survive", 7.
/// </summary>
internal static class LostDatabase
{
    private const int Throttle = 2;

    internal static async IAsyncEnumerable<SoakResult> RunAsync(SoakPlan plan)
    {
        using var postgres = PostgresProcess.TryStart();
        if (postgres is null)
        {
            Console.Error.WriteLine(PostgresProcess.Missing);
            yield break;
        }

        var strikes = 0;
        var violations = new List<string>();
        foreach (var isCrash in new[] { true, false })
        {
            for (var requests = 0; requests <= plan.ScaleSize(14); requests++, strikes++)
                violations.AddRange(await StrikeAsync(postgres, isCrash, requests));
        }

        yield return new SoakResult("a lost database", "a mixed plan, PostgreSQL stopped or its connections cut after each number of requests", $"{strikes} strikes", violations);
    }

    /// <summary>Stops the database, or cuts its connections, after a number of requests. The database runs again before the rerun.</summary>
    internal static async Task<IReadOnlyList<string>> StrikeAsync(PostgresProcess postgres, bool isCrash, int requests)
    {
        await using var rig = new SoakRig(postgres.Address, new SandboxOptions { Latency = TimeSpan.FromMilliseconds(20) });
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        var before = rig.Server.CountRequests(SandboxRoutes.Api);
        var running = rig.SyncUnderAsync([], file, "--throttle", $"{Throttle}");
        while (!running.IsCompleted && rig.Server.CountRequests(SandboxRoutes.Api) - before < requests)
            await Task.Delay(1);
        if (isCrash)
            postgres.Crash();
        else
            postgres.CutConnections();
        var struck = await running;
        if (isCrash)
            postgres.Restart();

        var violations = new List<string>();
        if (struck.ExitCode == 1)
            violations.AddRange(Invariants.CheckFaultIsReported(struck, "postgres://127.0.0.1"));
        else if (struck.ExitCode is not (3 or 5))
            violations.Add($"The exit code is {struck.ExitCode}: {struck.Error}");
        violations.AddRange(await Aftermath.CheckAsync(rig, yard, file, struck, 2 * Throttle, withTool: true));
        return [.. violations.Select(violation => string.Create(CultureInfo.InvariantCulture, $"{(isCrash ? "stopped" : "cut")} after {requests} requests: {violation}"))];
    }
}
