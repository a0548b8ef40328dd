namespace IzzyPS.Operations;

/// <summary>
/// This runner's part of a run that several runners share. The runner claims operations in portions before it sends them. At the end it waits
/// for the operations that others claimed, claims those that come back from dead runners, and reports how every task of its plan ended. A runner
/// sends only operations that its own plan would send in exactly the same way, to the byte.
/// </summary>
internal sealed class SharedOperations(
    Guid runId, ISharedJournalStore store, OperationPlanner planner, IEngineNotices notices, int throttleLimit, TimeProvider time) : IOperationSource
{
    private const int CandidatesInOneClaim = 512;
    private const int LargestPortion = 16;
    private const int ShareOfTheRest = 4;

    // The wait for the other runners. It is short, because all end at about the same time, unless one died: its lease has to end first.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Operations of this plan that another runner has claimed.</summary>
    private readonly Dictionary<Guid, PendingOperation> _waiting = [];

    /// <summary>Tasks whose operations this runner could not take when it joined, because another runner has them or has ended them.</summary>
    private readonly Dictionary<Guid, OperationTask> _followed = [];
    private readonly List<PendingOperation> _idempotent = [];
    private readonly List<PendingOperation> _others = [];

    /// <summary>Tasks that this runner has not claimed and not reported.</summary>
    private readonly HashSet<OperationTask> _open = [];

    /// <summary>Begins a run: writes all operations to the journal, and then lets other runners join.</summary>
    internal async Task OpenAsync(IReadOnlyList<PendingOperation> operations)
    {
        Enqueue(await planner.PlanAsync(operations).ConfigureAwait(false));
        store.Share(runId);
    }

    /// <summary>Joins another runner's run.</summary>
    /// <param name="wanted">The planned operations of the run that this plan would send in the same way.</param>
    /// <param name="followed">The other tasks of this plan that have an operation in the run, and the ids of these operations.</param>
    internal void Join(IReadOnlyList<PendingOperation> wanted, IReadOnlyList<(OperationTask Task, Guid Operation)> followed)
    {
        Enqueue(wanted);
        foreach (var (task, operation) in followed)
        {
            _ = _open.Add(task);
            _followed[operation] = task;
        }
    }

    public Task<IReadOnlyList<PendingOperation>> TakeNextAsync(bool idempotent, CancellationToken stop) =>
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
            RecoverDeadRunners();
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
            RecoverDeadRunners();
            var progress = store.GetProgress(runId);
            var back = progress.Free.Select(TakeBack).OfType<PendingOperation>().ToList();
            if (back.Count > 0)
            {
                store.NoteWaiting(false);
                Enqueue(back);
                return true;
            }

            // A runner at work may still add operations that follow from its answers. When all runners wait and nothing is claimed, the operations
            // that are still free are in no runner's plan.
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
                task.ReportFromJournal(operation, whyNotSent);
            else
                task.ReportNotSent("the run has no operation for it. Compare again");
        }

        _open.Clear();
    }

    private void RecoverDeadRunners()
    {
        foreach (var lost in store.Recover(time.GetUtcNow()))
            notices.Warn(lost.Subject, "another runner died while it was creating this vehicle: the create is in doubt");
    }

    /// <summary>Waits for a pause, or until the run is stopped.</summary>
    /// <returns>The length of the next pause.</returns>
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

    /// <summary>Claims the next portion. Portions become smaller towards the end, so that all runners end at about the same time.</summary>
    private List<PendingOperation> Claim(List<PendingOperation> queue)
    {
        while (queue.Count > 0)
        {
            var most = Math.Clamp(queue.Count / ShareOfTheRest, throttleLimit, LargestPortion * throttleLimit);
            var candidates = queue.Take(Math.Max(CandidatesInOneClaim, most)).ToList();
            var claimed = store.Claim([.. candidates.Select(operation => operation.Operation.Id)], most).ToHashSet();

            // Fewer claimed than asked for means that other runners have the rest of the candidates.
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

    /// <summary>Finds the operation behind an id that no runner has claimed any more. Null where this runner's plan would not send it.</summary>
    private PendingOperation? TakeBack(Guid id)
    {
        if (_waiting.Remove(id, out var waiting))
            return waiting;
        return _followed.Remove(id, out var task) && store.GetOperation(id) is { } operation ? task.TryTake(SharedOperation.From(operation)) : null;
    }
}
