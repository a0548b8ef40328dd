namespace IzzyPS.Operations;

/// <summary>
/// One create, update or close: a row of the table <c>operation</c>. The rows are the journal: after a kill they say what may have been sent.
/// </summary>
internal sealed record Operation
{
    /// <summary>The <see cref="Error"/> of an operation that a killed run was sending.</summary>
    internal const string Killed = "The run was killed while it was sending this operation.";

    /// <summary>The operation's id; a create sends it as <c>Idempotency-Key</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary>The run that the operation belongs to.</summary>
    public required Guid RunId { get; init; }

    public required Subject Subject { get; init; }

    public required string Feed { get; init; }

    /// <summary>What the operation does: a word of <see cref="OperationKind"/>, <c>Create</c> for example. The engine does not interpret it.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether doing the operation twice has the same effect as doing it once. Then it may be sent again and is never in doubt.</summary>
    public required bool IsIdempotent { get; init; }

    public required OperationState State { get; init; }

    /// <summary>The payload to send. A close does not send it, and has the payload that the ledger has for the listing.</summary>
    public required OperationPayload Payload { get; init; }

    /// <summary>The number of requests that were begun.</summary>
    public int Attempts { get; init; }

    public required DateTimeOffset PlannedAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The HTTP status of the last answer, or null where none was read.</summary>
    public int? Status { get; init; }

    /// <summary>What went wrong, cleaned of secrets and control characters.</summary>
    public string? Error { get; init; }

    /// <summary>The car's id on Izzylease: of a create the id that the server gave, of an update or a close the id of the listing.</summary>
    public string? RemoteId { get; init; }

    /// <summary>
    /// Whether the outcome is unknown. A create in <c>Sending</c> counts as well, because nobody knows its outcome if its run is killed.
    /// </summary>
    internal bool IsInDoubt => State == OperationState.InDoubt || (State == OperationState.Sending && !IsIdempotent);
}
