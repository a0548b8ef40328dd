using IzzyPS.Operations;

namespace IzzyPS.Sync.Resolving;

/// <summary>How a resolution ended.</summary>
/// <param name="Operation">The operation; null where the ledger has none.</param>
/// <param name="RunId">The id of the resolution's run. The ledger has the run only if the resolution got as far as writing to it.</param>
/// <param name="Fault">Why the create was not resolved; null where it was resolved.</param>
/// <param name="Message">What happened, in an English sentence.</param>
/// <param name="Status">The HTTP status of the update that proves the id; null where no status was read.</param>
internal sealed record ResolveResult(Operation? Operation, Guid RunId, ResolveFault? Fault, string Message, int? Status = null);
