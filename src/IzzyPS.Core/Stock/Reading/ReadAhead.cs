using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace IzzyPS.Stock.Reading;

/// <summary>
/// Makes a sequence on a thread of its own, a few items ahead of the one that takes them. The items may be buffers that are used
/// again: an item is free when the next one is taken, so <see cref="Buffers"/> of them are enough.
/// </summary>
/// <typeparam name="T">An item.</typeparam>
internal sealed class ReadAhead<T> : IDisposable
{
    /// <summary>What waits, and the two that are being made and read.</summary>
    public const int Buffers = Waiting + 2;

    private const int Waiting = 2;

    private readonly BlockingCollection<T> _made = new(new ConcurrentQueue<T>(), Waiting);
    private readonly CancellationTokenSource _stop;
    private readonly Task _making;

    /// <summary>Starts to make the items.</summary>
    public ReadAhead(Func<CancellationToken, IEnumerable<T>> items, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stop = _stop.Token;
        _making = Task.Factory.StartNew(() => Make(items(stop), stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Takes the next item. What went wrong with making it is thrown here.</summary>
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
        Task.WaitAny(_making); // Not Wait: whoever stopped early does not care how it ended.
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
