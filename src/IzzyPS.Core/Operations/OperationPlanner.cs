namespace IzzyPS.Operations;

/// <summary>Writes operations down before anything is sent, and writes off those that are not sent after all.</summary>
internal sealed class OperationPlanner(Journal journal, TimeProvider time)
{
    private const int OperationsInOneCommit = 1000;

    /// <summary>
    /// Writes operations down as planned. From then on no other run of this process, which shares the lease, can have one for the same
    /// subject. An operation whose subject another run was faster with ends as stale.
    /// </summary>
    /// <returns>The operations that are written down.</returns>
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
                    operation.Task.ReportStale("another run sends it or has changed it since");
            }
        }

        return planned;
    }

    /// <summary>Writes operations off that were not sent.</summary>
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
