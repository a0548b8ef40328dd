using IzzyPS.Hashing;

namespace IzzyPS.Operations.Claims;

/// <summary>
/// An operation of a run on a shared ledger, as every runner of the run reads it. Only the payload's hash is read. It suffices to compare two
/// plans.
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
internal sealed record RunOperation(
    Guid Id, Subject Subject, string Kind, bool IsIdempotent, OperationState State, ContentHash PayloadHash, DateTimeOffset PlannedAt, int Attempts, int? Status, string? Error, string? RemoteId)
{
    internal static RunOperation From(Operation operation) => new(
        operation.Id, operation.Subject, operation.Kind, operation.IsIdempotent, operation.State, operation.Payload.Hash, operation.PlannedAt, operation.Attempts, operation.Status, operation.Error, operation.RemoteId);
}
