using System.Collections.Concurrent;
using System.Management.Automation;

namespace IzzyPS.Pipeline;

/// <summary>
/// What the workers want written: a bounded queue to the pipeline thread, the only one that may write. Full, it holds the workers up;
/// closed, it drops what comes.
/// </summary>
internal sealed class Outbox : IDisposable
{
    private const int Capacity = 512;

    private readonly BlockingCollection<Action<Cmdlet>> _records = new(Capacity);
    private readonly CancellationTokenSource _closed = new();

    /// <summary>Whether everything was posted and taken.</summary>
    internal bool IsDrained => _records.IsCompleted;

    /// <summary>Hands a record over; waits while the queue is full.</summary>
    internal void Post(Action<Cmdlet> record)
    {
        try
        {
            _records.Add(record, _closed.Token);
        }
        catch (OperationCanceledException)
        {
            // Nobody listens any more.
        }
    }

    /// <summary>No more will be posted.</summary>
    internal void Complete() => _records.CompleteAdding();

    /// <summary>The records as they come, until there will be no more.</summary>
    internal IEnumerable<Action<Cmdlet>> Take() => _records.GetConsumingEnumerable();

    /// <summary>Nobody listens any more: workers that wait for room go on.</summary>
    internal void Close() => _closed.Cancel();

    public void Dispose()
    {
        _records.Dispose();
        _closed.Dispose();
    }
}
