using IzzyPS.Operations.Claims;
using IzzyPS.Storage;

namespace IzzyPS.Operations.Journaling;

/// <summary>
/// Ends the operations that killed runs left. An operation in <c>Sending</c> becomes in doubt where it is not idempotent; otherwise it fails,
/// and its subject becomes unconfirmed. A planned operation is cancelled. In a run that other runners carry on, planned operations, and
/// idempotent operations in <c>Sending</c>, become free planned operations, so that these runners can claim them.
/// </summary>
internal static class OperationRecovery
{
    /// <summary>Ends left operations; within a transaction.</summary>
    /// <returns>The operations that became in doubt.</returns>
    internal static IReadOnlyList<Operation> EndLeft(
        ILedgerDatabase ledger, IReadOnlyList<LeftOperation> left, IReadOnlyList<ISubjectTables> tables, long fence, DateTimeOffset now)
    {
        if (left.Count == 0)
            return [];
        var byId = left.ToDictionary(operation => operation.Id);
        var inDoubt = new List<Operation>();
        foreach (var operation in OperationReader.ReadOpen(ledger))
        {
            if (!byId.TryGetValue(operation.Id, out var found))
                continue;
            var ended = End(operation, found.IsCarriedOn, now);
            if (ended.State == OperationState.Planned)
                OperationClaims.Free(ledger, operation.Id);
            var step = tables.Single(subject => subject.Kind == operation.Subject.Kind)
                .Recover(ended, mayHaveBeenSent: operation.State == OperationState.Sending, now);
            OperationTable.Write(ledger, [step], fence, now);
            if (ended.State == OperationState.InDoubt)
                inDoubt.Add(ended);
        }

        return inDoubt;
    }

    private static Operation End(Operation operation, bool isCarriedOn, DateTimeOffset now) => operation switch
    {
        { IsInDoubt: true } => operation with { State = OperationState.InDoubt, Error = Operation.Killed },
        _ when isCarriedOn => operation with { State = OperationState.Planned, SentAt = null },
        { State: OperationState.Sending } => operation with { State = OperationState.Failed, EndedAt = now, Error = Operation.Killed },
        _ => operation with { State = OperationState.Cancelled, EndedAt = now },
    };
}
