using System.Globalization;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using IzzyPS.TestHooks;

namespace IzzyPS.Soak;

/// <summary>
/// The real tool, killed with SIGKILL before and after each step of a mixed plan (creates, updates, price changes, a close).
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
    /// The steps, each with points as <see cref="KillPoint"/> has them, <c>name:time</c>, that <c>dotnet test</c> goes through. Of
    /// the requests the first is the token's, then come five updates and closes, then creates; the server's points count without
    /// the token.
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

    /// <summary>Whether a step is one of a ledger's kind: only SQLite has a checkpoint in the tool's own process.</summary>
    internal static bool Has(string step, string? database) => step != "checkpoint" || database is null;

    /// <summary>Every step, each of its points at every time that the run gets there.</summary>
    internal static async IAsyncEnumerable<SoakResult> RunAsync(SoakPlan plan)
    {
        foreach (var (name, address) in plan.Ledgers)
        {
            var points = Steps.Where(step => Has(step.Key, address)).SelectMany(step => step.Value)
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
                $"a mixed plan, killed at each of {points.Count} points each time that it gets there",
                $"{kills} kills",
                violations);
        }
    }

    /// <summary>Kills a run at a point, runs it again and again, resolves what is in doubt, and looks at the five checks all the while.</summary>
    /// <param name="database">The address of a PostgreSQL; null for a ledger in a file.</param>
    /// <param name="spec">The point and the time.</param>
    /// <param name="withTool">Whether the tool runs it again too, and not this process.</param>
    /// <returns>Whether the point was reached, and what was broken.</returns>
    internal static async Task<(bool WasReached, IReadOnlyList<string> Violations)> StrikeAsync(string? database, string spec, bool withTool)
    {
        await using var rig = new SoakRig(database, new SandboxOptions { Faults = ServerSideOf(spec) is { } fault ? [fault] : [] });
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
        if (ServerSideOf(spec) is not { } fault)
        {
            using var killed = rig.Start(file, new Dictionary<string, string>(StringComparer.Ordinal) { [KillPoint.Variable] = spec }, options);
            return await killed.EndAsync();
        }

        using var izzy = rig.Start(file, null, options);
        await UntilAsync(() => izzy.HasExited || rig.Server.CountRequests(SandboxRoutes.Cars) >= fault.From);
        await Task.Delay(50); // The request was counted with its head: now its body is there, and the commit is done or held.
        izzy.Kill();
        return await izzy.EndAsync();
    }

    /// <summary>The fault that makes the server wait where a kill comes from its side; null for a point in the tool.</summary>
    private static SandboxFault? ServerSideOf(string spec)
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
