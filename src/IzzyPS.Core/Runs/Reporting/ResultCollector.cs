using IzzyPS.Output;
using IzzyPS.Sync;

namespace IzzyPS.Runs.Reporting;

/// <summary>Keeps the results of a run and passes every call on to the observer. So the results are there for the report even when the run ends with an exception.</summary>
internal sealed class ResultCollector(IRunObserver observer) : IRunObserver
{
    internal List<SyncResult> Results { get; } = [];

    internal Guid? RunId { get; private set; }

    public void Started(Guid runId, int changes)
    {
        RunId = runId;
        observer.Started(runId, changes);
        observer.Advance(new PhaseProgress(RunPhase.Sending, 0, changes));
    }

    public void Ended(SyncResult result)
    {
        Results.Add(result);
        observer.Ended(result);
    }

    public void Advance(PhaseProgress progress) => observer.Advance(progress);

    public void Notify(RunNotice notice) => observer.Notify(notice);
}
