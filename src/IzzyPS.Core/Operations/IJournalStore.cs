namespace IzzyPS.Operations;

/// <summary>Where the journal's steps are written.</summary>
internal interface IJournalStore
{
    /// <summary>
    /// Ends what a killed run left: what was being sent and is not idempotent becomes in doubt, the subjects of idempotent operations become
    /// unconfirmed, planned operations are cancelled. Nothing is sent.
    /// </summary>
    /// <returns>The operations that are in doubt because of it.</returns>
    IReadOnlyList<Operation> Recover(DateTimeOffset now);

    /// <summary>The operation as it stands now.</summary>
    Operation? GetOperation(Guid id);

    /// <summary>
    /// Writes all of it in one durable transaction, or nothing. An operation in doubt needs no entry of its subject: readers see the subject
    /// in doubt because of it, as it was sent, for as long as it is.
    /// </summary>
    /// <exception cref="LedgerException">
    /// <see cref="LedgerFault.Conflict"/>: the step at <see cref="LedgerException.WriteIndex"/> gives a subject an id that another one has, or a
    /// second operation while one is open, or finds it changed. Nothing of the batch is written.
    /// <see cref="LedgerFault.LeaseLost"/>: another runner has the lease by now; nothing is written.
    /// </exception>
    void Write(IReadOnlyList<OperationStep> steps);
}
