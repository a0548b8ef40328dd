namespace IzzyPS.Operations;

/// <summary>
/// Decides which operations follow from the answers to a run's idempotent operations, once all answers are in. An update of a listing that is
/// gone, for example, is followed by a create.
/// </summary>
internal interface IFollowUp
{
    /// <summary>Whether there is an answer that nothing was decided about.</summary>
    bool IsDue { get; }

    /// <summary>Decides about all answers that came since the last call.</summary>
    /// <param name="fault">Why the run ended early: then none of its answers is believed. Null where the run did not end early.</param>
    /// <returns>The operations that follow.</returns>
    Task<IReadOnlyList<PendingOperation>> DecideAsync(string? fault);
}
