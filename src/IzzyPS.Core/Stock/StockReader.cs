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
    /// Rows are decoded and split on a background thread, a few hundred ahead, and read here on the caller's.
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
        var normalizer = new RowNormalizer(file, structure.Columns, _options);
        file.ValidKeys.EnsureCapacity(file.RowCount);
        var rows = 0;
        using (var pump = new RowPump(source, cancellationToken))
        {
            while (Take(pump, file) is { } batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (var index = 0; index < batch.RowCount; index++)
                {
                    var span = batch.Row(index);
                    if (span.Line == structure.HeaderLine)
                        continue;
                    rows++;
                    if (Next(file, structure, normalizer, batch, span) is { } row)
                        yield return row;
                }

                pump.GiveBack(batch);
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

    private static RowBatch? Take(RowPump pump, StockFile file)
    {
        try
        {
            return pump.Take();
        }
        catch (IOException exception)
        {
            file.Add(StockFaults.NotReadable(exception));
            return null;
        }
    }

    /// <summary>Reads one row, and counts it; null for a repeat of a row that was taken.</summary>
    private static StockRow? Next(StockFile file, StockStructure structure, RowNormalizer normalizer, RowBatch batch, in RowSpan span)
    {
        var row = normalizer.Read(batch, span);
        if (structure.Repeated.Find(normalizer.Key.Value) is { } repeated)
        {
            if (repeated.IsSame && span.Line != repeated.FirstLine)
            {
                file.RowsRepeated++;
                return null;
            }

            if (repeated.IsSame)
                row.Vehicle!.Warn($"The row stands in the file {repeated.Count} times, on lines {repeated.Lines}; it is taken once.");
            else
                row = normalizer.RejectRepeated(batch, span, repeated);
        }

        if (row.Vehicle is { } vehicle)
        {
            var key = vehicle.Key!.Value;
            file.ValidKeys.Add(KeyHash.Of(key));
            if (!key.IsVin)
                file.NumbersWithoutVin.Add(vehicle.ConfigurationNumber!);
        }
        else
        {
            file.Reject(row.Error!.Key, row.Error.ConfigurationNumber);
        }

        return row;
    }
}
