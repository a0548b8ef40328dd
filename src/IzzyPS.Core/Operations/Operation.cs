
namespace IzzyPS.Operations;

/// <summary>What an operation is about. A subject has at most one open operation.</summary>
/// <param name="Kind">The kind of subject: <c>Vehicle</c>.</param>
/// <param name="Key">Which one of its kind: a vehicle's key. People read it in messages.</param>
internal readonly record struct Subject(string Kind, string Key)
{
    public override string ToString() => Key;
}

/// <summary>What an operation sends.</summary>
/// <param name="Utf8">The body, as UTF-8 text.</param>
/// <param name="Hash">A hash of the body: two payloads with the same hash are the same.</param>
internal readonly record struct OperationPayload(ReadOnlyMemory<byte> Utf8, UInt128 Hash)
{
    public bool Equals(OperationPayload other) => Hash == other.Hash;

    public override int GetHashCode() => Hash.GetHashCode();
}

/// <summary>One row of <c>operation</c>: the journal that makes a killed process safe.</summary>
internal sealed record Operation
{
    /// <summary>The <see cref="Error"/> of an operation that a killed run was sending.</summary>
    internal const string Killed = "The run was killed while it was being sent.";

    /// <summary>The operation's id; a create sends it as <c>Idempotency-Key</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary>The run that the operation belongs to.</summary>
    public required Guid RunId { get; init; }

    public required Subject Subject { get; init; }

    public required string Feed { get; init; }

    /// <summary>What the operation does, a word of its handler: <c>Create</c>, <c>Update</c>, <c>Close</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Whether doing it twice is the same as doing it once: then it may be sent again, and is never in doubt.</summary>
    public required bool IsIdempotent { get; init; }

    public required OperationState State { get; init; }

    /// <summary>What is sent; for a close what was last sent.</summary>
    public required OperationPayload Payload { get; init; }

    /// <summary>Requests sent so far.</summary>
    public int Attempts { get; init; }

    public required DateTimeOffset PlannedAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The HTTP status of the last answer, or null where none was read.</summary>
    public int? Status { get; init; }

    /// <summary>What went wrong, cleaned of secrets and control characters.</summary>
    public string? Error { get; init; }

    /// <summary>The id that the server gave to what the operation made, or the id of what it changes.</summary>
    public string? RemoteId { get; init; }

    /// <summary>Whether nobody knows the outcome, or will know it if the run that is sending it is killed.</summary>
    internal bool IsInDoubt => State == OperationState.InDoubt || (State == OperationState.Sending && !IsIdempotent);
}
