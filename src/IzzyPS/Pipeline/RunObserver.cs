using IzzyPS.Output;
using IzzyPS.Sync;

namespace IzzyPS.Pipeline;

/// <summary>Passes a run's results, notices and progress to the pipeline thread.</summary>
internal sealed class RunObserver(RecordQueue records, ProgressLine progress) : IRunObserver
{
    public void Started(Guid runId, int changes) => records.Post(command => command.WriteVerbose($"run {runId:N} has {changes} changes to carry out"));

    public void Ended(SyncResult result) => records.Post(command => command.WriteObject(result));

    public void Advance(PhaseProgress run)
    {
        if (progress.Update(run.Done, run.Total, "vehicles") is { } record)
            records.Post(command => command.WriteProgress(record));
    }

    public void Notify(RunNotice notice)
    {
        var line = Outgoing.ToLine(notice.ToString());
        records.Post(notice.Severity == RunMessageLevel.Warning ? command => command.WriteWarning(line) : command => command.WriteVerbose(line));
    }
}
