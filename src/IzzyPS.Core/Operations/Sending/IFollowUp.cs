namespace IzzyPS.Operations.Sending;

/// <summary>
/// Decides which operations follow from the answers to a run's idempotent operations, once all answers are in. An update of a listing that is
/// gone, for example, is followed by a create.
/// </summary>
internal interface IFollowUp
{
    /// <summary>Whether there is an undecided answer.</summary>
    bool IsDue { get; }

    /// <summary>Decides about all answers that came since the last call.</summary>
    /// <param name="fault">
    /// The fault that ended the run early: then no undecided answer is believed. A handler may except answers that agree with the ledger. Null
    /// where there was no fault. A stop is not a fault.
    /// </param>
    /// <returns>The operations that follow.</returns>
    Task<IReadOnlyList<PendingOperation>> DecideAsync(string? fault);
}
