using System.Threading.Channels;

namespace IzzyPS.Operations;

/// <summary>
/// Operations on their way to the senders: each is durably in <c>Sending</c> before a sender gets it, a little ahead of a free one, and in the plan's order.
/// At no commit are more in it than the window is wide: what takes a place is queued in the journal, which keeps the order, behind what
/// frees it. Mostly both are one commit, so that the disk is asked once for an answer and the next request.
/// </summary>
/// <param name="journal">Where operations are written down.</param>
/// <param name="window">How many may be in <c>Sending</c>.</param>
/// <param name="isOver">Whether nothing more may be sent.</param>
/// <param name="time">The clock.</param>
internal sealed class SendingQueue(Journal journal, int window, Func<bool> isOver, TimeProvider time) : IDisposable
{
    private readonly int _window = window;
    private readonly Lock _lock = new();
    private readonly List<PendingOperation> _all = [];
    private readonly Queue<PendingOperation> _rest = [];
    private readonly List<Task> _begun = [];
    private readonly SemaphoreSlim _advanced = new(0);
    private readonly Channel<PendingOperation> _ready = Channel.CreateUnbounded<PendingOperation>();
    private int _free = window;

    /// <summary>What may be sent now; it ends when nothing more will come.</summary>
    internal ChannelReader<PendingOperation> Ready => _ready.Reader;

    /// <summary>What came in and no sender took; to be asked for when the senders have ended.</summary>
    internal List<PendingOperation> NotTaken => [.. _all.Where(operation => !operation.WasTaken)];

    public void Dispose() => _advanced.Dispose();

    /// <summary>Takes portions in, each a little before the senders run dry, until there is no next one or nothing more may be sent.</summary>
    /// <exception cref="LedgerException">The ledger can't be written.</exception>
    internal async Task FeedAsync(Func<Task<IReadOnlyList<PendingOperation>>> next, CancellationToken stop)
    {
        try
        {
            while (!isOver() && await next().ConfigureAwait(false) is { Count: > 0 } portion)
            {
                _all.AddRange(portion);
                lock (_lock)
                {
                    foreach (var operation in portion)
                        _rest.Enqueue(operation);
                }

                Advance();
                await UntilFewerAsync(_window, stop).ConfigureAwait(false);
            }

            await UntilFewerAsync(1, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What is left is not sent.
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    /// <summary>An answer's step is queued in the journal: the next operation may take the place.</summary>
    internal void Free()
    {
        lock (_lock)
            _free++;
        Advance();
    }

    /// <summary>Has whoever feeds see whether it is over by now.</summary>
    internal void Look()
    {
        if (isOver())
            _ = _advanced.Release();
    }

    /// <summary>Begins with as many operations as there is room for.</summary>
    private void Advance()
    {
        lock (_lock)
        {
            var batch = new List<PendingOperation>();
            while (_free > 0 && !isOver() && _rest.TryDequeue(out var operation))
            {
                batch.Add(operation);
                _free--;
            }

            if (batch.Count > 0)
                _begun.Add(BeginAsync(batch, _begun.LastOrDefault(Task.CompletedTask)));
            if (_rest.Count < _window || isOver())
                _ = _advanced.Release();
        }
    }

    /// <summary>Writes a batch down and hands it to the senders, behind the one before it: both may have been one commit.</summary>
    private async Task BeginAsync(List<PendingOperation> batch, Task before)
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
            _ = _advanced.Release(); // Who feeds learns that it is over.
            throw;
        }

        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var operation in batch)
            _ = _ready.Writer.TryWrite(operation);
    }

    private async Task UntilFewerAsync(int few, CancellationToken stop)
    {
        while (!isOver() && Rest() >= few)
            await _advanced.WaitAsync(stop).ConfigureAwait(false);
    }

    private int Rest()
    {
        lock (_lock)
            return _rest.Count;
    }

    private async Task EndAsync()
    {
        List<Task> begun;
        lock (_lock)
        {
            _rest.Clear();
            begun = [.. _begun];
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
