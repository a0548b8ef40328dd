namespace IzzyPS.Sync.Resolving;

/// <summary>Why a resolution changed nothing. Unless there is no such operation in doubt, the create stays in doubt.</summary>
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

    /// <summary>The update that was to prove the id was not confirmed: no answer came, or an answer that settles nothing, 5xx for example.</summary>
    ProofUnanswered,
}
