using IzzyPS.Output;
using IzzyPS.Stock.Reading;

namespace IzzyPS.Runs;

/// <summary>One import: all files of one stock are examined first, and then their rows are read.</summary>
internal sealed class StockImport
{
    private const int RowsBetweenProgress = 256;

    private readonly StockReader _reader;
    private readonly HashSet<StockFault> _taken = new(ReferenceEqualityComparer.Instance);
    private long _rowsRead;

    private StockImport(StockReader reader, StockSet stock, IReadOnlyList<StockFile> files)
    {
        _reader = reader;
        Stock = stock;
        Files = files;
        RowCount = files.Sum(file => (long)file.RowCount);
    }

    /// <summary>All files of the import, for the planner.</summary>
    internal StockSet Stock { get; }

    /// <summary>One file for each path, in the order of the paths.</summary>
    internal IReadOnlyList<StockFile> Files { get; }

    /// <summary>The number of rows in all files, counted by the first pass.</summary>
    internal long RowCount { get; }

    /// <summary>Examines the files of a stock: the first pass. The faults of a file are in <see cref="StockFile.Faults"/>.</summary>
    /// <param name="options">How to read the files.</param>
    /// <param name="stock">A new stock, to which the files are added.</param>
    /// <param name="paths">The files.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    internal static StockImport Examine(StockReaderOptions options, StockSet stock, IEnumerable<string> paths, CancellationToken stop)
    {
        var reader = new StockReader(options);
        var files = paths.Select(path => reader.Examine(stock, path, stop)).ToList();
        (stock.CloseAfter, stock.Limits) = (options.Profile.CloseAfter, options.Profile.Limits);
        stock.Seal();
        return new StockImport(reader, stock, files);
    }

    /// <summary>Reads the rows of a file: the second pass. Each file can be read once.</summary>
    /// <param name="file">One of <see cref="Files"/>.</param>
    /// <param name="advance">Receives now and then how many rows of the whole stock have been read.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    internal IEnumerable<StockRow> Read(StockFile file, Action<PhaseProgress> advance, CancellationToken stop)
    {
        foreach (var row in _reader.Read(file, stop))
        {
            yield return row;
            if (++_rowsRead % RowsBetweenProgress == 0)
                advance(new PhaseProgress(RunPhase.Reading, _rowsRead, RowCount));
        }
    }

    /// <summary>Takes the faults of a file that were not taken before. Both passes can find faults.</summary>
    internal IEnumerable<StockFault> TakeFaults(StockFile file) => file.Faults.Where(_taken.Add);
}
