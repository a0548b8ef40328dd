using System.Collections.Concurrent;
using System.Management.Automation;

namespace IzzyPS.Pipeline;

/// <summary>
/// A bounded queue of records from the workers to the pipeline thread. Only the pipeline thread may write records. A full queue makes
/// the workers wait. A closed queue drops new records.
/// </summary>
internal sealed class RecordQueue : IDisposable
{
    private const int Capacity = 512;

    private readonly BlockingCollection<Action<Cmdlet>> _records = new(Capacity);
    private readonly CancellationTokenSource _closed = new();

    /// <summary>Whether all records were posted and taken.</summary>
    internal bool IsDrained => _records.IsCompleted;

    /// <summary>Adds a record. Waits while the queue is full.</summary>
    internal void Post(Action<Cmdlet> record)
    {
        try
        {
            _records.Add(record, _closed.Token);
        }
        catch (OperationCanceledException)
        {
            // The queue was closed: the record is dropped.
        }
    }

    /// <summary>States that no more records will be posted.</summary>
    internal void Complete() => _records.CompleteAdding();

    /// <summary>Returns the records as they come, until <see cref="Complete"/> was called and the queue is empty.</summary>
    internal IEnumerable<Action<Cmdlet>> Take() => _records.GetConsumingEnumerable();

    /// <summary>Closes the queue. Workers that wait for space go on.</summary>
    internal void Close() => _closed.Cancel();

    public void Dispose()
    {
        _records.Dispose();
        _closed.Dispose();
    }
}
