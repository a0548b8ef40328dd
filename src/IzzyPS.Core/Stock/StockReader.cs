using IzzyPS.Vehicles;

namespace IzzyPS.Stock;

/// <summary>
/// Reads partners' stock files. Each is read twice: <see cref="Examine"/> looks at the whole file's structure, <see cref="Read"/> streams
/// its rows. A file that changed in between (length, time of writing, hash) does not count as read to its end, so that nothing is closed.
/// </summary>
internal sealed class StockReader
{
    private readonly StockReaderOptions _options;

    public StockReader(StockReaderOptions options) => _options = options;

    /// <summary>The first pass. What is wrong with the file is in its faults; nothing is thrown because of it.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public StockFile Examine(StockSet set, string path, CancellationToken cancellationToken)
    {
        var file = set.Add(Path.GetFullPath(path));
        new StockExaminer(file, _options).Examine(cancellationToken);
        return file;
    }

    /// <summary>
    /// The second pass: each row in the file's order, as a vehicle or as an error. Whoever stops early leaves the file not read to its end.
    /// One thread decodes and splits, another makes vehicles of it, both a few hundred rows ahead; they are counted here, on the
    /// caller's, so that the file never knows of more rows than were read.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IEnumerable<StockRow> Read(StockFile file, CancellationToken cancellationToken)
    {
        if (file.Structure is not { } structure || !file.IsReadable)
            yield break;
        file.Structure = null; // A file is read once: its counts would be doubled.
        using var stream = Open(file, structure);
        if (stream is null)
            yield break;

        using var source = new RowSource(stream, structure.Format, _options.Limits, hash: true);
        file.ValidKeys.EnsureCapacity(file.RowCount);
        var rows = 0;
        using (var batches = new ReadAhead<RowBatch>(stop => Split(source, stop), cancellationToken))
        using (var normalized = new ReadAhead<List<StockRow>>(_ => Normalize(file, structure, batches), cancellationToken))
        {
            while (Take(normalized, file) is { } batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows += batch.Count;
                foreach (var row in batch)
                {
                    if (Count(file, row))
                        yield return row;
                }
            }
        }

        if (!file.IsReadable)
            yield break;
        if (source.Fault is not null || source.Sha256 != file.Sha256 || rows != file.RowCount)
        {
            file.Add(StockFaults.Changed(isFatal: false));
            yield break;
        }

        file.IsReadToEnd = true;
    }

    /// <summary>Opens a file that is still the one that was examined.</summary>
    private static FileStream? Open(StockFile file, StockStructure structure)
    {
        try
        {
            var stream = StockExaminer.OpenRead(file.Path);
            if (stream.Length == structure.Length && File.GetLastWriteTimeUtc(file.Path) == structure.WrittenAt)
                return stream;
            stream.Dispose();
            file.Add(StockFaults.Changed(isFatal: true));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file.Add(StockFaults.NotReadable(exception));
        }

        return null;
    }

    private static IEnumerable<RowBatch> Split(RowSource source, CancellationToken cancellationToken)
    {
        var buffers = new RowBatch?[ReadAhead<RowBatch>.Buffers]; // Made as they are needed: most files fill one.
        for (var next = 0; source.Read(buffers[next] ??= new RowBatch(), cancellationToken); next = (next + 1) % buffers.Length)
            yield return buffers[next]!;
    }

    private IEnumerable<List<StockRow>> Normalize(StockFile file, StockStructure structure, ReadAhead<RowBatch> batches)
    {
        var normalizer = new RowNormalizer(file, structure.Columns, _options);
        var buffers = new List<StockRow>?[ReadAhead<List<StockRow>>.Buffers];
        for (var next = 0; batches.TryTake(out var batch); next = (next + 1) % buffers.Length)
        {
            var rows = buffers[next] ??= [];
            rows.Clear();
            for (var index = 0; index < batch.RowCount; index++)
            {
                var span = batch.Row(index);
                if (span.Line != structure.HeaderLine)
                    rows.Add(Normalize(structure, normalizer, batch, span));
            }

            yield return rows;
        }
    }

    /// <summary>Makes a vehicle or an error of one row; neither of a repeat of a row that was taken.</summary>
    private static StockRow Normalize(StockStructure structure, RowNormalizer normalizer, RowBatch batch, in RowSpan span)
    {
        var row = normalizer.Read(batch, span);
        if (structure.Repeated.Find(normalizer.Key.Value) is not { } repeated)
            return row;
        if (!repeated.IsSame)
            return normalizer.RejectRepeated(batch, span, repeated);
        if (span.Line != repeated.FirstLine)
            return default;
        row.Vehicle!.Warn($"The row stands in the file {repeated.Count} times, on lines {repeated.Lines}; it is taken once.");
        return row;
    }

    private static List<StockRow>? Take(ReadAhead<List<StockRow>> rows, StockFile file)
    {
        try
        {
            return rows.TryTake(out var batch) ? batch : null;
        }
        catch (IOException exception)
        {
            file.Add(StockFaults.NotReadable(exception));
            return null;
        }
    }

    /// <summary>Counts a row.</summary>
    /// <returns>False for a repeat.</returns>
    private static bool Count(StockFile file, in StockRow row)
    {
        if (row.Vehicle is { } vehicle)
        {
            file.ValidKeys.Add(KeyHash.Of(vehicle.Key!.Value));
        }
        else if (row.Error is { } error)
        {
            file.Reject(error.Key, error.ConfigurationNumber);
        }
        else
        {
            file.RowsRepeated++;
            return false;
        }

        return true;
    }
}
