using IzzyPS.Ledger;
using IzzyPS.Operations;

namespace IzzyPS.Sync.Cars;

/// <summary>What an answer means for a car.</summary>
/// <param name="Write">The step of the journal.</param>
/// <param name="Outcome">How the change ended.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record CarConclusion(LedgerWrite Write, SyncOutcome Outcome, string? Error) : Conclusion(Write);
