using IzzyPS.Operations;
using IzzyPS.Output;

namespace IzzyPS.Sync;

/// <summary>A run: its id, its request and the results so far.</summary>
internal sealed class Run(Guid id, SyncRequest request, IRunObserver observer) : IEngineNotices
{
    private readonly Lock _lock = new();
    private readonly List<SyncResult> _results = new(request.Changes.Count);

    internal Guid Id { get; } = id;

    internal SyncRequest Request { get; } = request;

    /// <summary>Records the end of a change that got no answer.</summary>
    internal void EndChange(VehicleChange change, SyncOutcome outcome, string? error) =>
        EndChange(new SyncResult(change) { Outcome = outcome, Error = error, RunId = Id, RemoteId = change.RemoteId });

    /// <summary>Records how a change ended, and tells the observer.</summary>
    internal void EndChange(SyncResult result)
    {
        if (result.Action is not (ChangeAction.Unchanged or ChangeAction.Blocked))
            Telemetry.CountOperation(result.Action.ToString(), result.Outcome.ToString());
        lock (_lock)
        {
            _results.Add(result);
            observer.Ended(result);
            observer.Advance(new PhaseProgress(RunPhase.Sending, _results.Count, Request.Changes.Count));
        }
    }

    /// <summary>Sends a message about a vehicle to the observer.</summary>
    internal void Say(RunMessageLevel level, string key, string message) => Notify(level, key, message);

    /// <summary>Sends a message about the run to the observer.</summary>
    internal void Say(RunMessageLevel level, string message) => Notify(level, null, message);

    public void Warn(string message) => Say(RunMessageLevel.Warning, message);

    public void Warn(Subject subject, string message) => Say(RunMessageLevel.Warning, subject.Key, message);

    public void Trace(string message) => Say(RunMessageLevel.Verbose, message);

    public void Trace(Subject subject, string message) => Say(RunMessageLevel.Verbose, subject.Key, message);

    /// <summary>Whether changes were not sent, or provably did nothing on the server.</summary>
    internal bool HasUnsentChanges
    {
        get
        {
            lock (_lock)
                return _results.Exists(result => result.Outcome == SyncOutcome.NotSent);
        }
    }

    /// <summary>Makes the summary of the results so far.</summary>
    internal RunSummary Summarize(RunOutcome outcome, string? fault)
    {
        lock (_lock)
            return new RunSummary(Id, outcome, [.. _results], fault);
    }

    private void Notify(RunMessageLevel level, string? key, string message)
    {
        var code = level == RunMessageLevel.Warning ? NoticeCode.Attention : NoticeCode.Step;
        lock (_lock)
            observer.Notify(new RunNotice(code, level, Id, key, message));
    }
}
