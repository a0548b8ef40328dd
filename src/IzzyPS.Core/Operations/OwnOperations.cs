namespace IzzyPS.Operations;

/// <summary>
/// The operations of a run that nobody else takes part in. They are written down a portion at a time: the first ones are in flight while
/// the next ones are written.
/// </summary>
internal sealed class OwnOperations(OperationPlanner planner) : IOperationSource
{
    private const int Portion = 100;

    private readonly Queue<PendingOperation> _idempotent = [];
    private readonly Queue<PendingOperation> _others = [];

    public async Task<IReadOnlyList<PendingOperation>> NextAsync(bool idempotent, CancellationToken stop)
    {
        var queue = idempotent ? _idempotent : _others;
        var portion = new List<PendingOperation>(Portion);
        while (queue.Count > 0 && !stop.IsCancellationRequested)
        {
            portion.Clear();
            while (portion.Count < Portion && queue.TryDequeue(out var operation))
                portion.Add(operation);
            if (await planner.PlanAsync(portion).ConfigureAwait(false) is { Count: > 0 } planned)
                return planned;
        }

        return [];
    }

    public Task AddAsync(IReadOnlyList<PendingOperation> operations)
    {
        foreach (var operation in operations)
            (operation.Operation.IsIdempotent ? _idempotent : _others).Enqueue(operation);
        return Task.CompletedTask;
    }

    public Task ReturnAsync(IReadOnlyList<PendingOperation> operations, string why) => planner.CancelAsync(operations, why);

    /// <summary>The lease of a run alone can't be lost between its commits.</summary>
    public ValueTask EnsureHeldAsync() => ValueTask.CompletedTask;

    public Task WaitForIdempotentAsync(CancellationToken stop) => Task.CompletedTask;

    public Task<bool> WaitForMoreAsync(CancellationToken stop) => Task.FromResult(false);

    public void ReportRest(string whyNotSent)
    {
        foreach (var operation in _idempotent.Concat(_others))
            operation.Task.ReportNotSent(whyNotSent);
    }
}
