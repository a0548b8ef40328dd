namespace IzzyPS.Operations;

/// <summary>
/// This runner's part of a run that several runners carry out. It claims operations in portions before it sends them, waits at the end for
/// what others have claimed, takes over what a dead runner gave back, and tells how every task of its plan ended. A runner carries out only
/// operations that its own plan has too, to the byte.
/// </summary>
internal sealed class SharedOperations(
    Guid runId, ISharedJournalStore store, OperationPlanner planner, IEngineNotices notices, int throttleLimit, TimeProvider time) : IOperationSource
{
    private const int CandidatesInOneClaim = 512;
    private const int LargestPortion = 16;
    private const int ShareOfTheRest = 4;

    // All runners end at about the same time, unless one died: then its lease has to end first.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Operations that another runner has claimed and this plan has too.</summary>
    private readonly Dictionary<Guid, PendingOperation> _waiting = [];

    /// <summary>Tasks whose operations another runner was sending when this one joined.</summary>
    private readonly Dictionary<Guid, OperationTask> _followed = [];
    private readonly List<PendingOperation> _idempotent = [];
    private readonly List<PendingOperation> _others = [];

    /// <summary>Tasks that this runner has not sent and not told about.</summary>
    private readonly HashSet<OperationTask> _open = [];

    /// <summary>Begins a run of this runner's own: all operations are written down, and then others may join.</summary>
    internal async Task OpenAsync(IReadOnlyList<PendingOperation> operations)
    {
        Enqueue(await planner.PlanAsync(operations).ConfigureAwait(false));
        store.Share(runId);
    }

    /// <summary>Begins to take part in another runner's run.</summary>
    /// <param name="wanted">The operations of the run that this plan has too and that nobody has claimed.</param>
    /// <param name="followed">The tasks whose operations others have for now.</param>
    internal void Join(IReadOnlyList<PendingOperation> wanted, IReadOnlyList<(OperationTask Task, Guid Operation)> followed)
    {
        Enqueue(wanted);
        foreach (var (task, operation) in followed)
        {
            _ = _open.Add(task);
            _followed[operation] = task;
        }
    }

    public Task<IReadOnlyList<PendingOperation>> NextAsync(bool idempotent, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<PendingOperation>>(Claim(idempotent ? _idempotent : _others));

    public async Task AddAsync(IReadOnlyList<PendingOperation> operations) => Enqueue(await planner.PlanAsync(operations).ConfigureAwait(false));

    public Task ReturnAsync(IReadOnlyList<PendingOperation> operations, string why)
    {
        store.GiveBack([.. operations.Select(operation => operation.Operation.Id)]);
        foreach (var operation in operations)
            _ = _open.Add(operation.Task);
        return Task.CompletedTask;
    }

    public ValueTask EnsureHeldAsync() => store.EnsureHeldAsync();

    public async Task WaitForIdempotentAsync(CancellationToken stop)
    {
        var pause = ShortestPause;
        while (!stop.IsCancellationRequested)
        {
            RecoverDead();
            if (store.GetProgress(runId) is { ClaimedIdempotent: 0 } or { HasBusyOthers: false })
                return;
            pause = await PauseAsync(pause, stop).ConfigureAwait(false);
        }
    }

    public async Task<bool> WaitForMoreAsync(CancellationToken stop)
    {
        if (stop.IsCancellationRequested || (_waiting.Count == 0 && _open.Count == 0))
            return false;
        store.NoteWaiting(true);
        var pause = ShortestPause;
        while (!stop.IsCancellationRequested && (_waiting.Count > 0 || _open.Count > 0))
        {
            RecoverDead();
            var progress = store.GetProgress(runId);
            var back = progress.Free.Select(TakeBack).OfType<PendingOperation>().ToList();
            if (back.Count > 0)
            {
                store.NoteWaiting(false);
                Enqueue(back);
                return true;
            }

            // A runner that is not waiting may still write down what its answers lead to. When all wait, what is free is in nobody's plan.
            if (progress is { HasBusyOthers: false, Claimed: 0 })
                return false;
            pause = await PauseAsync(pause, stop).ConfigureAwait(false);
        }

        return false;
    }

    public void ReportRest(string whyNotSent)
    {
        if (_open.Count == 0)
            return;
        var last = new Dictionary<string, SharedOperation>(StringComparer.Ordinal);
        foreach (var operation in store.GetOperations(runId))
            last[operation.Subject.Key] = operation;
        foreach (var task in _open)
        {
            if (task.SubjectKeys.Select(key => last.GetValueOrDefault(key)).FirstOrDefault(operation => operation is not null) is { } operation)
                task.ReportElsewhere(operation, whyNotSent);
            else
                task.ReportNotSent("the run that it belongs to knows nothing of it. Compare again");
        }

        _open.Clear();
    }

    private void RecoverDead()
    {
        foreach (var lost in store.Recover(time.GetUtcNow()))
            notices.Warn(lost.Subject, "another runner died while it created this vehicle: it is in doubt");
    }

    /// <summary>Waits, until the run is stopped at the longest.</summary>
    /// <returns>The next pause.</returns>
    private async Task<TimeSpan> PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 2 * pause < LongestPause ? 2 * pause : LongestPause;
    }

    private void Enqueue(IReadOnlyList<PendingOperation> operations)
    {
        foreach (var operation in operations)
        {
            (operation.Operation.IsIdempotent ? _idempotent : _others).Add(operation);
            _ = _open.Add(operation.Task);
        }
    }

    /// <summary>Claims the next portion: the less is left, the smaller, so that all runners end at about the same time.</summary>
    private List<PendingOperation> Claim(List<PendingOperation> queue)
    {
        while (queue.Count > 0)
        {
            var most = Math.Clamp(queue.Count / ShareOfTheRest, throttleLimit, LargestPortion * throttleLimit);
            var candidates = queue.Take(Math.Max(CandidatesInOneClaim, most)).ToList();
            var claimed = store.Claim([.. candidates.Select(operation => operation.Operation.Id)], most).ToHashSet();

            // Fewer than asked for: others have the rest of the candidates.
            var passed = claimed.Count < most ? candidates : [.. candidates.Where(operation => claimed.Contains(operation.Operation.Id))];
            foreach (var operation in passed.Where(operation => !claimed.Contains(operation.Operation.Id)))
                _waiting[operation.Operation.Id] = operation;
            var taken = passed.Where(operation => claimed.Contains(operation.Operation.Id)).ToList();
            var gone = passed.ToHashSet();
            _ = queue.RemoveAll(gone.Contains);
            foreach (var operation in taken)
                _ = _open.Remove(operation.Task);
            if (taken.Count > 0)
                return taken;
        }

        return [];
    }

    /// <summary>What another runner gave back, or lost with its lease, where this one's plan has it.</summary>
    private PendingOperation? TakeBack(Guid id)
    {
        if (_waiting.Remove(id, out var waiting))
            return waiting;
        return _followed.Remove(id, out var task) && store.GetOperation(id) is { } operation ? task.TryTake(SharedOperation.From(operation)) : null;
    }
}
