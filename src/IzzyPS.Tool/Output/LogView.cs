using IzzyPS.Output;
using IzzyPS.Runs.Faults;
using IzzyPS.Runs.Reporting;
using IzzyPS.Sync;

namespace IzzyPS.Tool.Output;

/// <summary>Writes the log to standard error: the lines that an operator needs, and with <c>--verbose</c> all lines.</summary>
internal sealed class LogView(TextWriter error, bool isVerbose, bool isWhatIf) : IRunObserver
{
    /// <summary>The most lines about vehicles that ended with the same code.</summary>
    private const int MostAlike = 10;

    private readonly Dictionary<FaultCode, int> _counts = [];

    public void Advance(PhaseProgress progress)
    {
        if (isVerbose && progress is { Phase: RunPhase.Reading, Done: 0 })
            error.WriteLine($"izzy: reading {progress.Total} rows");
    }

    public void Planned(VehicleChange change)
    {
        if (isWhatIf)
            error.WriteLine($"izzy: run {change.PlanId:N} {change.Key}: would {change.Action.ToString().ToLowerInvariant()}: {change.Reason}");
        if (!isVerbose)
            return; // The run has said each kind of warning once.
        foreach (var warning in change.Warnings)
            error.WriteLine($"izzy: run {change.PlanId:N} {change.Key}: {warning}");
    }

    public void Started(Guid runId, int changes) => error.WriteLine($"izzy: run {runId:N}: {changes} {(changes == 1 ? "change" : "changes")}");

    public void Ended(SyncResult result)
    {
        // The report groups what is held back by its code: one line for each vehicle would bury the rest.
        if (result.Error is null || (!isVerbose && ChangeClasses.FromResult(result) is ChangeClass.HeldByGuard or ChangeClass.HeldBack))
            return;
        var count = CountAlike(result);
        if (isVerbose || count <= MostAlike)
            error.WriteLine($"izzy: run {result.RunId:N} {result.Change.Key}: {What(result)}: {result.Error}");
        else if (count == MostAlike + 1)
            error.WriteLine($"izzy: run {result.RunId:N}: {FaultCodes.FromResult(result)} of more vehicles: --verbose shows each, and --json has all");
    }

    public void Notify(RunNotice notice)
    {
        if (notice.Severity == RunMessageLevel.Warning || isVerbose)
            error.WriteLine($"izzy: {notice}");
    }

    /// <summary>Counts the vehicles that ended with one code. A create in doubt is always shown: somebody has to look it up.</summary>
    private int CountAlike(SyncResult result)
    {
        if (FaultCodes.FromResult(result) is not { } code || code == FaultCode.VehicleInDoubt)
            return 0;
        lock (_counts)
            return _counts[code] = _counts.GetValueOrDefault(code) + 1;
    }

    private static string What(SyncResult result) =>
        result.Outcome == SyncOutcome.Blocked ? "Blocked" : $"{result.Action}: {result.Outcome}";
}
