using System.Threading.Channels;
using IzzyPS.Hooks;

namespace IzzyPS.Operations;

/// <summary>
/// Writes the journal's steps durably, many to one commit: whatever has queued up while the disk was busy goes into the next one.
/// One thread writes; a step is done when its commit is.
/// </summary>
internal sealed class Journal : IAsyncDisposable
{
    private const int MostStepsInOneCommit = 1000;

    private readonly IJournalStore _writer;
    private readonly Channel<Step> _steps = Channel.CreateUnbounded<Step>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _thread;
    private volatile Exception? _fault;

    internal Journal(IJournalStore writer)
    {
        _writer = writer;
        _thread = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Whether a commit has failed: from then on nothing may be sent.</summary>
    internal bool IsBroken => _fault is not null;

    /// <summary>Writes steps that belong together; completes when they are durable.</summary>
    /// <exception cref="LedgerException">They could not be written; none of them is.</exception>
    internal Task WriteAsync(params IReadOnlyList<OperationStep> writes) => WriteAsync(new Step(writes));

    /// <summary>Writes a step that may name a car which another vehicle has: what is written then instead of it takes its place in the order.</summary>
    /// <param name="write">The step.</param>
    /// <param name="instead">What to write, given the conflict.</param>
    internal Task WriteAsync(OperationStep write, Func<LedgerException, OperationStep> instead) => WriteAsync(new Step([write], instead));

    private Task WriteAsync(Step step)
    {
        if (_fault is { } fault)
            return Task.FromException(fault);
        return _steps.Writer.TryWrite(step) ? step.Done.Task : Task.FromException(_fault ?? new ObjectDisposedException(nameof(Journal)));
    }

    /// <summary>Writes what is queued and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _ = _steps.Writer.TryComplete();
        await _thread.ConfigureAwait(false);
    }

    private void Run()
    {
        var reader = _steps.Reader;
        var batch = new List<Step>();
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

    /// <returns>What went wrong, so that nothing more can be written; null where it did not.</returns>
    private Exception? Commit(List<Step> batch)
    {
        try
        {
            CommitOrDivide(batch);
            return null;
        }
#pragma warning disable CA1031 // Whatever it is, the senders must learn of it: without a journal nothing may be sent.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception;
        }
    }

    private void CommitOrDivide(List<Step> batch)
    {
        try
        {
            IReadOnlyList<OperationStep> writes = batch.Count == 1 ? batch[0].Writes : [.. batch.SelectMany(step => step.Writes)];
            Reach("before", writes);
            _writer.Write(writes);
            Reach("after", writes);
            batch.ForEach(step => step.Done.TrySetResult());
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Conflict && batch.Count > 1)
        {
            // One step names a car that another vehicle has; the others are fine, and must not suffer for it.
            foreach (var step in batch)
                CommitOrDivide([step]);
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Conflict && batch[0].Instead is { } instead)
        {
            CommitOrDivide([new Step([instead(exception)]) { Done = batch[0].Done }]);
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Conflict)
        {
            batch[0].Done.TrySetException(exception);
        }
    }

    /// <summary>Tells tests about a commit: a step for each state that the commit brings operations into, <c>before-sending-commit</c> for example.</summary>
    private static void Reach(string side, IReadOnlyList<OperationStep> steps)
    {
        if (!StepHook.IsSet)
            return;
        foreach (var state in steps.Select(step => step.Operation?.State).Distinct())
            StepHook.Reach($"{side}-{state?.ToString().ToLowerInvariant() ?? "vehicle"}-commit");
    }

    private sealed class Step(IReadOnlyList<OperationStep> writes, Func<LedgerException, OperationStep>? instead = null)
    {
        internal IReadOnlyList<OperationStep> Writes { get; } = writes;

        internal Func<LedgerException, OperationStep>? Instead { get; } = instead;

        internal TaskCompletionSource Done { get; init; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
