namespace IzzyPS.Operations;

/// <summary>Writes operations to the journal before they are sent, and cancels those that are not sent after all.</summary>
internal sealed class OperationPlanner(Journal journal, TimeProvider time)
{
    private const int OperationsInOneCommit = 1000;

    /// <summary>
    /// Writes operations to the journal as planned. A subject has at most one open operation, so from then on no other run of this process
    /// can send one for the same subject. (The runs of one process share the lease.) Where another run came first, the task ends as stale.
    /// </summary>
    /// <returns>The operations that are in the journal.</returns>
    internal async Task<IReadOnlyList<PendingOperation>> PlanAsync(IReadOnlyList<PendingOperation> operations)
    {
        var planned = new List<PendingOperation>(operations.Count);
        foreach (var chunk in operations.Chunk(OperationsInOneCommit))
        {
            if (await TryPlanAsync(chunk).ConfigureAwait(false))
            {
                planned.AddRange(chunk);
                continue;
            }

            foreach (var operation in chunk)
            {
                if (await TryPlanAsync(operation).ConfigureAwait(false))
                    planned.Add(operation);
                else
                    operation.Task.ReportStale("another run is sending it, or has changed it since it was planned");
            }
        }

        return planned;
    }

    /// <summary>Cancels operations that were not sent, and reports it.</summary>
    internal async Task CancelAsync(IReadOnlyList<PendingOperation> operations, string why)
    {
        var now = time.GetUtcNow();
        foreach (var chunk in operations.Chunk(OperationsInOneCommit))
        {
            await journal.WriteAsync([.. chunk.Select(operation =>
                operation.ToStep(operation.Operation with { State = OperationState.Cancelled, EndedAt = now }))]).ConfigureAwait(false);
        }

        foreach (var operation in operations)
            operation.Task.ReportNotSent(why);
    }

    private async Task<bool> TryPlanAsync(params IReadOnlyList<PendingOperation> operations)
    {
        try
        {
            await journal.WriteAsync([.. operations.Select(operation => operation.ToPlannedStep())]).ConfigureAwait(false);
            return true;
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Conflict)
        {
            return false;
        }
    }
}
