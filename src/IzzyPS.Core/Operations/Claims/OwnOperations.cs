using IzzyPS.Operations.Journaling;

namespace IzzyPS.Operations.Claims;

/// <summary>
/// The operations of a run on a ledger that only one process can write to. They are written to the journal a portion at a time: the first
/// portion is in flight while the next one is written.
/// </summary>
internal sealed class OwnOperations(PlannedOperationWriter planned) : IOperationSource
{
    private const int Portion = 100;

    private readonly Queue<PendingOperation> _idempotent = [];
    private readonly Queue<PendingOperation> _others = [];

    public async Task<IReadOnlyList<PendingOperation>> TakeNextAsync(bool idempotent, CancellationToken stop)
    {
        var queue = idempotent ? _idempotent : _others;
        var portion = new List<PendingOperation>(Portion);
        while (queue.Count > 0 && !stop.IsCancellationRequested)
        {
            portion.Clear();
            while (portion.Count < Portion && queue.TryDequeue(out var operation))
                portion.Add(operation);
            if (await planned.WriteAsync(portion).ConfigureAwait(false) is { Count: > 0 } written)
                return written;
        }

        return [];
    }

    public Task AddAsync(IReadOnlyList<PendingOperation> operations)
    {
        foreach (var operation in operations)
            (operation.Operation.IsIdempotent ? _idempotent : _others).Enqueue(operation);
        return Task.CompletedTask;
    }

    public Task ReturnAsync(IReadOnlyList<PendingOperation> operations, string why) => planned.CancelAsync(operations, why);

    /// <summary>Does nothing. A SQLite ledger is held by a file lock, which does not expire.</summary>
    public ValueTask EnsureHeldAsync() => ValueTask.CompletedTask;

    public Task WaitForIdempotentAsync(CancellationToken stop) => Task.CompletedTask;

    public Task<bool> WaitForMoreAsync(CancellationToken stop) => Task.FromResult(false);

    public void ReportRest(string whyNotSent)
    {
        foreach (var operation in _idempotent.Concat(_others))
            operation.Item.ReportNotSent(whyNotSent);
    }
}
