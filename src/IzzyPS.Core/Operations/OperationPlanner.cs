using IzzyPS.Ledger;
using IzzyPS.Runs;
using IzzyPS.Sync;

namespace IzzyPS.Operations;

/// <summary>Writes operations down before anything is sent, and writes off those that are not sent after all.</summary>
internal sealed class OperationPlanner(Run run, Journal journal, TimeProvider time)
{
    private const int OperationsInOneCommit = 1000;
    private const int OperationsInOnePortion = 100;

    /// <summary>
    /// Writes operations down as planned. From then on no other run of this process, which shares the lease, can have one for the same
    /// vehicle; what another was faster with, after the changes were checked, ends as stale.
    /// </summary>
    internal async Task<List<Pending>> PlanAsync(IReadOnlyList<Dispatch> dispatches)
    {
        var now = time.GetUtcNow();
        var planned = new List<Pending>(dispatches.Count);
        foreach (var chunk in dispatches.Select(dispatch => new Pending(dispatch, OperationSteps.Plan(dispatch, run.Id, now))).Chunk(OperationsInOneCommit))
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
                    run.Ended(operation.Dispatch.Change, SyncOutcome.Stale, "Not sent: another run sends it or has changed it since. Compare again.");
            }
        }

        return planned;
    }

    /// <summary>Writes the next operations down as planned, a portion of them.</summary>
    /// <param name="dispatches">What to send; what is not asked for stays in the queue.</param>
    /// <param name="stop">Ends it where one portion after the other turns out to be stale.</param>
    /// <returns>The operations; none when the queue is empty.</returns>
    internal async Task<List<Pending>> NextAsync(Queue<Dispatch> dispatches, CancellationToken stop)
    {
        var portion = new List<Dispatch>();
        while (dispatches.Count > 0 && !stop.IsCancellationRequested)
        {
            portion.Clear();
            while (portion.Count < OperationsInOnePortion && dispatches.TryDequeue(out var dispatch))
                portion.Add(dispatch);
            if (await PlanAsync(portion).ConfigureAwait(false) is { Count: > 0 } planned)
                return planned;
        }

        return [];
    }

    /// <summary>Writes operations off that were not sent.</summary>
    internal async Task CancelAsync(List<Pending> operations, string why)
    {
        var now = time.GetUtcNow();
        foreach (var chunk in operations.Chunk(OperationsInOneCommit))
            await journal.WriteAsync([.. chunk.Select(operation => OperationSteps.Cancel(operation.Operation, now))]).ConfigureAwait(false);
        foreach (var operation in operations)
            run.Ended(operation.Dispatch.Change, SyncOutcome.NotSent, $"Not sent: {why}.");
    }

    private async Task<bool> TryPlanAsync(params IReadOnlyList<Pending> operations)
    {
        try
        {
            await journal.WriteAsync([.. operations.Select(operation => OperationSteps.Planned(operation.Dispatch, operation.Operation))]).ConfigureAwait(false);
            return true;
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Conflict)
        {
            return false;
        }
    }
}
