using IzzyPS.Vehicles;

namespace IzzyPS.Operations;

/// <summary>What an operation does on the dealer API.</summary>
public enum OperationKind
{
    /// <summary><c>POST /external/cars</c>: not idempotent, sent blindly at most once.</summary>
    Create = 1,

    /// <summary><c>PUT /external/cars/{id}</c>.</summary>
    Update,

    /// <summary><c>DELETE /external/cars/{id}</c>.</summary>
    Close,
}

/// <summary>The life of an operation. Source: SAFETY.md, "The life of an operation".</summary>
public enum OperationState
{
    /// <summary>Written down, not sent.</summary>
    Planned = 1,

    /// <summary>Written down as about to be sent: from here on a crash means that nobody knows.</summary>
    Sending,

    /// <summary>The answer was read.</summary>
    Acked,

    /// <summary>The server said no.</summary>
    Rejected,

    /// <summary>An update or close that was not confirmed in spite of retries: its vehicle is unconfirmed, the next plan sends it again.</summary>
    Failed,

    /// <summary>A create whose outcome nobody knows.</summary>
    InDoubt,

    /// <summary>Was in doubt; an operator resolved it.</summary>
    Resolved,

    /// <summary>Planned and never sent.</summary>
    Cancelled,
}

/// <summary>One row of <c>operation</c>: the journal that makes a killed process safe.</summary>
internal sealed record Operation
{
    /// <summary>The <see cref="Error"/> of one that a killed run was sending.</summary>
    internal const string Killed = "The run was killed while it was being sent.";

    /// <summary>The operation's id; a create sends it as <c>Idempotency-Key</c>.</summary>
    public required Guid Id { get; init; }

    /// <summary>The run that it belongs to.</summary>
    public required Guid RunId { get; init; }

    public required VehicleKey Key { get; init; }

    public required string Feed { get; init; }

    public required OperationKind Kind { get; init; }

    public required OperationState State { get; init; }

    /// <summary>What is sent; for a close what was last sent.</summary>
    public required CarPayload Payload { get; init; }

    /// <summary>Requests sent so far.</summary>
    public int Attempts { get; init; }

    public required DateTimeOffset PlannedAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The HTTP status of the last answer, or null where none was read.</summary>
    public int? Status { get; init; }

    /// <summary>What went wrong, cleaned of secrets and control characters.</summary>
    public string? Error { get; init; }

    public string? RemoteId { get; init; }
}
