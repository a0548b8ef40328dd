namespace IzzyPS.Operations;

/// <summary>Decides what follows from the answers to a run's idempotent operations, once all of them are in: creates of cars that are gone.</summary>
internal interface IFollowUp
{
    /// <summary>Whether there is an answer to decide about.</summary>
    bool IsDue { get; }

    /// <summary>Decides about all answers that came since the last time.</summary>
    /// <param name="fault">Why the run ended early: then no answer of it is believed. Null where it did not.</param>
    /// <returns>The operations that follow.</returns>
    Task<IReadOnlyList<PendingOperation>> DecideAsync(string? fault);
}
