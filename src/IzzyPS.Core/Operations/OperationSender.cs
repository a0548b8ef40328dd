using System.Globalization;

namespace IzzyPS.Operations;

/// <summary>
/// Sends the operations of one run, several at a time: idempotent ones first, then the others, so that creates that have to wait hold
/// nothing up.
/// </summary>
/// <remarks>
/// <para>An operation goes through these hands: the source has it written down as planned; the sending queue commits it to <c>Sending</c>;
/// a sender takes it from the queue, enters the gate and has the handler send it; the recorder commits what the answer leads to. At most
/// twice the throttle limit are in <c>Sending</c> at any commit, so that a kill leaves at most that many in doubt.</para>
/// <para>A run ends early when the answers show that going on is no use (<see cref="AnswerWatch"/>), when the ledger can't be written, when
/// the lease is lost, or when somebody stops it: nothing more is sent then, and requests in flight are awaited for the time of grace and
/// recorded. <see cref="CreateBreaker"/> ends only the operations that are not idempotent.</para>
/// </remarks>
internal sealed class OperationSender : IAsyncDisposable
{
    private static readonly TimeSpan WorthAWarning = TimeSpan.FromSeconds(5);

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

    /// <summary>Writes steps of the run that no answer leads to.</summary>
    internal Journal Journal => _journal;

    /// <summary>Writes operations down for the run's source.</summary>
    internal OperationPlanner Planner { get; }

    /// <summary>Why the run ended early; null where it did not.</summary>
    internal string? Fault { get; private set; }

    /// <summary>Whether the ledger can't be written any more.</summary>
    internal bool IsLedgerBroken => _journal.IsBroken;

    private string WhyNot => Fault ?? (_creates.IsOpen ? "too many creates of this run are in doubt" : "the run was stopped");

    /// <summary>Sends everything that the source has, and what comes of it.</summary>
    /// <param name="source">The run's operations.</param>
    /// <param name="followUp">Decides, when the idempotent operations have ended, what follows from their answers.</param>
    /// <param name="stop">Stops the run.</param>
    /// <exception cref="LedgerException">The ledger can't be written; what was in flight is in doubt at the next start.</exception>
    internal async Task SendAsync(IOperationSource source, IFollowUp followUp, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _abort.Token);
        using var grace = new CancellationTokenSource();
        await using var stopping = ending.Token.Register(() => grace.CancelAfter(_options.StopGrace)).ConfigureAwait(false);
        do
        {
            await SendAsync(source, idempotent: true, ending.Token, grace.Token).ConfigureAwait(false);
            if (followUp.IsDue)
            {
                if (!_journal.IsBroken)
                    await source.WaitForIdempotentAsync(ending.Token).ConfigureAwait(false);
                await source.AddAsync(await followUp.DecideAsync(Fault).ConfigureAwait(false)).ConfigureAwait(false);
            }

            await SendAsync(source, idempotent: false, ending.Token, grace.Token).ConfigureAwait(false);
        }
        while (!_journal.IsBroken && !_creates.IsOpen && await source.WaitForMoreAsync(ending.Token).ConfigureAwait(false));

        if (!_journal.IsBroken)
            source.ReportRest(WhyNot);
    }

    /// <summary>Pauses the sending because the server asks for it, or looks as if it needed it.</summary>
    /// <param name="wait">For how long.</param>
    /// <param name="reason">Why, in English words without a full stop.</param>
    internal void Pause(TimeSpan wait, string reason)
    {
        if (!_gate.PauseFor(wait))
            return;
        var message = string.Create(CultureInfo.InvariantCulture, $"{reason}: sending pauses for {wait.TotalSeconds:0.#} s, then goes on");
        if (wait < WorthAWarning)
            _notices.Trace(message);
        else
            _notices.Warn(message);
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync().ConfigureAwait(false);
        _abort.Dispose();
    }

    /// <summary>Sends portions of operations, until there is no next one.</summary>
    private async Task SendAsync(IOperationSource source, bool idempotent, CancellationToken stop, CancellationToken grace)
    {
        var recording = new List<Task>();
        using var queue = new SendingQueue(_journal, 2 * _options.ThrottleLimit, () => stop.IsCancellationRequested || IsEnded(idempotent), _time);
        var senders = Enumerable.Range(0, _options.ThrottleLimit)
            .Select(_ => Task.Run(() => SendReadyAsync(source, queue, recording, stop, grace), CancellationToken.None))
            .ToList();
        try
        {
            await queue.FeedAsync(() => source.NextAsync(idempotent, stop), stop).ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAll(senders).ConfigureAwait(false);
            await Task.WhenAll(recording).ConfigureAwait(false);
        }

        if (queue.NotTaken is { Count: > 0 } left)
            await source.ReturnAsync(left, WhyNot).ConfigureAwait(false);
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
                continue; // Not taken: the source gets it back.
            }

            var isTooMuch = false;
            try
            {
                if (stop.IsCancellationRequested || IsEnded(operation.Operation.IsIdempotent) || !await IsHeldAsync(source).ConfigureAwait(false))
                    continue;
                operation.WasTaken = true;
                operation.Round = _creates.Round;
                var answer = await SendAsync(source, operation, stop, grace).ConfigureAwait(false);
                isTooMuch = IsTooMuch(operation.Operation.Kind, answer);
                if (!stop.IsCancellationRequested)
                    Heed(operation, answer); // A run that was stopped needs no other reason to end.
                // Queued behind the sends that wait for a thread: then the answers of one moment are in one commit.
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

    private bool IsEnded(bool idempotent) => _journal.IsBroken || (_creates.IsOpen && !idempotent);

    /// <summary>Whether the operations are still this runner's: where several machines may hold the ledger, a stalled one may have lost it.</summary>
    private async ValueTask<bool> IsHeldAsync(IOperationSource source)
    {
        try
        {
            await source.EnsureHeldAsync().ConfigureAwait(false);
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

    private async Task<Answer> SendAsync(IOperationSource source, PendingOperation operation, CancellationToken stop, CancellationToken grace)
    {
        var (kind, id, subject) = (operation.Operation.Kind, operation.Operation.Id, operation.Operation.Subject);
        _notices.Trace(subject, $"{kind} is sent as operation {id:N}");
        try
        {
            return await operation.SendAsync(new RequestContext(_runId, subject, () => IsHeldAsync(source), stop), grace).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever broke, it may have been sent: that is an answer too, and the other senders go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new Answer(AnswerKind.Unknown, 1, TimeSpan.Zero, Error: exception.Message);
        }
    }

    /// <summary>Whether the server shows that fewer requests at a time would do it good.</summary>
    private bool IsTooMuch(string kind, Answer answer)
    {
        if (answer.WasThrottled)
            return true;
        if (answer.Latency is not { } latency || _latency.Doubled(kind, latency) is not { } doubled)
            return false;
        _notices.Trace(string.Create(
            CultureInfo.InvariantCulture, $"answers take {doubled.Is.TotalMilliseconds:0} ms instead of {doubled.Was.TotalMilliseconds:0} ms: fewer are sent at a time"));
        return true;
    }

    /// <summary>Concludes from an answer what holds for the operations after it.</summary>
    private void Heed(PendingOperation operation, Answer answer)
    {
        if (_answers.FindFault(answer) is { } fault)
            End(fault);
        if (operation.Operation.IsIdempotent)
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

    private async Task RecordAsync(PendingOperation operation, Answer answer, SendingQueue queue)
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
}
