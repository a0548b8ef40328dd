namespace IzzyPS.Operations.Journaling;

/// <summary>The store of the journal: the ledger's tables.</summary>
internal interface IJournalStore
{
    /// <summary>
    /// Ends the operations that a killed run left. An operation in <c>Sending</c> becomes in doubt where it is not idempotent; otherwise it
    /// fails, and its subject becomes unconfirmed. Planned operations are cancelled. In a run that other runners carry on, planned operations,
    /// and idempotent operations in <c>Sending</c>, are given back to these runners instead. Nothing is sent.
    /// </summary>
    /// <returns>The operations that became in doubt.</returns>
    IReadOnlyList<Operation> Recover(DateTimeOffset now);

    /// <summary>Reads the operation as it is now; null where there is none.</summary>
    Operation? GetOperation(Guid id);

    /// <summary>
    /// Writes all steps in one durable transaction, or none. A step to <c>InDoubt</c> leaves the subject's row alone. Readers join the open
    /// operation: they find there that the subject is in doubt, and the values that were sent.
    /// </summary>
    /// <exception cref="LedgerException">
    /// <see cref="LedgerFault.Conflict"/>: the step at <see cref="LedgerException.WriteIndex"/> gives a subject an id that another subject has,
    /// or a second open operation, or its subject has changed since the operation was decided. Nothing of the batch is written.
    /// <see cref="LedgerFault.LeaseLost"/>: this runner has lost the lease. Nothing is written.
    /// </exception>
    void Write(IReadOnlyList<OperationStep> steps);
}
