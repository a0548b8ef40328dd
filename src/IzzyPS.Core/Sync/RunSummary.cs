using IzzyPS.Ledger;

namespace IzzyPS.Sync;

/// <summary>How a run ended.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Results">One result a change, in the order in which they ended.</param>
/// <param name="Fault">Why it ended early, in one English sentence; null where it did not.</param>
internal sealed record RunSummary(Guid RunId, RunOutcome Outcome, IReadOnlyList<SyncResult> Results, string? Fault)
{
    internal RunCounts Counts => new(
        Created: Succeeded(ChangeAction.Create) + Succeeded(ChangeAction.Reactivate),
        Updated: Succeeded(ChangeAction.Update),
        Repriced: Succeeded(ChangeAction.Reprice),
        Closed: Succeeded(ChangeAction.Close),
        InDoubt: Results.Count(result => result.Outcome == SyncOutcome.InDoubt),
        Recreated: Results.Count(result => result.Outcome == SyncOutcome.Recreated),
        Failed: Results.Count(result => result.Outcome is SyncOutcome.Rejected or SyncOutcome.Failed or SyncOutcome.Stale or SyncOutcome.NotSent));

    private int Succeeded(ChangeAction action) =>
        Results.Count(result => result.Outcome == SyncOutcome.Succeeded && result.Action == action);
}
