using System.Globalization;

namespace IzzyPS.Soak;

/// <summary>
/// Runs the real tool under strace, which makes system calls on the ledger's files fail: a full disk, an I/O error or a short write, once or
/// from then on. Source: SAFETY.md, "Faults to survive", 7.
/// </summary>
internal static class SystemCalls
{
    private const int Throttle = 2;

    /// <summary>The faults by their names: the injection of strace, whether all later calls fail too, and the numbers of the calls that <c>dotnet test</c> lets fail.</summary>
    internal static readonly IReadOnlyDictionary<string, (string Injection, bool ForEver, int[] Times)> Faults =
        new Dictionary<string, (string, bool, int[])>(StringComparer.Ordinal)
        {
            ["the disk is full"] = ("pwrite64:error=ENOSPC", true, [1, 5, 30]),
            ["the disk is full once"] = ("pwrite64:error=ENOSPC", false, [9]),
            ["writing fails"] = ("pwrite64:error=EIO", true, [3]),
            ["writing fails once"] = ("pwrite64:error=EIO", false, [20]),
            ["nothing is written"] = ("pwrite64:retval=0", true, [12]),
            ["nothing is written once"] = ("pwrite64:retval=0", false, [2]),
            ["syncing fails"] = ("fdatasync,fsync:error=EIO", true, [1, 3]),
            ["syncing fails once"] = ("fdatasync,fsync:error=EIO", false, [2]),
            ["syncing finds the disk full"] = ("fdatasync,fsync:error=ENOSPC", true, [2]),
            ["reading fails"] = ("pread64,read:error=EIO", true, [1, 6]),
            ["reading fails once"] = ("pread64,read:error=EIO", false, [2]),
            ["opening fails"] = ("openat:error=EIO", true, [1]),
            ["opening finds no handle"] = ("openat:error=EMFILE", true, [2]),
            ["opening finds the disk full"] = ("openat:error=ENOSPC", true, [3]),
            ["opening fails once"] = ("openat:error=EACCES", false, [2]),
            ["shortening fails"] = ("ftruncate:error=EIO", true, [1]),
            ["locking fails"] = ("fcntl:error=ENOLCK", true, [1, 8]),
            ["locking fails once"] = ("fcntl:error=EIO", false, [4]),
        };

    /// <summary>Lets each fault strike at each call of the run, up to a number.</summary>
    internal static async IAsyncEnumerable<SoakResult> RunAsync(SoakPlan plan)
    {
        if (Programs.WhyNoStrace is { } why)
        {
            Console.Error.WriteLine(why);
            yield break;
        }

        var (strikes, most) = (0, plan.ScaleSize(120));
        var violations = new List<string>();
        await Parallel.ForEachAsync(Faults.Keys, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (name, _) =>
        {
            for (var time = 1; time <= most; time++)
            {
                var (wasReached, broken) = await StrikeAsync(name, time, withTool: false);
                lock (violations)
                    violations.AddRange(broken);
                if (!wasReached)
                    break;
                Interlocked.Increment(ref strikes);
            }
        });
        yield return new SoakResult(
            "system calls", $"a mixed plan, {Faults.Count} faults of the ledger's files, each at the first, second, … call of a thread", $"{strikes} strikes", violations);
    }

    /// <summary>Lets a call fail in the run of a mixed plan, and makes the checks afterwards.</summary>
    /// <returns>Whether the run made that call, and the broken promises.</returns>
    internal static async Task<(bool WasReached, IReadOnlyList<string> Violations)> StrikeAsync(string name, int time, bool withTool)
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        var log = Path.Combine(rig.Folder, "strace");
        var struck = await rig.SyncUnderAsync([.. CreateStraceCommand(rig, name, time, log)], file, "--throttle", $"{Throttle}");
        if (!(await File.ReadAllTextAsync(log)).Contains("(INJECTED)", StringComparison.Ordinal))
            return (false, []);

        var violations = new List<string>();
        if (struck.ExitCode is not (1 or 3 or 5))
            violations.Add($"The exit code is {struck.ExitCode}: {struck.Error}");
        else if (struck.ExitCode == 1)
            violations.AddRange(Invariants.CheckFaultIsReported(struck, rig.DataFolder));
        violations.AddRange(await Aftermath.CheckAsync(rig, yard, file, struck, 2 * Throttle, withTool));
        return (true, [.. violations.Select(violation => $"{name}, call {time}: {violation}")]);
    }

    private static IEnumerable<string> CreateStraceCommand(SoakRig rig, string name, int time, string log)
    {
        var (injection, forEver, _) = Faults[name];
        yield return "strace";
        foreach (var option in (string[])["-f", "-qq", "-o", log, "-e", "signal=none"])
            yield return option;
        foreach (var suffix in (string[])[string.Empty, "-wal", "-shm", ".lock"])
        {
            yield return "-P";
            yield return rig.LedgerPath + suffix;
        }

        yield return "-e";
        yield return "trace=" + injection.Split(':')[0];
        yield return "-e";
        yield return string.Create(CultureInfo.InvariantCulture, $"inject={injection}:when={time}{(forEver ? "+" : string.Empty)}");
        yield return "--";
    }
}
