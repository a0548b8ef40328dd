using IzzyPS.Output;
using IzzyPS.Runs.Reporting;
using IzzyPS.Sync;

namespace IzzyPS.Tool.Output;

/// <summary>Writes the log to standard error: the lines that an operator needs, and with <c>--verbose</c> all lines.</summary>
internal sealed class LogView(TextWriter error, bool isVerbose, bool isWhatIf) : IRunObserver
{
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
        if (result.Error is not null && (isVerbose || ChangeClasses.FromResult(result) is not (ChangeClass.HeldByGuard or ChangeClass.HeldBack)))
            error.WriteLine($"izzy: run {result.RunId:N} {result.Change.Key}: {What(result)}: {result.Error}");
    }

    public void Notify(RunNotice notice)
    {
        if (notice.Severity == RunMessageLevel.Warning || isVerbose)
            error.WriteLine($"izzy: {notice}");
    }

    private static string What(SyncResult result) =>
        result.Outcome == SyncOutcome.Blocked ? "Blocked" : $"{result.Action}: {result.Outcome}";
}
