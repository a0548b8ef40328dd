using System.Threading.Channels;
using IzzyPS.Operations.Journaling;

namespace IzzyPS.Operations.Sending;

/// <summary>
/// The queue between the source and the senders, in the plan's order. Each operation is committed to <c>Sending</c> before a sender gets it.
/// The queue commits ahead, so that senders don't wait for the disk. At most <c>window</c> operations are in <c>Sending</c> at any commit: the
/// window has that many slots. The journal keeps the order of its steps, so the outcome that frees a slot is committed before, or together
/// with, the operation that gets the slot. Mostly they share one commit.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="window">The most operations in <c>Sending</c>.</param>
/// <param name="isOver">Says whether nothing more may be sent.</param>
/// <param name="time">The clock.</param>
internal sealed class SendingQueue(Journal journal, int window, Func<bool> isOver, TimeProvider time) : IDisposable
{
    private readonly int _window = window;
    private readonly Lock _lock = new();
    private readonly List<PendingOperation> _received = [];
    private readonly Queue<PendingOperation> _queued = [];
    private readonly List<Task> _commits = [];
    private readonly SemaphoreSlim _advanced = new(0);
    private readonly Channel<PendingOperation> _ready = Channel.CreateUnbounded<PendingOperation>();
    private int _freeSlots = window;

    /// <summary>The operations that are committed and wait for a sender. The channel ends when no more will come.</summary>
    internal ChannelReader<PendingOperation> Ready => _ready.Reader;

    /// <summary>The operations of the queue that were certainly not sent. Valid once the senders have ended.</summary>
    internal List<PendingOperation> NotSent => [.. _received.Where(operation => !operation.MayHaveBeenSent)];

    public void Dispose() => _advanced.Dispose();

    /// <summary>
    /// Puts one portion after the other into the queue, each a little before the queue is empty, until there is no next portion or nothing more
    /// may be sent.
    /// </summary>
    /// <exception cref="LedgerException">The ledger can't be written.</exception>
    internal async Task FeedAsync(Func<Task<IReadOnlyList<PendingOperation>>> next, CancellationToken stop)
    {
        try
        {
            while (!isOver() && await next().ConfigureAwait(false) is { Count: > 0 } portion)
            {
                _received.AddRange(portion);
                lock (_lock)
                {
                    foreach (var operation in portion)
                        _queued.Enqueue(operation);
                }

                CommitNext();
                await WaitUntilFewerAsync(_window, stop).ConfigureAwait(false);
            }

            await WaitUntilFewerAsync(1, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The operations that are left are not sent.
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Frees a slot of the window for the next operation. The step of the answer must be queued in the journal by now.</summary>
    internal void FreeSlot()
    {
        lock (_lock)
            _freeSlots++;
        CommitNext();
    }

    /// <summary>Wakes up <see cref="FeedAsync"/> where nothing more may be sent.</summary>
    internal void WakeIfOver()
    {
        if (isOver())
            _ = _advanced.Release();
    }

    /// <summary>
    /// Begins to commit as many operations as there are free slots. <see cref="CommitAsync"/> starts under the lock: it queues its steps in the
    /// journal before its first await, so the journal gets the batches in their order.
    /// </summary>
    private void CommitNext()
    {
        lock (_lock)
        {
            var batch = new List<PendingOperation>();
            while (_freeSlots > 0 && !isOver() && _queued.TryDequeue(out var operation))
            {
                batch.Add(operation);
                _freeSlots--;
            }

            if (batch.Count > 0)
                _commits.Add(CommitAsync(batch, _commits.LastOrDefault(Task.CompletedTask)));
            if (_queued.Count < _window || isOver())
                _ = _advanced.Release();
        }
    }

    /// <summary>
    /// Commits a batch to <c>Sending</c> and hands it to the senders, after the batch before. Two batches can end together; the senders must get
    /// them in order.
    /// </summary>
    private async Task CommitAsync(List<PendingOperation> batch, Task before)
    {
        var now = time.GetUtcNow();
        foreach (var operation in batch)
            operation.Operation = operation.Operation with { State = OperationState.Sending, SentAt = now };
        try
        {
            await journal.WriteAsync([.. batch.Select(operation => operation.ToStep(operation.Operation))]).ConfigureAwait(false);
        }
        catch (Exception)
        {
            _ = _advanced.Release(); // FeedAsync must learn that nothing more may be sent.
            throw;
        }

        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var operation in batch)
            _ = _ready.Writer.TryWrite(operation);
    }

    private async Task WaitUntilFewerAsync(int few, CancellationToken stop)
    {
        while (!isOver() && CountQueued() >= few)
            await _advanced.WaitAsync(stop).ConfigureAwait(false);
    }

    private int CountQueued()
    {
        lock (_lock)
            return _queued.Count;
    }

    private async Task EndAsync()
    {
        List<Task> begun;
        lock (_lock)
        {
            _queued.Clear();
            begun = [.. _commits];
        }

        try
        {
            await Task.WhenAll(begun).ConfigureAwait(false);
        }
        finally
        {
            _ = _ready.Writer.TryComplete();
        }
    }
}
