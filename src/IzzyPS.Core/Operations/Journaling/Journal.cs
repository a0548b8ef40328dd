using System.Threading.Channels;
using IzzyPS.Hooks;

namespace IzzyPS.Operations.Journaling;

/// <summary>
/// Writes the journal's steps durably, many steps in one commit: the steps that are queued while a commit is under way go into the next
/// commit. A commit is full when it has <see cref="MostStepsInOneCommit"/> steps; its last group is added whole. One thread writes the steps in
/// the order in which they were queued. The task of a step ends when its commit is durable.
/// </summary>
internal sealed class Journal : IAsyncDisposable
{
    /// <summary>No group of steps is added to a commit that has this many steps already.</summary>
    private const int MostStepsInOneCommit = 1000;

    private readonly IJournalStore _writer;
    private readonly Channel<StepGroup> _steps = Channel.CreateUnbounded<StepGroup>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _thread;
    private volatile Exception? _fault;

    internal Journal(IJournalStore writer)
    {
        _writer = writer;
        _thread = Task.Factory.StartNew(WriteQueued, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Whether a commit has failed. From then on nothing may be sent, because nothing could be recorded. A conflict is no such failure.</summary>
    internal bool HasCommitFailed => _fault is not null;

    /// <summary>Writes steps that belong together, all or none. The task ends when they are durable.</summary>
    /// <exception cref="LedgerException">None of the steps is written.</exception>
    internal Task WriteAsync(params IReadOnlyList<OperationStep> writes) => WriteAsync(new StepGroup(writes));

    /// <summary>
    /// Writes a step that may conflict with the ledger, because it may name a car id or a new key that another vehicle has. After a conflict
    /// another step is written at the same position of the order.
    /// </summary>
    /// <param name="write">The step.</param>
    /// <param name="instead">Makes the other step, given the conflict.</param>
    internal Task WriteAsync(OperationStep write, Func<LedgerException, OperationStep> instead) => WriteAsync(new StepGroup([write], instead));

    private Task WriteAsync(StepGroup step)
    {
        if (_fault is { } fault)
            return Task.FromException(fault);
        return _steps.Writer.TryWrite(step) ? step.Done.Task : Task.FromException(_fault ?? new ObjectDisposedException(nameof(Journal)));
    }

    /// <summary>Writes the queued steps and ends the thread.</summary>
    public async ValueTask DisposeAsync()
    {
        _ = _steps.Writer.TryComplete();
        await _thread.ConfigureAwait(false);
    }

    private void WriteQueued()
    {
        var reader = _steps.Reader;
        var batch = new List<StepGroup>();
        while (reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            var count = 0;
            while (count < MostStepsInOneCommit && reader.TryRead(out var step))
            {
                batch.Add(step);
                count += step.Writes.Count;
            }

            if (_fault is null)
                _fault = Commit(batch);
            if (_fault is { } fault)
                batch.ForEach(step => step.Done.TrySetException(fault));
        }
    }

    /// <returns>The failure that breaks the journal; null where the batch is written. A conflict does not break the journal.</returns>
    private Exception? Commit(List<StepGroup> batch)
    {
        try
        {
            CommitOrDivide(batch);
            return null;
        }
#pragma warning disable CA1031 // Every failure ends the run: without a journal nothing may be sent.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    private void CommitOrDivide(List<StepGroup> batch)
    {
        try
        {
            IReadOnlyList<OperationStep> writes = batch.Count == 1 ? batch[0].Writes : [.. batch.SelectMany(step => step.Writes)];
            ReachStepHook("before", writes);
            _writer.Write(writes);
            ReachStepHook("after", writes);
            batch.ForEach(step => step.Done.TrySetResult());
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Conflict && batch.Count > 1)
        {
            // One step conflicts. The other steps of the batch must still be written.
            foreach (var step in batch)
                CommitOrDivide([step]);
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Conflict && batch[0].Instead is { } instead)
        {
            CommitOrDivide([new StepGroup([instead(exception)]) { Done = batch[0].Done }]);
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Conflict)
        {
            batch[0].Done.TrySetException(exception);
        }
    }

    /// <summary>Tells fault tests about a commit: one hook for each state that the commit writes, <c>before-sending-commit</c> for example.</summary>
    private static void ReachStepHook(string side, IReadOnlyList<OperationStep> steps)
    {
        if (!StepHook.IsSet)
            return;
        foreach (var state in steps.Select(step => step.Operation?.State).Distinct())
            StepHook.Reach($"{side}-{state?.ToString().ToLowerInvariant() ?? "vehicle"}-commit");
    }

    private sealed class StepGroup(IReadOnlyList<OperationStep> writes, Func<LedgerException, OperationStep>? instead = null)
    {
        internal IReadOnlyList<OperationStep> Writes { get; } = writes;

        internal Func<LedgerException, OperationStep>? Instead { get; } = instead;

        internal TaskCompletionSource Done { get; init; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
