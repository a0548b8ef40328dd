using IzzyPS.Storage;

namespace IzzyPS.Operations;

/// <summary>An operation that a runner left open when it ended.</summary>
/// <param name="Id">The operation.</param>
/// <param name="IsCarriedOn">Whether other runners carry its run on.</param>
internal readonly record struct LeftOperation(Guid Id, bool IsCarriedOn);

/// <summary>
/// Ends what killed runs left. What was being sent and is not idempotent is in doubt; what is idempotent failed, and its subject is
/// unconfirmed. What was only planned is cancelled. In a run that other runners carry on, operations that may be sent (again) are given
/// back to them.
/// </summary>
internal static class OperationRecovery
{
    /// <returns>The operations that are in doubt because of it.</returns>
    internal static IReadOnlyList<Operation> Run(
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
                .Recover(ended, wasSent: operation.State == OperationState.Sending, now);
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
