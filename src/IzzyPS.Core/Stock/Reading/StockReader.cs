using IzzyPS.Csv;
using IzzyPS.Files;
using IzzyPS.Stock.Checks;
using IzzyPS.Stock.Containers;

namespace IzzyPS.Stock.Reading;

/// <summary>
/// Reads partners' stock files. Each file is read twice: <see cref="Examine"/> finds the structure of the whole file,
/// <see cref="Read"/> streams its rows. A file that changed in between (length, time of writing, hash) does not count as read to its
/// end, so that nothing is closed.
/// </summary>
internal sealed class StockReader
{
    private readonly StockReaderOptions _options;

    public StockReader(StockReaderOptions options) => _options = options;

    /// <summary>Makes the first pass. The faults of the file are added to the file; no exception is thrown for them.</summary>
    /// <exception cref="OperationCanceledException">The pass was cancelled.</exception>
    public StockFile Examine(StockSet set, string path, CancellationToken cancellationToken)
    {
        var file = set.Add(path == StockContent.StandardInput ? path : Path.GetFullPath(path));
        new StockExaminer(file, _options).Examine(cancellationToken);
        return file;
    }

    /// <summary>
    /// Makes the second pass and returns each row as a vehicle or as an error, in the order of the file. If the caller stops early, the file does not
    /// count as read to its end. One thread reads and splits the file, another thread creates the vehicles; both are a few thousand rows ahead. The rows
    /// are counted on the caller's thread, so that the file never counts more rows than the caller has read.
    /// </summary>
    /// <exception cref="OperationCanceledException">The pass was cancelled.</exception>
    public IEnumerable<StockRow> Read(StockFile file, CancellationToken cancellationToken)
    {
        if (file.Structure is not { } structure || !file.IsReadable)
            yield break;
        file.Structure = null; // A second call must not read the file again, because the rows would be counted twice.
        using var stream = Open(file, structure);
        if (stream is null)
            yield break;

        file.ValidKeys.EnsureCapacity(file.RowCount);
        var rows = 0;
        var pass = new StockPass(file, structure, _options);
        using (var copies = new ReadAhead<List<CsvRowCopy>>(stop => pass.Split(stream, stop), cancellationToken))
        using (var normalized = new ReadAhead<List<StockRow>>(_ => pass.Normalize(copies), cancellationToken))
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
        if (pass.Sha256 != structure.TextSha256 || rows != file.RowCount)
        {
            file.Add(StockFaults.CreateChanged(isFatal: false));
            yield break;
        }

        if (pass.CutRow is { } cut)
            file.Add(cut);
        file.IsReadToEnd = true;
    }

    /// <summary>Opens the file; null where it is no longer the file that was examined.</summary>
    private static FileStream? Open(StockFile file, StockStructure structure)
    {
        try
        {
            if (structure.Copy is { IsPiped: true } piped)
                return piped.Text;
            var stream = structure.Copy?.Text ?? InputFile.OpenRead(file.Path);
            var length = structure.Copy is null ? stream.Length : new FileInfo(file.Path).Length;
            if (length == structure.Length && File.GetLastWriteTimeUtc(file.Path) == structure.WrittenAt)
                return stream;
            stream.Dispose();
            file.Add(StockFaults.CreateChanged(isFatal: true));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file.Add(StockFaults.CreateNotReadable(exception));
        }

        return null;
    }

    private static List<StockRow>? Take(ReadAhead<List<StockRow>> rows, StockFile file)
    {
        try
        {
            return rows.TryTake(out var batch) ? batch : null;
        }
        catch (IOException exception)
        {
            file.Add(StockFaults.CreateNotReadable(exception));
            return null;
        }
    }

    /// <summary>Counts a row.</summary>
    /// <returns>False for a repeated row.</returns>
    private static bool Count(StockFile file, in StockRow row)
    {
        if (row.Vehicle is not null)
        {
            file.ValidKeys.Add(row.KeyHash);
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
