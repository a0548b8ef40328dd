using IzzyPS.Csv;

namespace IzzyPS.Stock.Reading;

/// <summary>The rows of a stock file below its header, without total rows. Both passes over a file use this class, so that they see the same rows.</summary>
internal sealed class StockRows : IDisposable
{
    private readonly CsvRows _rows;
    private readonly TotalRow _total;
    private int _rowsToSkip;

    public StockRows(Utf8Stream text, StockHeader header, StockReaderOptions options)
    {
        _rows = new CsvRows(text, header.Delimiter, options.Limits.RowBytes, new RowShape(header.Delimiter, header.Columns).IsRow);
        _total = new TotalRow(header.Columns);
        _rowsToSkip = header.RowsAbove + 1;
    }

    /// <summary>The current row.</summary>
    public CsvRows Current => _rows;

    /// <summary>Whether the current row may be a note below the cars.</summary>
    public bool MayBeNote => _total.MayBeNote(_rows);

    /// <summary>The number of total rows so far.</summary>
    public int TotalCount { get; private set; }

    /// <summary>The line of the first total row.</summary>
    public int FirstTotalLine { get; private set; }

    /// <summary>Moves to the next row.</summary>
    /// <returns>False at the end of the text.</returns>
    /// <exception cref="UnreadableTextException">The row is too long.</exception>
    public bool Read()
    {
        for (; _rowsToSkip > 0; _rowsToSkip--)
        {
            if (!_rows.Read())
                return false;
        }

        while (_rows.Read())
        {
            if (!_total.IsTotal(_rows))
                return true;
            if (++TotalCount == 1)
                FirstTotalLine = _rows.Line;
        }

        return false;
    }

    public void Dispose() => _rows.Dispose();
}
