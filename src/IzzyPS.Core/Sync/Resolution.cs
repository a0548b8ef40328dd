using IzzyPS.Operations;

namespace IzzyPS.Sync;

/// <summary>What an operator found out about a create in doubt.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="RemoteId">The id of the car that the create made; null where it made no car.</param>
internal sealed record Resolution(Guid OperationId, string? RemoteId);

/// <summary>Why a create stays in doubt.</summary>
internal enum ResolveFault
{
    /// <summary>The ledger has no such operation.</summary>
    NotFound = 1,

    /// <summary>The operation is not in doubt (any more).</summary>
    NotInDoubt,

    /// <summary>The text can't be a car's id.</summary>
    InvalidId,

    /// <summary>The car id belongs to another vehicle, or to the vehicle's former listing.</summary>
    IdTaken,

    /// <summary>Izzylease refused the update that was to prove the id.</summary>
    ProofRefused,

    /// <summary>Izzylease did not answer the update that was to prove the id.</summary>
    ProofUnanswered,
}

/// <summary>How a resolution ended.</summary>
/// <param name="Operation">The operation; null where the ledger has none.</param>
/// <param name="RunId">The run of the resolution.</param>
/// <param name="Fault">Why the create was not resolved; null where it was resolved.</param>
/// <param name="Message">What happened, in an English sentence.</param>
/// <param name="Status">The HTTP status of the update that proves the id; null where no status was read.</param>
internal sealed record ResolveResult(Operation? Operation, Guid RunId, ResolveFault? Fault, string Message, int? Status = null);
