namespace IzzyPS.Operations.Journaling;

/// <summary>An operation that a dead runner, or an ended run of this process, left open.</summary>
/// <param name="Id">The operation.</param>
/// <param name="IsCarriedOn">Whether a runner that lives carries on the operation's run.</param>
internal readonly record struct LeftOperation(Guid Id, bool IsCarriedOn);
