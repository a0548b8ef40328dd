namespace IzzyPS.Operations.Claims;

/// <summary>
/// Supplies the operations of a run to the sender, and takes back those that were not sent. On a ledger that only one
/// process can write to, the source is a list (<see cref="OwnOperations"/>). On a ledger that several runners can write to, each runner claims the
/// operations in the journal, even while the runner is alone (<see cref="ClaimedOperations"/>).
/// </summary>
internal interface IOperationSource
{
    /// <summary>Hands out the next portion. Its operations are in the journal as planned, and no other runner sends them. Empty when none is left.</summary>
    /// <param name="idempotent">Whether to take idempotent operations, or the others.</param>
    /// <param name="stop">Ends the search for a portion. The search can take long where one portion after the other turns out to be stale.</param>
    Task<IReadOnlyList<PendingOperation>> TakeNextAsync(bool idempotent, CancellationToken stop);

    /// <summary>Adds operations that follow from answers.</summary>
    Task AddAsync(IReadOnlyList<PendingOperation> operations);

    /// <summary>Takes back operations that were certainly not sent. Some are in <c>Sending</c>, the others still planned.</summary>
    Task ReturnAsync(IReadOnlyList<PendingOperation> operations, string why);

    /// <summary>Makes sure that this runner may still send its operations.</summary>
    /// <exception cref="LedgerException">The runner has lost the lease, or the database can't be asked.</exception>
    ValueTask EnsureHeldAsync();

    /// <summary>
    /// Waits until other runners have ended their idempotent operations of the run. A stop ends the wait, too. The limit of listings that are
    /// gone (<c>GoneLimit</c>) counts the answers of all runners.
    /// </summary>
    Task WaitForIdempotentAsync(CancellationToken stop);

    /// <summary>Waits until the other runners have ended their operations of the run, or gave operations back.</summary>
    /// <returns>Whether there are operations for this runner to send.</returns>
    Task<bool> WaitForMoreAsync(CancellationToken stop);

    /// <summary>Reports the end of every item of the plan that this runner did not send.</summary>
    void ReportRest(string whyNotSent);
}
