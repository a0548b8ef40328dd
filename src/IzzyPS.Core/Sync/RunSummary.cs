using IzzyPS.Ledger.RunRecords;

namespace IzzyPS.Sync;

/// <summary>How a run ended.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Outcome">How it ended: for the last runner, and for a runner alone, as the ledger has it.</param>
/// <param name="Results">One result for each change, in the order in which they ended.</param>
/// <param name="Fault">Why the run ended early, in English; null where it did not end early.</param>
internal sealed record RunSummary(Guid RunId, RunOutcome Outcome, IReadOnlyList<SyncResult> Results, string? Fault)
{
    internal RunCounts Counts => new(
        Created: CountSucceeded(ChangeAction.Create) + CountSucceeded(ChangeAction.Reactivate),
        Updated: CountSucceeded(ChangeAction.Update),
        Repriced: CountSucceeded(ChangeAction.Reprice),
        Closed: CountSucceeded(ChangeAction.Close),
        InDoubt: Results.Count(result => result.Outcome == SyncOutcome.InDoubt),
        Recreated: Results.Count(result => result.Outcome == SyncOutcome.Recreated),
        Failed: Results.Count(result => result.Outcome is SyncOutcome.Rejected or SyncOutcome.Failed or SyncOutcome.Stale or SyncOutcome.NotSent));

    private int CountSucceeded(ChangeAction action) =>
        Results.Count(result => result.Outcome == SyncOutcome.Succeeded && result.Action == action);
}
