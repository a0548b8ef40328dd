using System.Globalization;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using IzzyPS.TestHooks;

namespace IzzyPS.Soak;

/// <summary>
/// Kills the real tool with SIGKILL before and after each step of a mixed plan (creates, updates, price changes, a close).
/// Source: SAFETY.md, "Faults to survive", 1.
/// </summary>
internal static class KillPoints
{
    private const int Throttle = 2;
    private const int KilledBySignal = 128 + 9;
    private const string LateCommit = "late-server-commit";

    private static readonly TimeSpan Late = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The steps, and the points of each step at which <c>dotnet test</c> kills the tool, in the form <c>name:time</c> of
    /// <see cref="KillPoint"/>. The first request is the token's, the next five are updates and closes, the others are creates. The points
    /// of the server do not count the token request.
    /// </summary>
    internal static readonly IReadOnlyDictionary<string, string[]> Steps = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["lease"] = ["after-lease", "after-recovery", "within-transaction:1"],
        ["anchor"] = ["before-anchor:1", "after-anchor:2"],
        ["run begin"] = ["before-run-begin", "after-run-begin"],
        ["plan commit"] = ["before-planned-commit", "after-planned-commit"],
        ["sending commit"] = ["before-sending-commit:1", "after-sending-commit:1", "after-sending-commit:4"],
        ["first byte"] = ["before-first-byte:9", "after-first-byte:3", "after-first-byte:9"],
        ["body"] = ["within-body:9", "after-body:3", "after-body:9"],
        ["server commit"] = ["before-server-commit:8", "after-server-commit:2", "after-server-commit:8", "late-server-commit:8"],
        ["answer read"] = ["before-answer-read:9", "after-answer-read:3", "after-answer-read:9"],
        ["acked commit"] = ["before-acked-commit:1", "before-acked-commit:4", "after-acked-commit:4"],
        ["run end"] = ["before-run-end", "after-run-end"],
        ["checkpoint"] = ["before-checkpoint", "after-checkpoint"],
        ["report"] = ["before-error-report", "after-error-report", "before-report", "after-report"],
    };

    /// <summary>Whether a step exists for a kind of ledger. Only SQLite makes its checkpoints in the process of the tool.</summary>
    internal static bool Exists(string step, string? database) => step != "checkpoint" || database is null;

    /// <summary>Kills the tool at each point of every step, each time that the run reaches the point.</summary>
    internal static async IAsyncEnumerable<SoakResult> RunAsync(SoakPlan plan)
    {
        foreach (var (name, address) in plan.Ledgers)
        {
            var points = Steps.Where(step => Exists(step.Key, address)).SelectMany(step => step.Value)
                .Select(point => point.Split(':')[0]).Distinct(StringComparer.Ordinal).ToList();
            var kills = 0;
            var violations = new List<string>();
            await Parallel.ForEachAsync(points, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (point, _) =>
            {
                for (var time = 1; time <= (plan.IsQuick ? 2 : int.MaxValue); time++)
                {
                    var (wasReached, broken) = await StrikeAsync(address, string.Create(CultureInfo.InvariantCulture, $"{point}:{time}"), withTool: true);
                    lock (violations)
                        violations.AddRange(broken);
                    if (!wasReached)
                        break;
                    Interlocked.Increment(ref kills);
                }
            });
            yield return new SoakResult(
                $"kill points, {name}",
                $"a mixed plan, killed at each of {points.Count} points, each time that the run reaches the point",
                $"{kills} kills",
                violations);
        }
    }

    /// <summary>Kills a run at a point, runs the sync again, resolves the creates in doubt, and makes the five checks after each step.</summary>
    /// <param name="database">The address of a PostgreSQL. Null means a ledger in a file.</param>
    /// <param name="spec">The point and the time.</param>
    /// <param name="withTool">Whether the tool does the rerun. Otherwise this process does it.</param>
    /// <returns>Whether the point was reached, and the broken promises.</returns>
    internal static async Task<(bool WasReached, IReadOnlyList<string> Violations)> StrikeAsync(string? database, string spec, bool withTool)
    {
        await using var rig = new SoakRig(database, new SandboxOptions { Faults = GetServerFault(spec) is { } fault ? [fault] : [] });
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        var killed = await KillAsync(rig, file, spec);
        if (killed.ExitCode != KilledBySignal)
            return (false, []);
        var late = spec.StartsWith(LateCommit, StringComparison.Ordinal) ? Late : TimeSpan.Zero;
        var violations = await Aftermath.CheckAsync(rig, yard, file, killed, 2 * Throttle, withTool, late);
        return (true, [.. violations.Select(violation => $"{spec}: {violation}")]);
    }

    private static async Task<IzzyResult> KillAsync(SoakRig rig, string file, string spec)
    {
        string[] options = ["--throttle", $"{Throttle}", "--error-report", Path.Combine(rig.Folder, "errors.csv")];
        if (GetServerFault(spec) is not { } fault)
        {
            using var killed = rig.Start(file, new Dictionary<string, string>(StringComparer.Ordinal) { [KillPoint.Variable] = spec }, options);
            return await killed.EndAsync();
        }

        using var izzy = rig.Start(file, null, options);
        await UntilAsync(() => izzy.HasExited || rig.Server.CountRequests(SandboxRoutes.Cars) >= fault.From);
        await Task.Delay(50); // The request is counted when its head was read. After this delay its body was read too, and the commit is done or held back.
        izzy.Kill();
        return await izzy.EndAsync();
    }

    /// <summary>Gets the fault that makes the server wait at one of its own points. Returns null for a point in the tool.</summary>
    private static SandboxFault? GetServerFault(string spec)
    {
        var parts = spec.Split(':');
        var from = MixedPlan.ListedBefore + (parts.Length == 1 ? 1 : int.Parse(parts[1], CultureInfo.InvariantCulture));
        var fault = parts[0] switch
        {
            "before-server-commit" => new SandboxFault(FaultKind.NoAnswer) { Moment = FaultMoment.BeforeCommit },
            "after-server-commit" => new SandboxFault(FaultKind.NoAnswer) { Moment = FaultMoment.AfterCommit },
            LateCommit => new SandboxFault(FaultKind.Delay) { Moment = FaultMoment.BeforeCommit, Delay = Late },
            _ => null,
        };
        return fault is null ? null : fault with { Routes = SandboxRoutes.Cars, From = from, Times = 1 };
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(2, limit.Token);
    }
}
