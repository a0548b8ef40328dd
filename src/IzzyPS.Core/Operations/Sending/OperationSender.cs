using System.Globalization;
using IzzyPS.Operations.Claims;
using IzzyPS.Operations.Journaling;

namespace IzzyPS.Operations.Sending;

/// <summary>
/// Sends the operations of one run, several at a time. The idempotent operations go first and the creates after them: creates may have to
/// wait, and updates and closes must not wait behind them.
/// </summary>
/// <remarks>
/// <para>The way of an operation: the source (<see cref="IOperationSource"/>) writes it to the journal as planned. The queue
/// (<see cref="SendingQueue"/>) commits it to <c>Sending</c>. A sender takes it from the queue, waits for a slot in the gate
/// (<see cref="SendGate"/>), makes sure that the lease is still held, and has the handler (<see cref="PendingOperation"/>) send it. The
/// recorder (<see cref="AnswerRecorder"/>) commits the outcome of the answer. At most twice the throttle limit are in <c>Sending</c> at any
/// commit, so a kill leaves at most that many in doubt.</para>
/// <para>The order of a run: all idempotent operations are sent; when their answers are in, the follow-up (<see cref="IFollowUp"/>) may add
/// creates; then all creates are sent. In a shared run this repeats as long as operations come back from other runners. At the end the source
/// reports the items of the plan that were not sent.</para>
/// <para>A run ends early in four cases: the answers show that further requests would fail (<see cref="AnswerWatch"/>), the ledger can't be
/// written, the lease is lost, or the run is stopped. The first three are faults; a stop is not a fault. Then no further request begins, and
/// none is retried. The requests in flight are awaited for <see cref="SenderOptions.StopGrace"/>. Their answers are recorded if the ledger can
/// still be written. <see cref="CreateBreaker"/> ends only the operations that are not idempotent; with them this runner's part of a shared
/// run ends, too: the runner does not wait for operations that other runners give back.</para>
/// </remarks>
internal sealed class OperationSender : IAsyncDisposable
{
    private const string LedgerFailed = "the ledger can't be written";

    /// <summary>From this length on a pause is reported as a warning.</summary>
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(5);

    private readonly Guid _runId;
    private readonly IEngineNotices _notices;
    private readonly SenderOptions _options;
    private readonly TimeProvider _time;
    private readonly Journal _journal;
    private readonly AnswerRecorder _recorder;
    private readonly SendGate _gate;
    private readonly LatencyWatch _latency;
    private readonly AnswerWatch _answers;
    private readonly CreateBreaker _creates;
    private readonly CancellationTokenSource _abort = new();

    internal OperationSender(Guid runId, IJournalStore store, IEngineNotices notices, SenderOptions options, TimeProvider time)
    {
        (_runId, _notices, _options, _time) = (runId, notices, options, time);
        _journal = new Journal(store);
        _gate = new SendGate(options.ThrottleLimit, time);
        _latency = new LatencyWatch(options.ThrottleLimit);
        _answers = new AnswerWatch(options.BaseUri, options.ThrottleLimit);
        _creates = new CreateBreaker(_gate, options.CreatePause, notices.Warn);
        Planned = new PlannedOperationWriter(_journal, time);
        _recorder = new AnswerRecorder(_journal, _creates, time);
    }

    /// <summary>The journal, for the steps of the run that are not written by the sender.</summary>
    internal Journal Journal => _journal;

    /// <summary>Writes planned operations to the journal, for the run's source.</summary>
    internal PlannedOperationWriter Planned { get; }

    /// <summary>The fault that ended the run early; null where there was none. A stop is not a fault.</summary>
    internal string? Fault { get; private set; }

    /// <summary>Whether a commit to the ledger has failed. A conflict is no such failure.</summary>
    internal bool HasCommitFailed => _journal.HasCommitFailed;

    /// <summary>Whether too many creates were in doubt, so that this runner sends no more creates.</summary>
    internal bool HasEndedCreates => _creates.IsOpen;

    /// <summary>Sends all operations of the source, and those that follow from the answers.</summary>
    /// <param name="source">Supplies the run's operations.</param>
    /// <param name="followUp">Decides, after the idempotent operations have ended, which operations follow from their answers.</param>
    /// <param name="stop">Stops the run.</param>
    /// <exception cref="LedgerException">The ledger can't be written. The creates that were in flight are in doubt from the next start on.</exception>
    internal async Task SendAsync(IOperationSource source, IFollowUp followUp, CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _abort.Token);
        using var graceOver = new CancellationTokenSource();
        await using var stopping = ending.Token.Register(() => graceOver.CancelAfter(_options.StopGrace)).ConfigureAwait(false);
        do
        {
            await SendPortionsAsync(source, idempotent: true, ending.Token, graceOver.Token).ConfigureAwait(false);
            if (followUp.IsDue)
            {
                if (!_journal.HasCommitFailed)
                    await source.WaitForIdempotentAsync(ending.Token).ConfigureAwait(false);
                await source.AddAsync(await followUp.DecideAsync(Fault).ConfigureAwait(false)).ConfigureAwait(false);
            }

            await SendPortionsAsync(source, idempotent: false, ending.Token, graceOver.Token).ConfigureAwait(false);
        }
        while (!_journal.HasCommitFailed && !_creates.IsOpen && await source.WaitForMoreAsync(ending.Token).ConfigureAwait(false));

        if (!_journal.HasCommitFailed)
            source.ReportRest(GetWhyNotSent(ending.Token));
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
    private async Task SendPortionsAsync(IOperationSource source, bool idempotent, CancellationToken stop, CancellationToken graceOver)
    {
        var recording = new List<Task>();
        using var queue = new SendingQueue(_journal, 2 * _options.ThrottleLimit, () => stop.IsCancellationRequested || IsEnded(idempotent), _time);
        var senders = Enumerable.Range(0, _options.ThrottleLimit)
            .Select(_ => Task.Run(() => SendReadyAsync(source, queue, recording, stop, graceOver), CancellationToken.None))
            .ToList();
        try
        {
            await queue.FeedAsync(() => source.TakeNextAsync(idempotent, stop), stop).ConfigureAwait(false);
        }
        catch (Exception) when (_journal.HasCommitFailed)
        {
            Abort(LedgerFailed); // No answer can be recorded any more, so no request is retried.
            throw;
        }
        finally
        {
            await Task.WhenAll(senders).ConfigureAwait(false);
            await Task.WhenAll(recording).ConfigureAwait(false);
        }

        if (queue.NotSent is { Count: > 0 } left)
            await source.ReturnAsync(left, GetWhyNotSent(stop)).ConfigureAwait(false);
    }

    private async Task SendReadyAsync(IOperationSource source, SendingQueue queue, List<Task> recording, CancellationToken stop, CancellationToken graceOver)
    {
        await foreach (var operation in queue.Ready.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                await _gate.EnterAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                continue; // The operation was not sent, so the source gets it back.
            }

            var isOverloaded = false;
            try
            {
                if (stop.IsCancellationRequested || IsEnded(operation.Operation.IsIdempotent) || !await IsHeldAsync(source).ConfigureAwait(false))
                    continue;
                operation.MayHaveBeenSent = true;
                operation.PauseCount = _creates.PauseCount;
                var answer = await SendOneAsync(source, operation, stop, graceOver).ConfigureAwait(false);
                if (answer.Kind == AnswerKind.NotSent && stop.IsCancellationRequested)
                {
                    operation.MayHaveBeenSent = false; // The request still waited when the run ended. In a shared run another runner may send it.
                    continue;
                }

                isOverloaded = IsOverloaded(operation.Operation.Kind, answer);
                if (!stop.IsCancellationRequested)
                    ReactToAnswer(operation, answer); // A stopped run ends anyway.
                // Recordings queue behind waiting sends (PreferFairness). So several answers share a commit.
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

    private bool IsEnded(bool idempotent) => _journal.HasCommitFailed || (_creates.IsOpen && !idempotent);

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
            Abort(exception.Message);
            return false;
        }
    }

    private async Task<Answer> SendOneAsync(IOperationSource source, PendingOperation operation, CancellationToken stop, CancellationToken graceOver)
    {
        var (kind, id, subject) = (operation.Operation.Kind, operation.Operation.Id, operation.Operation.Subject);
        _notices.Trace(subject, $"{kind}: sent as operation {id:N}");
        try
        {
            return await operation.SendAsync(new RequestContext(_runId, subject, () => IsHeldAsync(source), stop), graceOver).ConfigureAwait(false);
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

    /// <summary>Ends the run or tells the create breaker, where the answer calls for it.</summary>
    private void ReactToAnswer(PendingOperation operation, Answer answer)
    {
        if (_answers.FindFault(answer) is { } fault)
            Abort(fault);
        if (operation.Operation.IsIdempotent)
            return;
        if (answer.Kind == AnswerKind.Unknown)
            _creates.NoteUnanswered(operation.PauseCount);
        else if (answer.Kind == AnswerKind.Rejected)
            _creates.NoteRefused(operation.PauseCount);
    }

    /// <summary>Says why operations were not sent.</summary>
    private string GetWhyNotSent(CancellationToken stop) =>
        Fault ?? (_creates.IsOpen ? "too many creates of this run are in doubt"
            : stop.IsCancellationRequested ? "the run was stopped"
            : "no runner of this run has the operation in its plan");

    /// <summary>Ends the run early because of a fault. The first fault is kept.</summary>
    private void Abort(string fault)
    {
        Fault ??= fault;
        _abort.Cancel();
    }

    private async Task RecordAsync(PendingOperation operation, Answer answer, SendingQueue queue)
    {
        try
        {
            var recorded = _recorder.RecordAsync(operation, answer);
            queue.FreeSlot(); // The recorder queues its step before its first await.
            await recorded.ConfigureAwait(false);
        }
        catch (Exception) when (_journal.HasCommitFailed)
        {
            Abort(LedgerFailed);
            throw;
        }
        finally
        {
            queue.WakeIfOver(); // The answer or a failed commit may have ended the creates or the run.
        }
    }
}
