using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace IzzyPS.Csv;

/// <summary>
/// Produces a sequence on its own thread, a few items ahead of the consumer. An item may be a buffer that is reused. The buffer is free again when
/// the consumer takes the next item, so <see cref="Buffers"/> buffers are enough.
/// </summary>
/// <typeparam name="T">An item.</typeparam>
internal sealed class ReadAhead<T> : IDisposable
{
    /// <summary>The number of buffers: those that wait in the queue, one that is being filled and one that is being read.</summary>
    public const int Buffers = Waiting + 2;

    private const int Waiting = 2;

    private readonly BlockingCollection<T> _made = new(new ConcurrentQueue<T>(), Waiting);
    private readonly CancellationTokenSource _stop;
    private readonly Task _making;

    /// <summary>Starts the thread that produces the items.</summary>
    public ReadAhead(Func<CancellationToken, IEnumerable<T>> items, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stop = _stop.Token;
        _making = Task.Factory.StartNew(() => Make(items(stop), stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Takes the next item. A fault of the producer is thrown here.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        if (_made.TryTake(out item, Timeout.Infinite, CancellationToken.None))
            return true;
        _making.GetAwaiter().GetResult();
        return false;
    }

    /// <summary>Stops the thread and waits for its end.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        Task.WaitAny(_making); // WaitAny does not throw: a consumer that stops early does not need the fault.
        _ = _making.Exception;
        _stop.Dispose();
        _made.Dispose();
    }

    private void Make(IEnumerable<T> items, CancellationToken stop)
    {
        try
        {
            foreach (var item in items)
                _made.Add(item, stop);
        }
        finally
        {
            _made.CompleteAdding();
        }
    }
}
