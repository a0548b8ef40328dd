using IzzyPS.Operations.Journaling;

namespace IzzyPS.Operations.Claims;

/// <summary>
/// This runner's part of a run on a ledger that several runners can write to. Every run on PostgreSQL uses this source, also a run that the
/// runner carries out alone, by hand for example. The runner claims operations in portions before it sends them. At the end it waits for the
/// operations that others claimed, claims those that come back from stopped or dead runners, and reports how every item of its plan ended. A
/// runner sends only operations that its own plan would send, too: of the same kind and with the same payload, compared by hash.
/// </summary>
internal sealed class ClaimedOperations(
    Guid runId, ISharedJournalStore store, PlannedOperationWriter planned, IEngineNotices notices, int throttleLimit, TimeProvider time) : IOperationSource
{
    /// <summary>At least this many operations are offered to one claim, because other runners may have claimed many of them.</summary>
    private const int LeastCandidates = 512;

    /// <summary>A portion is this part of the rest: the rest divided by this number.</summary>
    private const int PortionDivisor = 4;

    /// <summary>A portion is at most this many times the throttle limit.</summary>
    private const int LargestPortionFactor = 16;

    // Pauses between looks at the other runners. They are short, because all runners end at about the same time, unless one died: its lease has to
    // end first.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Operations of this plan that another runner has claimed.</summary>
    private readonly Dictionary<Guid, PendingOperation> _claimedByOthers = [];

    /// <summary>
    /// Items whose operations this runner could not claim when it joined, because another runner had them or had ended them, or because this plan
    /// would send something else.
    /// </summary>
    private readonly Dictionary<Guid, PlanItem> _followed = [];
    private readonly List<PendingOperation> _idempotent = [];
    private readonly List<PendingOperation> _others = [];

    /// <summary>Items that this runner has not claimed and not reported.</summary>
    private readonly HashSet<PlanItem> _unreported = [];

    /// <summary>Writes all operations of a run that this runner has begun to the journal, and then lets other runners join.</summary>
    internal async Task PlanAndShareAsync(IReadOnlyList<PendingOperation> operations)
    {
        Enqueue(await planned.WriteAsync(operations).ConfigureAwait(false));
        store.Share(runId);
    }

    /// <summary>Joins another runner's run.</summary>
    /// <param name="wanted">The planned operations of the run that this plan would send in the same way.</param>
    /// <param name="followed">The other items of this plan that have an operation in the run, and the ids of these operations.</param>
    internal void Join(IReadOnlyList<PendingOperation> wanted, IReadOnlyList<(PlanItem Item, Guid Operation)> followed)
    {
        Enqueue(wanted);
        foreach (var (item, operation) in followed)
        {
            _ = _unreported.Add(item);
            _followed[operation] = item;
        }
    }

    public Task<IReadOnlyList<PendingOperation>> TakeNextAsync(bool idempotent, CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<PendingOperation>>(Claim(idempotent ? _idempotent : _others));

    public async Task AddAsync(IReadOnlyList<PendingOperation> operations) => Enqueue(await planned.WriteAsync(operations).ConfigureAwait(false));

    public Task ReturnAsync(IReadOnlyList<PendingOperation> operations, string why)
    {
        store.GiveBack([.. operations.Select(operation => operation.Operation.Id)]);
        foreach (var operation in operations)
            _ = _unreported.Add(operation.Item);
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
        if (stop.IsCancellationRequested || (_claimedByOthers.Count == 0 && _unreported.Count == 0))
            return false;
        store.NoteWaiting(true);
        var pause = ShortestPause;
        while (!stop.IsCancellationRequested && (_claimedByOthers.Count > 0 || _unreported.Count > 0))
        {
            RecoverDeadRunners();
            var progress = store.GetProgress(runId);
            var back = progress.Free.Select(FindReturned).OfType<PendingOperation>().ToList();
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
        if (_unreported.Count == 0)
            return;
        var last = new Dictionary<string, RunOperation>(StringComparer.Ordinal);
        foreach (var operation in store.GetOperations(runId))
            last[operation.Subject.Key] = operation;
        foreach (var item in _unreported)
        {
            if (item.SubjectKeys.Select(key => last.GetValueOrDefault(key)).FirstOrDefault(operation => operation is not null) is { } operation)
                item.ReportFromJournal(operation, whyNotSent);
            else
                item.ReportNotSent("the run has no operation for it. Compare again");
        }

        _unreported.Clear();
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
            _ = _unreported.Add(operation.Item);
        }
    }

    /// <summary>Claims the next portion. Portions become smaller towards the end, so that all runners end at about the same time.</summary>
    private List<PendingOperation> Claim(List<PendingOperation> queue)
    {
        while (queue.Count > 0)
        {
            var most = Math.Clamp(queue.Count / PortionDivisor, throttleLimit, LargestPortionFactor * throttleLimit);
            var candidates = queue.GetRange(0, Math.Min(queue.Count, Math.Max(LeastCandidates, most)));
            var claimed = store.Claim([.. candidates.Select(operation => operation.Operation.Id)], most).ToHashSet();
            queue.RemoveRange(0, candidates.Count);

            var (mine, rest) = (new List<PendingOperation>(claimed.Count), new List<PendingOperation>());
            foreach (var operation in candidates)
                (claimed.Contains(operation.Operation.Id) ? mine : rest).Add(operation);

            // Fewer claimed than asked for means that other runners have the rest of the candidates. Otherwise the rest is offered again.
            if (claimed.Count < most)
                rest.ForEach(operation => _claimedByOthers[operation.Operation.Id] = operation);
            else
                queue.InsertRange(0, rest);
            foreach (var operation in mine)
                _ = _unreported.Remove(operation.Item);
            if (mine.Count > 0)
                return mine;
        }

        return [];
    }

    /// <summary>Finds the operation behind an id that no runner has claimed any more. Null where this runner's plan would not send it.</summary>
    private PendingOperation? FindReturned(Guid id)
    {
        if (_claimedByOthers.Remove(id, out var claimed))
            return claimed;
        return _followed.Remove(id, out var item) && store.GetOperation(id) is { } operation ? item.TryMatch(RunOperation.From(operation)) : null;
    }
}
