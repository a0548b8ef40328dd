using System.Globalization;
using IzzyPS.Dealer;
using IzzyPS.Dealer.Http;
using IzzyPS.Ledger;
using IzzyPS.Runs;
using IzzyPS.Sync;

namespace IzzyPS.Operations;

/// <summary>
/// Sends operations, several at a time: updates and closes first, then creates, so that creates that have to wait hold nothing up.
/// An operation is durably in <c>Sending</c> before its first byte; never more than twice the throttle limit are in it, so that a kill
/// leaves at most that many in doubt.
/// </summary>
internal sealed class OperationSender : IAsyncDisposable
{
    private static readonly TimeSpan WorthAWarning = TimeSpan.FromSeconds(5);

    private readonly Run _run;
    private readonly IDealerClient _dealer;
    private readonly ExecutionOptions _options;
    private readonly TimeProvider _time;
    private readonly Journal _journal;
    private readonly OperationPlanner _planner;
    private readonly AnswerRecorder _recorder;
    private readonly GoneListings _gone;
    private readonly SendGate _gate;
    private readonly LatencyWatch _latency;
    private readonly AnswerWatch _answers;
    private readonly CreateBreaker _creates;
    private readonly SharedRun? _shared;
    private readonly CancellationTokenSource _abort = new();

    internal OperationSender(Run run, IDealerClient dealer, ILedgerWriter writer, ExecutionOptions options, TimeProvider time)
    {
        _run = run;
        _dealer = dealer;
        _options = options;
        _time = time;
        _journal = new Journal(writer);
        _shared = writer is ISharedWriter shared ? new SharedRun(run, shared, options.ThrottleLimit, time) : null;
        _gate = new SendGate(options.ThrottleLimit, time);
        _latency = new LatencyWatch(options.ThrottleLimit);
        _answers = new AnswerWatch(dealer.Account.BaseUri, options.ThrottleLimit);
        _dealer.PutOff += Pause;
        _creates = new CreateBreaker(_gate, options.CreatePause, message => run.Say(RunMessageLevel.Warning, message));
        _planner = new OperationPlanner(run, _journal, time);
        _gone = new GoneListings(run, writer, _journal, time);
        _recorder = new AnswerRecorder(run, _journal, _creates, _gone, time);
    }

    /// <summary>Why the run ended early; null where it did not.</summary>
    internal string? Fault { get; private set; }

    /// <summary>Whether the ledger can't be written any more.</summary>
    internal bool IsLedgerBroken => _journal.IsBroken;

    /// <summary>Sends everything, and what comes of it (a new create for a car that is gone).</summary>
    /// <exception cref="LedgerException">The ledger can't be written; what was under way is in doubt at the next start.</exception>
    internal async Task SendAsync(IReadOnlyList<Dispatch> dispatches, CancellationToken stop)
    {
        if (_shared is not null)
            _shared.Open(await _planner.PlanAsync(dispatches).ConfigureAwait(false)); // As a whole: others take their part of it.
        await UntilStoppedAsync((ending, grace) => _shared is null ? SendAloneAsync(dispatches, ending, grace) : SendSharedAsync(_shared, ending, grace), stop)
            .ConfigureAwait(false);
    }

    /// <summary>Takes part in the run of another runner that carries out the same plan.</summary>
    /// <param name="plan">This plan beside that run.</param>
    /// <param name="wanted">The operations of that run that this plan has too.</param>
    /// <param name="followed">The changes whose operations others have for now.</param>
    /// <param name="stop">Stops this runner's part.</param>
    internal Task JoinAsync(JoinedPlan plan, IReadOnlyList<Pending> wanted, IReadOnlyList<Followed> followed, CancellationToken stop)
    {
        _shared!.Join(plan, wanted, followed);
        return UntilStoppedAsync((ending, grace) => SendSharedAsync(_shared, ending, grace), stop);
    }

    public async ValueTask DisposeAsync()
    {
        _dealer.PutOff -= Pause;
        await _journal.DisposeAsync().ConfigureAwait(false);
        _abort.Dispose();
    }

    /// <summary>Sends until there is nothing more, somebody stops it or something ends it; what is under way then has a time of grace.</summary>
    private async Task UntilStoppedAsync(Func<CancellationToken, CancellationToken, Task> send, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _abort.Token);
        using var grace = new CancellationTokenSource();
        await using var stopping = ending.Token.Register(() => grace.CancelAfter(_options.StopGrace)).ConfigureAwait(false);
        await send(ending.Token, grace.Token).ConfigureAwait(false);
    }

    private async Task SendAloneAsync(IReadOnlyList<Dispatch> dispatches, CancellationToken stop, CancellationToken grace)
    {
        var idempotent = dispatches.Where(dispatch => dispatch.Kind != OperationKind.Create).ToList();
        await SendAsync(idempotent, OperationKind.Update, stop, grace).ConfigureAwait(false);

        var again = await _gone.SettleAsync(Fault).ConfigureAwait(false);
        var creates = dispatches.Where(dispatch => dispatch.Kind == OperationKind.Create).Concat(again).ToList();
        await SendAsync(creates, OperationKind.Create, stop, grace).ConfigureAwait(false);
    }

    /// <summary>Sends what can be claimed until the run has nothing more, what others gave back included.</summary>
    private async Task SendSharedAsync(SharedRun shared, CancellationToken stop, CancellationToken grace)
    {
        do
        {
            await SendAsync(() => Task.FromResult(shared.Claim(OperationKind.Update)), OperationKind.Update, _options.ThrottleLimit, stop, grace).ConfigureAwait(false);
            shared.Add(await _planner.PlanAsync(await _gone.SettleAsync(Fault).ConfigureAwait(false)).ConfigureAwait(false));
            await SendAsync(() => Task.FromResult(shared.Claim(OperationKind.Create)), OperationKind.Create, _options.ThrottleLimit, stop, grace).ConfigureAwait(false);
        }
        while (!_journal.IsBroken && !_creates.IsOpen && await shared.WaitForOthersAsync(stop).ConfigureAwait(false));

        if (!_journal.IsBroken)
            shared.Report(WhyNot);
    }

    /// <summary>Plans and sends, a portion at a time: the first are under way while the next are written down.</summary>
    private async Task SendAsync(List<Dispatch> dispatches, OperationKind kind, CancellationToken stop, CancellationToken grace)
    {
        var rest = new Queue<Dispatch>(dispatches);
        await SendAsync(() => _planner.NextAsync(rest, stop), kind, Math.Min(_options.ThrottleLimit, dispatches.Count), stop, grace).ConfigureAwait(false);
        foreach (var dispatch in rest)
            _run.Ended(dispatch.Change, SyncOutcome.NotSent, $"Not sent: {WhyNot}.");
    }

    /// <summary>Sends portions of operations, until there is no next one.</summary>
    private async Task SendAsync(Func<Task<List<Pending>>> next, OperationKind kind, int width, CancellationToken stop, CancellationToken grace)
    {
        var recording = new List<Task>();
        using var queue = new SendingQueue(_journal, 2 * _options.ThrottleLimit, () => stop.IsCancellationRequested || IsEnded(kind), _time);
        var senders = Enumerable.Range(0, width)
            .Select(_ => Task.Run(() => SendReadyAsync(queue, recording, stop, grace), CancellationToken.None))
            .ToList();
        try
        {
            await queue.FeedAsync(next, stop).ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAll(senders).ConfigureAwait(false);
            await Task.WhenAll(recording).ConfigureAwait(false);
        }

        await CancelAsync(queue.NotTaken).ConfigureAwait(false);
    }

    private async Task SendReadyAsync(SendingQueue queue, List<Task> recording, CancellationToken stop, CancellationToken grace)
    {
        await foreach (var operation in queue.Ready.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                await _gate.EnterAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                continue; // Not taken: it is cancelled with the rest.
            }

            var isTooMuch = false;
            try
            {
                if (stop.IsCancellationRequested || IsEnded(operation.Dispatch.Kind) || !await IsHeldAsync().ConfigureAwait(false))
                    continue;
                operation.WasTaken = true;
                operation.Round = _creates.Round;
                var answer = await SendAsync(operation, stop, grace).ConfigureAwait(false);
                isTooMuch = IsTooMuch(operation.Dispatch.Kind, answer);
                if (!stop.IsCancellationRequested)
                    Heed(operation, answer); // Who is stopped needs no other reason to end.
                // Behind the sends that wait for a thread: the journal then has the answers of one moment in one commit.
                var recorded = Task.Factory.StartNew(() => RecordAsync(operation, answer, queue), CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
                lock (recording)
                    recording.Add(recorded.Unwrap());
            }
            finally
            {
                _gate.Exit(isTooMuch);
            }
        }
    }

    private bool IsEnded(OperationKind kind) => _journal.IsBroken || (_creates.IsOpen && kind == OperationKind.Create);

    /// <summary>Whether the lease will outlast a request: where several machines may hold the ledger, a stalled one may have lost it.</summary>
    private async ValueTask<bool> IsHeldAsync()
    {
        try
        {
            if (_shared is not null)
                await _shared.EnsureHeldAsync().ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // Whatever it is, nobody knows whether it may be sent.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            End(exception.Message);
            return false;
        }
    }

    private async Task<DealerAnswer> SendAsync(Pending operation, CancellationToken stop, CancellationToken grace)
    {
        var (change, kind, payload, _) = operation.Dispatch;
        RequestScope.Current = new RequestScope(_run.Id, change.Key.Value, _shared is null ? null : IsHeldAsync, stop);
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

    private void Pause(object? sender, PutOffEventArgs put)
    {
        if (_gate.PauseFor(put.Wait))
            _run.Say(put.Wait < WorthAWarning ? RunMessageLevel.Verbose : RunMessageLevel.Warning, string.Create(CultureInfo.InvariantCulture, $"{put.Reason}: sending pauses for {put.Wait.TotalSeconds:0.#} s, then goes on"));
    }

    /// <summary>Whether the server shows that fewer requests at a time would do it good.</summary>
    private bool IsTooMuch(OperationKind kind, DealerAnswer answer)
    {
        if (answer.WasThrottled)
            return true;
        if (answer.Latency is not { } latency || _latency.Doubled(kind, latency) is not { } doubled)
            return false;
        _run.Say(RunMessageLevel.Verbose, string.Create(
            CultureInfo.InvariantCulture, $"answers take {doubled.Is.TotalMilliseconds:0} ms instead of {doubled.Was.TotalMilliseconds:0} ms: fewer are sent at a time"));
        return true;
    }

    /// <summary>What an answer means for the operations after it.</summary>
    private void Heed(Pending operation, DealerAnswer answer)
    {
        if (_answers.FaultOf(answer) is { } fault)
            End(fault);
        if (operation.Dispatch.Kind != OperationKind.Create)
            return;
        if (answer.Kind == AnswerKind.Unknown)
            _creates.Unanswered(operation.Round);
        else if (answer.Kind == AnswerKind.Rejected)
            _creates.Refused(operation.Round);
    }

    private void End(string fault)
    {
        Fault ??= fault;
        _abort.Cancel();
    }

    private async Task RecordAsync(Pending operation, DealerAnswer answer, SendingQueue queue)
    {
        try
        {
            var recorded = _recorder.RecordAsync(operation, answer);
            queue.Free(); // Its step is queued in the journal by now.
            await recorded.ConfigureAwait(false);
        }
        catch (Exception) when (_journal.IsBroken)
        {
            End("the ledger can't be written");
            throw;
        }
        finally
        {
            queue.Look(); // What is durable now may have ended the creates.
        }
    }

    private string WhyNot => Fault ?? (_creates.IsOpen ? "too many creates of this run are in doubt" : "the run was stopped");

    /// <summary>What was not taken is written off or, in a shared run, left to the others.</summary>
    private async Task CancelAsync(List<Pending> operations)
    {
        if (operations.Count == 0)
            return;
        if (_shared is not null)
            _shared.GiveBack(operations);
        else
            await _planner.CancelAsync(operations, WhyNot).ConfigureAwait(false);
    }
}
