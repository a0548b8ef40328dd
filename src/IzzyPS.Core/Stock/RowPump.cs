using System.Collections.Concurrent;

namespace IzzyPS.Stock;

/// <summary>Reads batches of rows on a background thread, a few ahead of the one that takes them.</summary>
internal sealed class RowPump : IDisposable
{
    private const int Batches = 4;

    private readonly RowSource _source;
    private readonly BlockingCollection<RowBatch> _free = new(new ConcurrentQueue<RowBatch>());
    private readonly BlockingCollection<RowBatch> _filled = new(new ConcurrentQueue<RowBatch>());
    private readonly CancellationTokenSource _stop;
    private readonly Task _reading;

    /// <summary>Starts reading.</summary>
    public RowPump(RowSource source, CancellationToken cancellationToken)
    {
        _source = source;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _reading = Task.Run(Fill, CancellationToken.None);
    }

    /// <summary>The next batch, or null at the end. It is given back before the next is taken.</summary>
    /// <exception cref="OperationCanceledException">Reading was cancelled.</exception>
    /// <exception cref="IOException">The file could not be read on.</exception>
    public RowBatch? Take()
    {
        if (_filled.TryTake(out var batch, Timeout.Infinite, CancellationToken.None))
            return batch;
        _reading.GetAwaiter().GetResult();
        return null;
    }

    public void GiveBack(RowBatch batch) => _free.Add(batch);

    /// <summary>Stops reading and waits for it to end.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        Task.WaitAny(_reading); // Not Wait: whoever stopped early does not care how reading ended.
        _ = _reading.Exception;
        _stop.Dispose();
        _free.Dispose();
        _filled.Dispose();
    }

    private void Fill()
    {
        try
        {
            for (var made = 0; ;)
            {
                if (!_free.TryTake(out var batch))
                    batch = made++ < Batches ? new RowBatch() : _free.Take(_stop.Token);
                if (!_source.Read(batch, _stop.Token))
                    return;
                _filled.Add(batch, CancellationToken.None);
            }
        }
        finally
        {
            _filled.CompleteAdding();
        }
    }
}
