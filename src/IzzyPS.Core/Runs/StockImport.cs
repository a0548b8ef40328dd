using IzzyPS.Output;
using IzzyPS.Stock.Reading;

namespace IzzyPS.Runs;

/// <summary>One import: the files of one stock, examined together, and then their rows.</summary>
internal sealed class StockImport
{
    private const int RowsBetweenNews = 256;

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

    /// <summary>All files together, as the planner sees them.</summary>
    internal StockSet Stock { get; }

    /// <summary>One file for each path, in the order of the paths.</summary>
    internal IReadOnlyList<StockFile> Files { get; }

    /// <summary>The rows of all files, as the first pass counted them.</summary>
    internal long RowCount { get; }

    /// <summary>Examines the files of a stock. What is wrong with a file is in its faults.</summary>
    /// <param name="options">How files are read.</param>
    /// <param name="stock">A new stock.</param>
    /// <param name="paths">The files.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal static StockImport Examine(StockReaderOptions options, StockSet stock, IEnumerable<string> paths, CancellationToken stop)
    {
        var reader = new StockReader(options);
        var files = paths.Select(path => reader.Examine(stock, path, stop)).ToList();
        stock.Seal();
        return new StockImport(reader, stock, files);
    }

    /// <summary>Reads the rows of a file. Each file is read once.</summary>
    /// <param name="file">One of <see cref="Files"/>.</param>
    /// <param name="advance">Is told now and then how many rows of the whole stock are read.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    internal IEnumerable<StockRow> Read(StockFile file, Action<PhaseProgress> advance, CancellationToken stop)
    {
        foreach (var row in _reader.Read(file, stop))
        {
            yield return row;
            if (++_rowsRead % RowsBetweenNews == 0)
                advance(new PhaseProgress(RunPhase.Reading, _rowsRead, RowCount));
        }
    }

    /// <summary>The faults of a file that were not taken before: the second pass finds some, too.</summary>
    internal IEnumerable<StockFault> TakeFaults(StockFile file) => file.Faults.Where(_taken.Add);
}
