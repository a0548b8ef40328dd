namespace IzzyPS;

/// <summary>The life of an operation. Source: SAFETY.md, "The life of an operation".</summary>
public enum OperationState
{
    /// <summary>In the journal, and not sent.</summary>
    Planned = 1,

    /// <summary>Committed to be sent. After a crash nobody knows whether the operation was sent.</summary>
    Sending,

    /// <summary>
    /// The server acknowledged the operation. Two other answers count as well: a 2xx to an update or a close whose body can't be read, and a
    /// believed answer that the listing to close is gone.
    /// </summary>
    Acked,

    /// <summary>The server refused the operation, or said that the listing is gone.</summary>
    Rejected,

    /// <summary>An idempotent operation was not confirmed: no answer settled it, or its run was killed. The next plan sends it again.</summary>
    Failed,

    /// <summary>Nobody knows the outcome of an operation that is not idempotent, a create for example.</summary>
    InDoubt,

    /// <summary>The operation was in doubt, and an operator resolved it.</summary>
    Resolved,

    /// <summary>The operation was planned and was certainly not carried out.</summary>
    Cancelled,
}
