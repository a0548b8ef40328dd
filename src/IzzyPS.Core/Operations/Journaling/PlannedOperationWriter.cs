namespace IzzyPS.Operations.Journaling;

/// <summary>Writes operations to the journal before they are sent, and cancels those that are not sent after all.</summary>
internal sealed class PlannedOperationWriter(Journal journal, TimeProvider time)
{
    private const int OperationsInOneCommit = 1000;

    /// <summary>
    /// Writes operations to the journal as planned. Runs of one process share the lease. The index of open operations keeps two of them from
    /// sending for one subject. Where another run came first, the item of the plan ends as stale.
    /// </summary>
    /// <returns>The operations that are in the journal.</returns>
    internal async Task<IReadOnlyList<PendingOperation>> WriteAsync(IReadOnlyList<PendingOperation> operations)
    {
        var planned = new List<PendingOperation>(operations.Count);
        foreach (var chunk in operations.Chunk(OperationsInOneCommit))
        {
            if (await TryWriteAsync(chunk).ConfigureAwait(false))
            {
                planned.AddRange(chunk);
                continue;
            }

            foreach (var operation in chunk)
            {
                if (await TryWriteAsync(operation).ConfigureAwait(false))
                    planned.Add(operation);
                else
                    operation.Item.ReportStale("another run is sending it, or has changed it since it was planned");
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
            operation.Item.ReportNotSent(why);
    }

    private async Task<bool> TryWriteAsync(params IReadOnlyList<PendingOperation> operations)
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
