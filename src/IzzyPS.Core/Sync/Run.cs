using IzzyPS.Ledger.RunRecords;
using IzzyPS.Operations;
using IzzyPS.Output;
using IzzyPS.Sync.Cars;

namespace IzzyPS.Sync;

/// <summary>A run: its id, its request and the results so far.</summary>
internal sealed class Run(Guid id, SyncRequest request, IRunObserver observer) : IEngineNotices
{
    private readonly Lock _lock = new();
    private readonly List<SyncResult> _results = new(request.Changes.Count);
    private volatile RunCounts _counts = RunCounts.None;

    internal Guid Id { get; } = id;

    internal SyncRequest Request { get; } = request;

    /// <summary>The number of changes that have ended so far, by their outcome. No lock is held, so reading it never waits.</summary>
    internal RunCounts Counts => _counts;

    /// <summary>Records the end of a change that leads to no request of this runner.</summary>
    internal void EndChange(VehicleChange change, ChangeVerdict verdict) =>
        EndChange(new SyncResult(change) { Outcome = verdict.Outcome, Error = verdict.Why, BlockReason = verdict.BlockReason, Permission = verdict.Permission, RunId = Id, RemoteId = change.RemoteId });

    /// <summary>Records how a change ended, and tells the observer.</summary>
    internal void EndChange(SyncResult result)
    {
        if (result.Action is not (ChangeAction.Unchanged or ChangeAction.Blocked))
            Telemetry.CountOperation(result.Action.ToString(), result.Outcome.ToString());
        lock (_lock)
        {
            _results.Add(result);
            _counts = Count(result);
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
            return new RunSummary(Id, outcome, [.. _results], _counts, fault);
    }

    private RunCounts Count(SyncResult result) => result switch
    {
        { Outcome: SyncOutcome.Succeeded, Action: ChangeAction.Create or ChangeAction.Reactivate } => _counts with { Created = _counts.Created + 1 },
        { Outcome: SyncOutcome.Succeeded, Action: ChangeAction.Update } => _counts with { Updated = _counts.Updated + 1 },
        { Outcome: SyncOutcome.Succeeded, Action: ChangeAction.Reprice } => _counts with { Repriced = _counts.Repriced + 1 },
        { Outcome: SyncOutcome.Succeeded, Action: ChangeAction.Close } => _counts with { Closed = _counts.Closed + 1 },
        { Outcome: SyncOutcome.Recreated } => _counts with { Recreated = _counts.Recreated + 1 },
        { Outcome: SyncOutcome.InDoubt } => _counts with { InDoubt = _counts.InDoubt + 1 },
        { Outcome: SyncOutcome.Rejected or SyncOutcome.Failed or SyncOutcome.Stale or SyncOutcome.NotSent } => _counts with { Failed = _counts.Failed + 1 },
        _ => _counts,
    };

    private void Notify(RunMessageLevel level, string? key, string message)
    {
        var code = level == RunMessageLevel.Warning ? NoticeCode.Attention : NoticeCode.Step;
        lock (_lock)
            observer.Notify(new RunNotice(code, level, Id, key, message));
    }
}
