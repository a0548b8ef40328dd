using IzzyPS.Csv;
using IzzyPS.Stock.Checks;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Reading;

/// <summary>
/// The second pass over a file, with two steps on two threads. The first step splits the bytes into rows, the second step converts the rows to
/// vehicles. With both steps on one thread, a machine without other load reads a fifth fewer rows a second.
/// </summary>
internal sealed class StockPass
{
    private const int BatchRows = 256;
    private const int BatchBytes = 64 * 1024;

    private readonly StockStructure _structure;
    private readonly StockReaderOptions _options;
    private readonly RowNormalizer _normalizer;
    private readonly int _rowCount;
    private readonly int _columns;
    private int _rows;

    public StockPass(StockFile file, StockStructure structure, StockReaderOptions options)
    {
        _structure = structure;
        _options = options;
        _rowCount = file.RowCount;
        _columns = structure.Header.Columns.Count;
        _normalizer = new RowNormalizer(file, structure.Header.Columns, options);
    }

    /// <summary>The hash of the bytes that were read; null where they were not read to the end.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>
    /// The fault of a last row that is as short as other rows of the file, but whose values stand in wrong columns, so that the row may be cut; null where there is
    /// none. Known at the end.
    /// </summary>
    public StockFault? CutRow { get; private set; }

    /// <summary>Splits a file into rows, the header left out.</summary>
    public IEnumerable<List<CsvRowCopy>> Split(FileStream file, CancellationToken cancellationToken)
    {
        using var text = new Utf8Stream(file, _structure.Encoding, cancellationToken);
        using var rows = new StockRows(text, _structure.Header, _options);
        var batches = new RowCopies?[ReadAhead<List<CsvRowCopy>>.Buffers]; // Created when needed: most files fill only one.
        var left = _rowCount; // Behind these rows there are only notes.
        var isMore = ReadNext(rows);
        for (var next = 0; isMore; next = (next + 1) % batches.Length)
        {
            var batch = batches[next] ??= new RowCopies();
            batch.Clear();
            for (var bytes = 0; isMore && left > 0 && batch.Rows.Count < BatchRows && bytes < BatchBytes; isMore = ReadNext(rows))
            {
                bytes += rows.Current.ByteCount;
                rows.Current.CopyTo(batch.Add());
                left--;
            }

            if (batch.Rows.Count > 0)
                yield return batch.Rows;
            while (isMore && left == 0)
                isMore = ReadNext(rows);
        }

        Sha256 = text.Sha256;
    }

    /// <summary>Converts each row to a vehicle or an error.</summary>
    public IEnumerable<List<StockRow>> Normalize(ReadAhead<List<CsvRowCopy>> batches)
    {
        var buffers = new List<StockRow>?[ReadAhead<List<StockRow>>.Buffers];
        for (var next = 0; batches.TryTake(out var batch); next = (next + 1) % buffers.Length)
        {
            var rows = buffers[next] ??= [];
            rows.Clear();
            foreach (var row in batch)
                rows.Add(Normalize(row));
            yield return rows;
        }
    }

    /// <summary>
    /// Goes to the next row. Text that can't be read here was changed after the first pass. The rows end there, and <see cref="Sha256"/> stays
    /// null.
    /// </summary>
    private static bool ReadNext(StockRows rows)
    {
        try
        {
            return rows.Read();
        }
        catch (UnreadableTextException)
        {
            return false;
        }
    }

    /// <summary>Converts one row to a vehicle or an error. A repeat of an accepted row gives neither.</summary>
    private StockRow Normalize(CsvRow row)
    {
        var isLast = ++_rows >= _rowCount;
        var result = _normalizer.Read(row, mayBeCut: isLast && !_structure.IsLastRowWhole);
        if (isLast && _structure.IsLastRowWhole && row.FieldCount < _columns && result.Error is { } error && error.Faults.Any(fault => fault.Code == RowNormalizer.WrongColumnCount))
            CutRow = StockFaults.CreateCutRow(row.Line, row.FieldCount, _columns);
        if (_structure.Repeated.Find(_normalizer.Key.Value, row.Line, result.Vehicle) is not { } repeated)
            return result;
        if (!repeated.IsSame)
            return _normalizer.RejectRepeated(row, repeated);
        if (row.Line != repeated.FirstLine)
            return default;
        result.Vehicle!.Warn(WarningCode.RepeatedRow, null, $"The row is in the file {repeated.Count} times, on lines {repeated.Lines}; it is read once.");
        return result;
    }

    /// <summary>Copies of rows, which are reused.</summary>
    private sealed class RowCopies
    {
        private readonly List<CsvRowCopy> _all = [];

        public List<CsvRowCopy> Rows { get; } = [];

        public void Clear() => Rows.Clear();

        public CsvRowCopy Add()
        {
            if (Rows.Count == _all.Count)
                _all.Add(new CsvRowCopy());
            Rows.Add(_all[Rows.Count]);
            return Rows[^1];
        }
    }
}
