using IzzyPS.Hashing;

namespace IzzyPS.Operations;

/// <summary>
/// An operation of a shared run, as every runner of the run reads it. Of the payload it has only the hash, which is enough to see whether
/// another plan would send the same.
/// </summary>
/// <param name="Id">The operation's id.</param>
/// <param name="Subject">The subject of the operation.</param>
/// <param name="Kind">What the operation does.</param>
/// <param name="IsIdempotent">Whether the operation may be sent twice.</param>
/// <param name="State">The state of the operation.</param>
/// <param name="PayloadHash">The hash of the payload.</param>
/// <param name="PlannedAt">When the operation was planned.</param>
/// <param name="Attempts">The number of requests that were begun.</param>
/// <param name="Status">The HTTP status of the last answer, or null where none was read.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="RemoteId">The car's id on Izzylease.</param>
internal sealed record SharedOperation(
    Guid Id, Subject Subject, string Kind, bool IsIdempotent, OperationState State, ContentHash PayloadHash, DateTimeOffset PlannedAt, int Attempts, int? Status, string? Error, string? RemoteId)
{
    internal static SharedOperation From(Operation operation) => new(
        operation.Id, operation.Subject, operation.Kind, operation.IsIdempotent, operation.State, operation.Payload.Hash, operation.PlannedAt, operation.Attempts, operation.Status, operation.Error, operation.RemoteId);
}

/// <summary>The operations of a shared run that are planned or in <c>Sending</c>.</summary>
/// <param name="Free">The planned operations that no runner has claimed.</param>
/// <param name="Claimed">How many operations are claimed or in <c>Sending</c>.</param>
/// <param name="ClaimedIdempotent">How many of these are idempotent.</param>
/// <param name="HasBusyOthers">Whether another runner of the run is at work. A runner that died counts as at work until its lease ends, unless it was waiting.</param>
internal sealed record RunProgress(IReadOnlyList<Guid> Free, int Claimed, int ClaimedIdempotent, bool HasBusyOthers);
