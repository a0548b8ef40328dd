namespace IzzyPS;

/// <summary>The life of an operation. Source: SAFETY.md, "The life of an operation".</summary>
public enum OperationState
{
    /// <summary>Written down, not sent.</summary>
    Planned = 1,

    /// <summary>Written down as about to be sent: after a crash nobody knows whether it was.</summary>
    Sending,

    /// <summary>The server did it, and its answer was read.</summary>
    Acked,

    /// <summary>The server said no.</summary>
    Rejected,

    /// <summary>An idempotent operation that was not confirmed in spite of retries: the next plan sends it again.</summary>
    Failed,

    /// <summary>An operation that is not idempotent, a create for example, and whose outcome nobody knows.</summary>
    InDoubt,

    /// <summary>Was in doubt; an operator resolved it.</summary>
    Resolved,

    /// <summary>Planned and never sent.</summary>
    Cancelled,
}
