using IzzyPS.Ledger.RunRecords;

namespace IzzyPS.Sync;

/// <summary>How a run ended.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Outcome">How it ended: for the last runner, and for a runner alone, as the ledger has it.</param>
/// <param name="Results">One result for each change, in the order in which they ended.</param>
/// <param name="Counts">The number of changes by their outcome.</param>
/// <param name="Fault">Why the run ended early, in English; null where it did not end early.</param>
internal sealed record RunSummary(Guid RunId, RunOutcome Outcome, IReadOnlyList<SyncResult> Results, RunCounts Counts, string? Fault);
