using IzzyPS.Ledger;
using IzzyPS.Operations;
using IzzyPS.Sync;
using IzzyPS.Vehicles;

namespace IzzyPS.Runs;

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
        lock (_lock)
        {
            _results.Add(result);
            observer.Ended(result);
        }
    }

    /// <summary>Says something about a vehicle, so that it can be followed through by run and key.</summary>
    internal void Say(RunMessageLevel level, string key, string message) => Say(level, $"{key}: {message}");

    internal void Say(RunMessageLevel level, string message)
    {
        lock (_lock)
            observer.Say(level, $"run {Id:N} {message}");
    }

    public void Warn(string message) => Say(RunMessageLevel.Warning, message);

    public void Warn(Subject subject, string message) => Say(RunMessageLevel.Warning, subject.Key, message);

    public void Trace(string message) => Say(RunMessageLevel.Verbose, message);

    public void Trace(Subject subject, string message) => Say(RunMessageLevel.Verbose, subject.Key, message);

    internal RunSummary End(RunOutcome outcome, string? fault)
    {
        lock (_lock)
            return new RunSummary(Id, outcome, [.. _results], fault);
    }
}
