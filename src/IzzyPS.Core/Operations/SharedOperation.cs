
namespace IzzyPS.Operations;

/// <summary>
/// What the runners of one plan see of its run's operations: of the car only the hash, which tells whether another has the same.
/// </summary>
/// <param name="Id">The operation's id.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Kind">What it does.</param>
/// <param name="IsIdempotent">Whether it may be sent twice.</param>
/// <param name="State">How far it is.</param>
/// <param name="PayloadHash">The hash of what is sent.</param>
/// <param name="PlannedAt">When it was written down.</param>
/// <param name="Attempts">Requests sent so far.</param>
/// <param name="Status">The HTTP status of the last answer, or null where none was read.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="RemoteId">The car's id on Izzylease.</param>
internal sealed record SharedOperation(
    Guid Id, Subject Subject, string Kind, bool IsIdempotent, OperationState State, UInt128 PayloadHash, DateTimeOffset PlannedAt, int Attempts, int? Status, string? Error, string? RemoteId)
{
    internal static SharedOperation From(Operation operation) => new(
        operation.Id, operation.Subject, operation.Kind, operation.IsIdempotent, operation.State, operation.Payload.Hash, operation.PlannedAt, operation.Attempts, operation.Status, operation.Error, operation.RemoteId);
}

/// <summary>The operations of a shared run that have not ended.</summary>
/// <param name="Free">Planned operations that nobody has claimed.</param>
/// <param name="Claimed">How many operations runners have claimed or are sending.</param>
/// <param name="ClaimedIdempotent">How many of these are idempotent.</param>
/// <param name="HasBusyOthers">Whether other runners of the run are not waiting; a runner that died is not until its lease ends.</param>
internal sealed record RunProgress(IReadOnlyList<Guid> Free, int Claimed, int ClaimedIdempotent, bool HasBusyOthers);
