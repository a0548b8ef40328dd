using IzzyPS.Operations;
using IzzyPS.Output;

namespace IzzyPS.Sync;

/// <summary>A run under way: its id, what it was asked for and what came of it.</summary>
internal sealed class Run(Guid id, SyncRequest request, IRunObserver observer) : IEngineNotices
{
    private readonly Lock _lock = new();
    private readonly List<SyncResult> _results = new(request.Changes.Count);

    internal Guid Id { get; } = id;

    internal SyncRequest Request { get; } = request;

    internal void Ended(VehicleChange change, SyncOutcome outcome, string? error) =>
        Ended(new SyncResult(change) { Outcome = outcome, Error = error, RunId = Id, RemoteId = change.RemoteId });

    internal void Ended(SyncResult result)
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

    /// <summary>Says something about a vehicle.</summary>
    internal void Say(RunMessageLevel level, string key, string message) => Notify(level, key, message);

    /// <summary>Says something about the run.</summary>
    internal void Say(RunMessageLevel level, string message) => Notify(level, null, message);

    public void Warn(string message) => Say(RunMessageLevel.Warning, message);

    public void Warn(Subject subject, string message) => Say(RunMessageLevel.Warning, subject.Key, message);

    public void Trace(string message) => Say(RunMessageLevel.Verbose, message);

    public void Trace(Subject subject, string message) => Say(RunMessageLevel.Verbose, subject.Key, message);

    internal RunSummary End(RunOutcome outcome, string? fault)
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
