using IzzyPS.Csv;
using IzzyPS.Vehicles;
using static System.FormattableString;

namespace IzzyPS.Stock.Reading;

/// <summary>The structure that the header line shows.</summary>
/// <param name="Delimiter">The delimiter.</param>
/// <param name="Columns">Which column holds which field.</param>
/// <param name="RowsAbove">The number of rows above the header line.</param>
/// <param name="TitlesAbove">The number of rows above that are neither <c>sep=</c> nor <c>#TYPE</c>.</param>
internal sealed record StockHeader(char Delimiter, ColumnMap Columns, int RowsAbove = 0, int TitlesAbove = 0);

/// <summary>
/// Finds the header line at the beginning of a file. The text's position stays at the beginning. Excel and PowerShell write a line <c>sep=;</c> or <c>#TYPE …</c>
/// above the header, and reports have title lines. The header is the line that names the most columns.
/// </summary>
internal sealed class HeaderFinder
{
    /// <summary>The number of rows in which the header is looked for.</summary>
    private const int MostRowsAbove = 20;

    /// <summary>A line that names this many columns is a header. So no repeat of the header further down is taken in its place.</summary>
    private const int EnoughColumns = 6;

    /// <summary>The most bytes of a header. A longer line is a row.</summary>
    private const int MostHeaderBytes = 64 * 1024;

    private const int MostMarkBytes = 400;

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
        fault = null;
        var isBlank = true;
        foreach (var delimiter in _options.Delimiter is { } asked ? [asked] : GetDelimiters(text))
        {
            var found = Find(text, delimiter, out var isEmpty, ref fault);
            isBlank &= isEmpty;
            if (fault is not null)
                return null;
            if (found is not null && (best is null || (found.Columns.Known, found.Columns.Count).CompareTo((best.Columns.Known, best.Columns.Count)) > 0))
                best = found;
        }

        if (isBlank)
            fault = new StockFault("Empty", "The file is empty; the first line must name the columns.", IsFatal: true);
        else if (best is null)
            fault = new StockFault("BadHeader", "The header line can't be read: its quotes are wrong. The first line must name the columns.", IsFatal: true);
        return fault is null ? best : null;
    }

    /// <summary>Finds the header with one delimiter. A row with a VIN is a car, so the header is above it.</summary>
    private StockHeader? Find(Utf8Stream text, char delimiter, out bool isEmpty, ref StockFault? fault)
    {
        StockHeader? best = null;
        var (number, titles, excess) = (0, 0, 0);
        isEmpty = true;
        foreach (var row in CsvRows.PeekRows(text, delimiter, _options.Limits.RowBytes, MostRowsAbove + 3))
        {
            isEmpty = false;
            if (best is { Columns.Known: >= EnoughColumns })
            {
                // Both of the first two rows must end in the same number of empty values. One such row may be damaged.
                var more = CountEmptyEnd(row, best.Columns.Count);
                if (number > best.RowsAbove + 1)
                    return more > 0 && more == excess ? best with { Columns = best.Columns.Widen(best.Columns.Count + more) } : best;
                excess = more;
                number++;
                continue;
            }

            if (row.FieldCount > _options.Limits.Columns)
            {
                if (number > 0)
                    break;
                fault = new StockFault(
                    "TooManyColumns",
                    Invariant($"The header line has {row.FieldCount} columns; at most {_options.Limits.Columns} are read."),
                    IsFatal: true);
                return null;
            }

            if (row.ByteCount > MostHeaderBytes)
            {
                if (number > 0)
                    break;
                fault = new StockFault(
                    "BadHeader",
                    Invariant($"The first line has {row.ByteCount:N0} bytes, so it is no header line, or its quotes are wrong. The first line must name the columns."),
                    IsFatal: true);
                return null;
            }

            var isCar = HasVin(row);
            if (number > 0 && (isCar || number > MostRowsAbove))
                break;
            if (row.Flaw == RowFlaw.None) // With another delimiter the quotes may be right.
            {
                var columns = ColumnMap.CreateFromHeader(row, _options.Profile);
                if (best is null || columns.Known > best.Columns.Known)
                    best = new StockHeader(delimiter, columns, number, titles);
            }

            if (isCar)
                break;
            titles += IsMark(row) ? 0 : 1;
            number++;
        }

        return best is { Columns.Known: 0, RowsAbove: > 0 } ? null : best;
    }

    /// <summary>Gets the number of values behind the last column, if all of them are empty.</summary>
    private static int CountEmptyEnd(CsvRow row, int columns)
    {
        if (row.Flaw != RowFlaw.None || row.FieldCount > CsvRow.MostFields)
            return 0;
        for (var column = columns; column < row.FieldCount; column++)
        {
            if (!row.GetField(column).IsWhiteSpace())
                return 0;
        }

        return Math.Max(0, row.FieldCount - columns);
    }

    private static bool HasVin(CsvRow row)
    {
        Span<char> vin = stackalloc char[Vin.Length];
        for (var column = 0; column < Math.Min(row.FieldCount, CsvRow.MostFields); column++)
        {
            if (Vin.TryNormalize(row.GetField(column), vin) && vin.ContainsAnyInRange('0', '9')) // A word of 17 letters may be a title.
                return true;
        }

        return false;
    }

    /// <summary>Whether a row is a line that Excel or PowerShell wrote for its own use.</summary>
    private static bool IsMark(CsvRows row) => row.ByteCount < MostMarkBytes && IsMark(row.Raw);

    private static bool IsMark(ReadOnlySpan<char> raw) =>
        raw.TrimStart('"').StartsWith("sep=", StringComparison.OrdinalIgnoreCase) || raw.StartsWith("#TYPE", StringComparison.Ordinal);

    /// <summary>Gets the delimiters to try. A line <c>sep=</c> can name a delimiter that no partner uses otherwise.</summary>
    private static char[] GetDelimiters(Utf8Stream text) =>
        text.Peek("sep=;".Length).Span is [(byte)'s' or (byte)'S', (byte)'e' or (byte)'E', (byte)'p' or (byte)'P', (byte)'=', var named, ..]
            && StockReaderOptions.IsDelimiter((char)named) && !Delimiters.Contains((char)named)
            ? [.. Delimiters, (char)named]
            : Delimiters;
}
