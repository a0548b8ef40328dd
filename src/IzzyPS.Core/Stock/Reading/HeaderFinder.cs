using IzzyPS.Csv;
using static System.FormattableString;

namespace IzzyPS.Stock.Reading;

/// <summary>The structure that the header line shows.</summary>
/// <param name="Delimiter">The delimiter.</param>
/// <param name="Columns">Which column holds which field.</param>
internal sealed record StockHeader(char Delimiter, ColumnMap Columns);

/// <summary>Reads the header line at the beginning of a file. The text's position stays at the beginning.</summary>
internal sealed class HeaderFinder
{
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private readonly StockReaderOptions _options;

    public HeaderFinder(StockReaderOptions options) => _options = options;

    /// <summary>
    /// Tries each delimiter. The right delimiter gives the most known columns; among equal ones, the most columns. Only the header line decides,
    /// because the descriptions in the rows contain many <c> | </c>.
    /// </summary>
    /// <param name="text">The file's text.</param>
    /// <param name="fault">The reason where no header was found; otherwise null.</param>
    /// <returns>The header, or null.</returns>
    /// <exception cref="UnreadableTextException">The file is not text, or its first line has no end.</exception>
    public StockHeader? Find(Utf8Stream text, out StockFault? fault)
    {
        StockHeader? best = null;
        foreach (var delimiter in _options.Delimiter is { } asked ? [asked] : Delimiters)
        {
            using var rows = CsvRows.Peek(text, delimiter, _options.Limits.RowBytes);
            if (rows is null)
            {
                fault = new StockFault("Empty", "The file is empty; the first line must name the columns.", IsFatal: true);
                return null;
            }

            if (rows.FieldCount > _options.Limits.Columns)
            {
                fault = new StockFault(
                    "TooManyColumns",
                    Invariant($"The header line has {rows.FieldCount} columns; at most {_options.Limits.Columns} are read."),
                    IsFatal: true);
                return null;
            }

            if (rows.Flaw != RowFlaw.None)
                continue; // With another delimiter the quotes may be right.
            var columns = ColumnMap.CreateFromHeader(rows, _options.Profile);
            if (best is null || (columns.Known, columns.Count).CompareTo((best.Columns.Known, best.Columns.Count)) > 0)
                best = new StockHeader(delimiter, columns);
        }

        fault = best is not null ? null : new StockFault(
            "BadHeader",
            "The header line can't be read: its quotes are wrong. The first line must name the columns.",
            IsFatal: true);
        return best;
    }
}
