using IzzyPS.Operations;

namespace IzzyPS.Sync;

/// <summary>What an operator found out about a create in doubt.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="RemoteId">The id of the car that it made; null where it made none.</param>
internal sealed record Resolution(Guid OperationId, string? RemoteId);

/// <summary>Why a create stays in doubt.</summary>
internal enum ResolveFault
{
    /// <summary>The ledger has no such operation.</summary>
    NotFound = 1,

    /// <summary>The operation is not in doubt, or not any more.</summary>
    NotInDoubt,

    /// <summary>What was given can't be a car's id.</summary>
    InvalidId,

    /// <summary>The car id belongs to another vehicle, or to the vehicle's former listing.</summary>
    IdTaken,

    /// <summary>Izzylease refused the update that was to prove the id.</summary>
    ProofRefused,

    /// <summary>Izzylease did not answer the update that was to prove the id.</summary>
    ProofUnanswered,
}

/// <summary>How a resolution ended.</summary>
/// <param name="Operation">The operation as it is now; null where there is none.</param>
/// <param name="RunId">The run that it was.</param>
/// <param name="Fault">Why it stays in doubt; null where it was resolved.</param>
/// <param name="Message">What happened, in an English sentence.</param>
/// <param name="Status">The HTTP status of the proof, or null.</param>
internal sealed record ResolveResult(Operation? Operation, Guid RunId, ResolveFault? Fault, string Message, int? Status = null);
