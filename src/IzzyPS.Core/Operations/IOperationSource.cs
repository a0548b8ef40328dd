
namespace IzzyPS.Operations;

/// <summary>
/// Where the operations of a run come from, and where those go that are not sent: a run alone has its own list
/// (<see cref="OwnOperations"/>), a run that several runners carry out claims from the journal (<see cref="SharedOperations"/>).
/// </summary>
internal interface IOperationSource
{
    /// <summary>The next portion, written down as planned and nobody else's; empty when there is none.</summary>
    /// <param name="idempotent">Whether operations that may be sent twice are asked for, or the others.</param>
    /// <param name="stop">Ends it where one portion after the other turns out to be stale.</param>
    Task<IReadOnlyList<PendingOperation>> NextAsync(bool idempotent, CancellationToken stop);

    /// <summary>Adds operations that came out of what was sent.</summary>
    Task AddAsync(IReadOnlyList<PendingOperation> operations);

    /// <summary>Takes operations back that were in <c>Sending</c> and that no sender took.</summary>
    Task ReturnAsync(IReadOnlyList<PendingOperation> operations, string why);

    /// <summary>Makes sure that what is sent now is still this runner's to send.</summary>
    ValueTask EnsureHeldAsync();

    /// <summary>
    /// Waits until other runners have ended their idempotent operations of the run: what follows from their answers is decided over all
    /// answers (<c>GoneLimit</c>).
    /// </summary>
    Task WaitForIdempotentAsync(CancellationToken stop);

    /// <summary>Waits until others have ended what they have of the run.</summary>
    /// <returns>Whether there is something more for this runner.</returns>
    Task<bool> WaitForMoreAsync(CancellationToken stop);

    /// <summary>Tells how everything ended that this runner did not send.</summary>
    void ReportRest(string whyNotSent);
}
