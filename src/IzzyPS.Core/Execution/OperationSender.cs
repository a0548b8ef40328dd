using System.Threading.Channels;
using IzzyPS.Dealer;
using IzzyPS.Ledger;

namespace IzzyPS.Execution;

/// <summary>
/// Sends operations, several at a time: updates and closes first, then creates, so that creates that have to wait hold nothing up.
/// An operation is durably in <c>Sending</c> before its first byte, a little ahead of a free sender; never more than twice the
/// throttle limit are in it, so that a kill leaves at most that many in doubt.
/// </summary>
internal sealed class OperationSender : IAsyncDisposable
{
    private const int PlannedInOneCommit = 1000;
    private const int UnreachableAfter = 10;
    private const int GoneTolerated = 5;
    private const double GoneShareTolerated = 0.10;

    private readonly Run _run;
    private readonly IDealerClient _dealer;
    private readonly ExecutionOptions _options;
    private readonly TimeProvider _time;
    private readonly Journal _journal;
    private readonly SendGate _gate;
    private readonly CreateBreaker _creates;
    private readonly SharedRun? _shared;
    private readonly List<Pending> _gone = [];
    private readonly CancellationTokenSource _abort = new();
    private int _notSentInARow;

    internal OperationSender(Run run, IDealerClient dealer, ILedgerWriter writer, ExecutionOptions options, TimeProvider time)
    {
        _run = run;
        _dealer = dealer;
        _options = options;
        _time = time;
        _journal = new Journal(writer);
        _shared = writer is ISharedWriter shared ? new SharedRun(run, shared, options.ThrottleLimit, time) : null;
        _gate = new SendGate(options.ThrottleLimit, time);
        _dealer.PutOff += Pause;
        _creates = new CreateBreaker(_gate, options.CreatePause, message => run.Say(RunMessageLevel.Warning, message));
    }

    /// <summary>Why the run ended early; null where it did not.</summary>
    internal string? Fault { get; private set; }

    /// <summary>Whether the ledger can't be written any more.</summary>
    internal bool IsLedgerBroken => _journal.IsBroken;

    /// <summary>Sends everything, and what comes of it (a new create for a car that is gone).</summary>
    /// <exception cref="LedgerException">The ledger can't be written; what was under way is in doubt at the next start.</exception>
    internal async Task SendAsync(IReadOnlyList<Dispatch> dispatches, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _abort.Token);
        using var grace = new CancellationTokenSource();
        await using var stopping = ending.Token.Register(() => grace.CancelAfter(_options.StopGrace)).ConfigureAwait(false);

        var pending = await PlanAsync(dispatches).ConfigureAwait(false);
        if (_shared is not null)
        {
            _shared.Open(pending);
            await SendSharedAsync(_shared, ending.Token, grace.Token).ConfigureAwait(false);
            return;
        }

        var idempotent = pending.Where(operation => operation.Dispatch.Kind != OperationKind.Create).ToList();
        await SendAsync(idempotent, ending.Token, grace.Token).ConfigureAwait(false);

        var again = await PlanAsync(RecreateGone(idempotent.Count)).ConfigureAwait(false);
        var creates = pending.Where(operation => operation.Dispatch.Kind == OperationKind.Create).Concat(again).ToList();
        await SendAsync(creates, ending.Token, grace.Token).ConfigureAwait(false);
    }

    /// <summary>Takes part in the run of another runner that carries out the same plan.</summary>
    /// <param name="wanted">The operations of that run that this plan has too.</param>
    /// <param name="followed">The changes whose operations others carry out.</param>
    /// <param name="stop">Stops this runner's part.</param>
    internal async Task JoinAsync(IReadOnlyList<Pending> wanted, IReadOnlyList<VehicleChange> followed, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _abort.Token);
        using var grace = new CancellationTokenSource();
        await using var stopping = ending.Token.Register(() => grace.CancelAfter(_options.StopGrace)).ConfigureAwait(false);

        _shared!.Join(wanted, followed);
        await SendSharedAsync(_shared, ending.Token, grace.Token).ConfigureAwait(false);
    }

    /// <summary>Sends what can be claimed until the run has nothing more, what others gave back included.</summary>
    private async Task SendSharedAsync(SharedRun shared, CancellationToken stop, CancellationToken grace)
    {
        do
        {
            await SendAsync(() => shared.Claim(OperationKind.Update), _options.ThrottleLimit, stop, grace).ConfigureAwait(false);
            shared.Add(await PlanAsync(RecreateGone(shared.ClaimedUpdates)).ConfigureAwait(false));
            await SendAsync(() => shared.Claim(OperationKind.Create), _options.ThrottleLimit, stop, grace).ConfigureAwait(false);
        }
        while (!_journal.IsBroken && !_creates.IsOpen && await shared.WaitForOthersAsync(stop).ConfigureAwait(false));

        if (!_journal.IsBroken)
            shared.Report(WhyNot);
    }

    public async ValueTask DisposeAsync()
    {
        _dealer.PutOff -= Pause;
        await _journal.DisposeAsync().ConfigureAwait(false);
        _abort.Dispose();
    }

    /// <summary>
    /// Writes operations down as planned. From then on no other run of this process, which shares the lease, can have one for the same
    /// vehicle; what another was faster with, after the changes were checked, ends as stale.
    /// </summary>
    private async Task<List<Pending>> PlanAsync(IReadOnlyList<Dispatch> dispatches)
    {
        var now = _time.GetUtcNow();
        var planned = new List<Pending>(dispatches.Count);
        foreach (var chunk in dispatches.Select(dispatch => new Pending(dispatch, OperationSteps.Plan(dispatch, _run.Id, now))).Chunk(PlannedInOneCommit))
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
                    _run.Ended(operation.Dispatch.Change, SyncOutcome.Stale, "Not sent: another run sends it or has changed it since. Compare again.");
            }
        }

        return planned;
    }

    private async Task<bool> TryPlanAsync(params IReadOnlyList<Pending> operations)
    {
        try
        {
            await _journal.WriteAsync([.. operations.Select(operation => OperationSteps.Planned(operation.Dispatch, operation.Operation))]).ConfigureAwait(false);
            return true;
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Conflict)
        {
            return false;
        }
    }

    private Task SendAsync(List<Pending> operations, CancellationToken stop, CancellationToken grace)
    {
        var rest = new Queue<List<Pending>>(operations.Count == 0 ? [] : [operations]);
        return SendAsync(() => rest.TryDequeue(out var next) ? next : [], Math.Min(_options.ThrottleLimit, operations.Count), stop, grace);
    }

    /// <summary>Sends portions of operations, until there is no next one.</summary>
    private async Task SendAsync(Func<List<Pending>> next, int width, CancellationToken stop, CancellationToken grace)
    {
        var operations = new List<Pending>();
        using var window = new SemaphoreSlim(2 * _options.ThrottleLimit);
        var ready = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleWriter = true });
        var recording = new List<Task>();
        var senders = Enumerable.Range(0, width)
            .Select(_ => Task.Run(() => SendReadyAsync(ready.Reader, window, recording, stop, grace), CancellationToken.None))
            .ToList();
        try
        {
            while (!stop.IsCancellationRequested && !_journal.IsBroken && next() is { Count: > 0 } portion)
            {
                operations.AddRange(portion);
                await FeedAsync(portion, ready.Writer, window, stop).ConfigureAwait(false);
            }
        }
        finally
        {
            _ = ready.Writer.TryComplete();
            await Task.WhenAll(senders).ConfigureAwait(false);
            await Task.WhenAll(recording).ConfigureAwait(false);
        }

        await CancelAsync(operations.Where(operation => !operation.WasTaken).ToList()).ConfigureAwait(false);
    }

    /// <summary>Commits operations to <c>Sending</c>, as many at a time as there is room for, and hands them to the senders.</summary>
    private async Task FeedAsync(List<Pending> operations, ChannelWriter<Pending> ready, SemaphoreSlim window, CancellationToken stop)
    {
        var next = 0;
        while (next < operations.Count && !stop.IsCancellationRequested && !IsEnded(operations[next]))
        {
            try
            {
                await window.WaitAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            var batch = new List<Pending> { operations[next++] };
            while (next < operations.Count && window.Wait(0, CancellationToken.None))
                batch.Add(operations[next++]);
            var now = _time.GetUtcNow();
            foreach (var operation in batch)
                operation.Operation = operation.Operation with { State = OperationState.Sending, SentAt = now };
            await _journal.WriteAsync([.. batch.Select(operation => new LedgerWrite(operation.Operation))]).ConfigureAwait(false);
            foreach (var operation in batch)
                _ = ready.TryWrite(operation);
        }
    }

    private async Task SendReadyAsync(
        ChannelReader<Pending> ready, SemaphoreSlim window, List<Task> recording, CancellationToken stop, CancellationToken grace)
    {
        await foreach (var operation in ready.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                await _gate.EnterAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                continue; // Not taken: it is cancelled with the rest.
            }

            var wasThrottled = false;
            try
            {
                if (stop.IsCancellationRequested || IsEnded(operation) || !IsHeld())
                {
                    _ = window.Release();
                    continue;
                }

                operation.WasTaken = true;
                operation.Round = _creates.Round;
                var answer = await SendAsync(operation, grace).ConfigureAwait(false);
                wasThrottled = answer.WasThrottled;
                Heed(operation, answer);
                lock (recording)
                    recording.Add(RecordAsync(operation, answer, window));
            }
            finally
            {
                _gate.Exit(wasThrottled);
            }
        }
    }

    private bool IsEnded(Pending operation) =>
        _journal.IsBroken || (_creates.IsOpen && operation.Dispatch.Kind == OperationKind.Create);

    /// <summary>Whether the lease will outlast a request: where several machines may hold the ledger, a stalled one may have lost it.</summary>
    private bool IsHeld()
    {
        try
        {
            _shared?.EnsureHeld();
            return true;
        }
        catch (LedgerException exception)
        {
            End(exception.Message);
            return false;
        }
    }

    private async Task<DealerAnswer> SendAsync(Pending operation, CancellationToken grace)
    {
        var (change, kind, payload, _) = operation.Dispatch;
        RequestSubject.Current = $"run {_run.Id:N} {change.Key}";
        _run.Say(RunMessageLevel.Verbose, change.Key.Value, $"{kind} is sent as operation {operation.Operation.Id:N}");
        try
        {
            return await (kind switch
            {
                OperationKind.Create => _dealer.CreateCarAsync(operation.Operation.Id, payload, grace),
                OperationKind.Update => _dealer.UpdateCarAsync(operation.Operation.RemoteId!, payload, grace),
                _ => _dealer.CloseCarAsync(operation.Operation.RemoteId!, _run.Request.CloseReason ?? change.CloseReason, grace),
            }).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever broke, it may have been sent: that is an answer too, and the other senders go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new DealerAnswer(AnswerKind.Unknown, 1, TimeSpan.Zero, Error: exception.Message);
        }
    }

    private void Pause(object? sender, PutOffEventArgs put) => _gate.PauseFor(put.Wait);

    /// <summary>What an answer means for the operations after it.</summary>
    private void Heed(Pending operation, DealerAnswer answer)
    {
        if (answer.Kind == AnswerKind.Unauthorized)
            End($"Izzylease refuses the account: {answer.Error}");
        if (answer.Kind != AnswerKind.NotSent)
            _ = Interlocked.Exchange(ref _notSentInARow, 0);
        else if (Interlocked.Increment(ref _notSentInARow) >= UnreachableAfter)
            End($"Izzylease can't be reached: {answer.Error}");

        if (operation.Dispatch.Kind != OperationKind.Create)
            return;
        switch (answer.Kind)
        {
            case AnswerKind.Acknowledged:
                _creates.Acknowledged(operation.Round);
                break;
            case AnswerKind.Unknown:
                _creates.InDoubt(operation.Round);
                break;
            case AnswerKind.Rejected:
                _creates.Answered(operation.Round);
                break;
        }
    }

    private void End(string fault)
    {
        Fault ??= fault;
        _abort.Cancel();
    }

    private async Task RecordAsync(Pending operation, DealerAnswer answer, SemaphoreSlim window)
    {
        var (change, kind, _, _) = operation.Dispatch;
        var now = _time.GetUtcNow();
        var (write, outcome, error) = OperationSteps.Conclude(operation.Dispatch, operation.Operation, answer, _run.Request.CloseReason, now);
        try
        {
            await _journal.WriteAsync(write).ConfigureAwait(false);
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Conflict && kind == OperationKind.Create)
        {
            (write, outcome, error) = OperationSteps.InDoubt(write.Operation! with { Error = exception.Message }, now);
            await _journal.WriteAsync(write).ConfigureAwait(false);
        }
        catch (Exception) when (_journal.IsBroken)
        {
            End("the ledger can't be written");
            if (answer is { Kind: AnswerKind.Acknowledged, RemoteId: { } id })
                _run.Say(RunMessageLevel.Warning, change.Key.Value, $"{kind}: it is listed as {id}, but the ledger can't be written: note that id, the vehicle is in doubt from the next start on");
            throw;
        }
        finally
        {
            _ = window.Release();
        }

        if (answer.Kind == AnswerKind.Gone && kind == OperationKind.Update)
        {
            operation.Answer = answer;
            lock (_gone)
                _gone.Add(operation);
            return;
        }

        _run.Say(RunMessageLevel.Verbose, change.Key.Value, $"{kind}: {outcome}{(error is null ? string.Empty : $": {error}")}");
        _run.Ended(ResultOf(operation, outcome, error, answer, write.Entry?.RemoteId));
    }

    /// <summary>
    /// A listing that is gone on the server is created anew, once; but not when many are: then the address or the account is wrong.
    /// </summary>
    private List<Dispatch> RecreateGone(int updates)
    {
        var gone = _gone.ToList();
        _gone.Clear();
        if (gone.Count > GoneTolerated && gone.Count > GoneShareTolerated * updates)
        {
            var message = $"{gone.Count} of {updates} updates were answered «gone»: the address or the account is probably wrong, so nothing was created anew.";
            _run.Say(RunMessageLevel.Warning, message);
            foreach (var operation in gone)
                _run.Ended(ResultOf(operation, SyncOutcome.Failed, message, operation.Answer!, operation.Operation.RemoteId));
            return [];
        }

        var now = _time.GetUtcNow();
        return [.. gone.Select(operation => operation.Dispatch with
        {
            Kind = OperationKind.Create,
            Entry = OperationSteps.Gone(operation.Dispatch.Entry!, now),
        })];
    }

    private string WhyNot => Fault ?? (_creates.IsOpen ? "too many creates of this run are in doubt" : "the run was stopped");

    private async Task CancelAsync(List<Pending> operations)
    {
        if (operations.Count == 0)
            return;
        if (_shared is not null)
        {
            _shared.GiveBack(operations);
            return;
        }

        var now = _time.GetUtcNow();
        foreach (var chunk in operations.Chunk(PlannedInOneCommit))
            await _journal.WriteAsync([.. chunk.Select(operation => OperationSteps.Cancel(operation.Operation, now))]).ConfigureAwait(false);
        foreach (var operation in operations)
            _run.Ended(operation.Dispatch.Change, SyncOutcome.NotSent, $"Not sent: {WhyNot}.");
    }

    private SyncResult ResultOf(Pending operation, SyncOutcome outcome, string? error, DealerAnswer answer, string? remoteId) =>
        new(operation.Dispatch.Change)
        {
            Outcome = outcome,
            Error = error,
            RunId = _run.Id,
            RemoteId = remoteId ?? operation.Operation.RemoteId,
            Attempts = answer.Attempts,
            Duration = answer.Duration,
            Status = answer.Status,
        };
}
