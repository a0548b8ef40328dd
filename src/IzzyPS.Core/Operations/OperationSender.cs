using System.Globalization;

namespace IzzyPS.Operations;

/// <summary>
/// Sends the operations of one run, several at a time. The idempotent operations go first and the creates after them: creates may have to
/// wait, and updates and closes must not wait behind them.
/// </summary>
/// <remarks>
/// <para>The way of an operation: the source (<see cref="IOperationSource"/>) writes it to the journal as planned. The queue
/// (<see cref="SendingQueue"/>) commits it to <c>Sending</c>. A sender takes it from the queue, waits for a place in the gate
/// (<see cref="SendGate"/>), makes sure that the lease is still held, and has the handler (<see cref="PendingOperation"/>) send it. The recorder (<see cref="AnswerRecorder"/>) commits
/// the outcome of the answer. At most twice the throttle limit are in <c>Sending</c> at any commit, so a kill leaves at most that many in
/// doubt.</para>
/// <para>The order of a run: all idempotent operations are sent; when their answers are in, the follow-up (<see cref="IFollowUp"/>) may add
/// creates; then all creates are sent. In a shared run this repeats as long as operations come back from other runners. At the end the source
/// reports the tasks that were not sent.</para>
/// <para>A run ends early in four cases: the answers show that further requests would fail (<see cref="AnswerWatch"/>), the ledger can't be
/// written, the lease is lost, or the run is stopped. Then nothing more is sent. The requests in flight are awaited for
/// <see cref="EngineOptions.StopGrace"/> and recorded. <see cref="CreateBreaker"/> ends only the operations that are not idempotent.</para>
/// </remarks>
internal sealed class OperationSender : IAsyncDisposable
{
    /// <summary>From this length on a pause is reported as a warning.</summary>
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(5);

    private readonly Guid _runId;
    private readonly IEngineNotices _notices;
    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly Journal _journal;
    private readonly AnswerRecorder _recorder;
    private readonly SendGate _gate;
    private readonly LatencyWatch _latency;
    private readonly AnswerWatch _answers;
    private readonly CreateBreaker _creates;
    private readonly CancellationTokenSource _abort = new();

    internal OperationSender(Guid runId, IJournalStore store, IEngineNotices notices, EngineOptions options, TimeProvider time)
    {
        (_runId, _notices, _options, _time) = (runId, notices, options, time);
        _journal = new Journal(store);
        _gate = new SendGate(options.ThrottleLimit, time);
        _latency = new LatencyWatch(options.ThrottleLimit);
        _answers = new AnswerWatch(options.BaseUri, options.ThrottleLimit);
        _creates = new CreateBreaker(_gate, options.CreatePause, notices.Warn);
        Planner = new OperationPlanner(_journal, time);
        _recorder = new AnswerRecorder(_journal, _creates, time);
    }

    /// <summary>The journal, for the steps of the run that are not written by the sender.</summary>
    internal Journal Journal => _journal;

    /// <summary>Writes planned operations to the journal, for the run's source.</summary>
    internal OperationPlanner Planner { get; }

    /// <summary>Why the run ended early; null where the run did not end early.</summary>
    internal string? Fault { get; private set; }

    /// <summary>Whether a commit to the ledger has failed.</summary>
    internal bool IsLedgerBroken => _journal.IsBroken;

    private string WhyNotSent => Fault ?? (_creates.IsOpen ? "too many creates of this run are in doubt" : "the run was stopped");

    /// <summary>Sends all operations of the source, and those that follow from the answers.</summary>
    /// <param name="source">Supplies the run's operations.</param>
    /// <param name="followUp">Decides, after the idempotent operations have ended, which operations follow from their answers.</param>
    /// <param name="stop">Stops the run.</param>
    /// <exception cref="LedgerException">The ledger can't be written. The creates that were in flight are in doubt from the next start on.</exception>
    internal async Task SendAsync(IOperationSource source, IFollowUp followUp, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _abort.Token);
        using var grace = new CancellationTokenSource();
        await using var stopping = ending.Token.Register(() => grace.CancelAfter(_options.StopGrace)).ConfigureAwait(false);
        do
        {
            await SendPortionsAsync(source, idempotent: true, ending.Token, grace.Token).ConfigureAwait(false);
            if (followUp.IsDue)
            {
                if (!_journal.IsBroken)
                    await source.WaitForIdempotentAsync(ending.Token).ConfigureAwait(false);
                await source.AddAsync(await followUp.DecideAsync(Fault).ConfigureAwait(false)).ConfigureAwait(false);
            }

            await SendPortionsAsync(source, idempotent: false, ending.Token, grace.Token).ConfigureAwait(false);
        }
        while (!_journal.IsBroken && !_creates.IsOpen && await source.WaitForMoreAsync(ending.Token).ConfigureAwait(false));

        if (!_journal.IsBroken)
            source.ReportRest(WhyNotSent);
    }

    /// <summary>Pauses the sending, because the server asks for a pause or fails too often.</summary>
    /// <param name="wait">How long.</param>
    /// <param name="reason">Why, in English words without a full stop.</param>
    internal void Pause(TimeSpan wait, string reason)
    {
        if (!_gate.PauseFor(wait))
            return;
        var message = string.Create(CultureInfo.InvariantCulture, $"{reason}: sending pauses for {wait.TotalSeconds:0.#} s, then goes on");
        if (wait < LongPause)
            _notices.Trace(message);
        else
            _notices.Warn(message);
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync().ConfigureAwait(false);
        _abort.Dispose();
    }

    /// <summary>Sends one portion of operations after the other, until the source has none.</summary>
    private async Task SendPortionsAsync(IOperationSource source, bool idempotent, CancellationToken stop, CancellationToken grace)
    {
        var recording = new List<Task>();
        using var queue = new SendingQueue(_journal, 2 * _options.ThrottleLimit, () => stop.IsCancellationRequested || IsEnded(idempotent), _time);
        var senders = Enumerable.Range(0, _options.ThrottleLimit)
            .Select(_ => Task.Run(() => SendReadyAsync(source, queue, recording, stop, grace), CancellationToken.None))
            .ToList();
        try
        {
            await queue.FeedAsync(() => source.TakeNextAsync(idempotent, stop), stop).ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAll(senders).ConfigureAwait(false);
            await Task.WhenAll(recording).ConfigureAwait(false);
        }

        if (queue.NotTaken is { Count: > 0 } left)
            await source.ReturnAsync(left, WhyNotSent).ConfigureAwait(false);
    }

    private async Task SendReadyAsync(IOperationSource source, SendingQueue queue, List<Task> recording, CancellationToken stop, CancellationToken grace)
    {
        await foreach (var operation in queue.Ready.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                await _gate.EnterAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                continue; // No sender took the operation, so the source gets it back.
            }

            var isOverloaded = false;
            try
            {
                if (stop.IsCancellationRequested || IsEnded(operation.Operation.IsIdempotent) || !await IsHeldAsync(source).ConfigureAwait(false))
                    continue;
                operation.WasTaken = true;
                operation.Round = _creates.Round;
                var answer = await SendOneAsync(source, operation, stop, grace).ConfigureAwait(false);
                if (answer.Kind == AnswerKind.NotSent && stop.IsCancellationRequested)
                {
                    operation.WasTaken = false; // The request still waited when the run ended. In a shared run another runner may send it.
                    continue;
                }

                isOverloaded = IsOverloaded(operation.Operation.Kind, answer);
                if (!stop.IsCancellationRequested)
                    ReactToAnswer(operation, answer); // A stopped run ends anyway.
                // PreferFairness queues the recording behind the sends that wait for a thread. So answers that come together share a commit.
                var recorded = Task.Factory.StartNew(() => RecordAsync(operation, answer, queue), CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
                lock (recording)
                    recording.Add(recorded.Unwrap());
            }
            finally
            {
                _gate.Exit(isOverloaded);
            }
        }
    }

    private bool IsEnded(bool idempotent) => _journal.IsBroken || (_creates.IsOpen && !idempotent);

    /// <summary>Whether this runner may still send. A runner on a shared ledger may have lost its lease while it was stalled. Then the run ends.</summary>
    private async ValueTask<bool> IsHeldAsync(IOperationSource source)
    {
        try
        {
            await source.EnsureHeldAsync().ConfigureAwait(false);
            return true;
        }
#pragma warning disable CA1031 // After every failure it is unknown whether this runner may send.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            EndRun(exception.Message);
            return false;
        }
    }

    private async Task<Answer> SendOneAsync(IOperationSource source, PendingOperation operation, CancellationToken stop, CancellationToken grace)
    {
        var (kind, id, subject) = (operation.Operation.Kind, operation.Operation.Id, operation.Operation.Subject);
        _notices.Trace(subject, $"{kind}: sent as operation {id:N}");
        try
        {
            return await operation.SendAsync(new RequestContext(_runId, subject, () => IsHeldAsync(source), stop), grace).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The request may have been sent in spite of the failure, so the answer is unknown. The other senders go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new Answer(AnswerKind.Unknown, 1, TimeSpan.Zero, Error: exception.Message);
        }
    }

    /// <summary>Whether the server is overloaded: it said so, or its answers take twice as long as before.</summary>
    private bool IsOverloaded(string kind, Answer answer)
    {
        if (answer.WasThrottled)
            return true;
        if (answer.Latency is not { } latency || _latency.FindDoubling(kind, latency) is not { } doubled)
            return false;
        _notices.Trace(string.Create(
            CultureInfo.InvariantCulture, $"answers take {doubled.Is.TotalMilliseconds:0} ms instead of {doubled.Was.TotalMilliseconds:0} ms: fewer requests are in flight from now on"));
        return true;
    }

    /// <summary>Ends the run or warns the create breaker, where the answer calls for it.</summary>
    private void ReactToAnswer(PendingOperation operation, Answer answer)
    {
        if (_answers.FindFault(answer) is { } fault)
            EndRun(fault);
        if (operation.Operation.IsIdempotent)
            return;
        if (answer.Kind == AnswerKind.Unknown)
            _creates.NoteUnanswered(operation.Round);
        else if (answer.Kind == AnswerKind.Rejected)
            _creates.NoteRefused(operation.Round);
    }

    private void EndRun(string fault)
    {
        Fault ??= fault;
        _abort.Cancel();
    }

    private async Task RecordAsync(PendingOperation operation, Answer answer, SendingQueue queue)
    {
        try
        {
            var recorded = _recorder.RecordAsync(operation, answer);
            queue.FreePlace(); // RecordAsync has queued the step in the journal before it awaits anything.
            await recorded.ConfigureAwait(false);
        }
        catch (Exception) when (_journal.IsBroken)
        {
            EndRun("the ledger can't be written");
            throw;
        }
        finally
        {
            queue.WakeIfOver(); // The answer or a failed commit may have ended the creates or the run.
        }
    }
}
