using IzzyPS.Csv;
using IzzyPS.Stock.Checks;
using static System.FormattableString;

namespace IzzyPS.Stock.Reading;

/// <summary>Reads a whole file once to find its structure: the headers, the number of rows, the repeated keys, and whether the file is truncated.</summary>
internal sealed class StockSurvey
{
    private readonly StockFile _file;
    private readonly StockReaderOptions _options;
    private readonly List<StockFault> _faults = [];
    private readonly HashSet<string> _numbersWithoutVin = new(StringComparer.Ordinal);

    public StockSurvey(StockFile file, StockReaderOptions options)
    {
        _file = file;
        _options = options;
    }

    /// <summary>The faults of the file.</summary>
    public IReadOnlyList<StockFault> Faults => _faults;

    /// <summary>The warnings about the file's rows.</summary>
    public List<StockWarning> Warnings { get; } = [];

    /// <summary>The header; null where there is none.</summary>
    public StockHeader? Header { get; private set; }

    /// <summary>The number of rows below the header.</summary>
    public int RowCount { get; private set; }

    /// <summary>
    /// Whether the last row ends before the last column and may still be whole: it ends in a line break, and other rows are as short. Excel leaves out the delimiters
    /// behind the last value of a row.
    /// </summary>
    public bool IsLastRowWhole { get; private set; }

    /// <summary>The keys that the file has more than once.</summary>
    public RepeatedKeys Repeated { get; } = new();

    /// <summary>The configuration numbers of the rows that have no VIN.</summary>
    public IReadOnlySet<string> NumbersWithoutVin => _numbersWithoutVin;

    /// <summary>Reads a text to its end. Faults are added to <see cref="Faults"/>.</summary>
    public void Read(Utf8Stream text)
    {
        try
        {
            Header = new HeaderFinder(_options).Find(text, out var fault);
            _faults.AddRange(fault is not null ? [fault] : Header!.Columns.FindFaults());
            if (!_faults.Exists(found => found.IsFatal))
                ReadRows(text, Header!);
            text.ReadToEnd(); // The hash and the encoding need the whole text, even if the rows end early.
            if (text.IsCut)
                _faults.Insert(0, new StockFault("CutCharacter", "The file ends inside a character, so it is truncated.", IsFatal: false));
        }
        catch (UnreadableTextException exception)
        {
            _faults.Clear(); // In unreadable text the faults of headers and rows have no meaning.
            _faults.Add(StockFaults.CreateFromUnreadableText(exception));
            text.HashRest();
        }

        Repeated.Seal();
    }

    private void ReadRows(Utf8Stream text, StockHeader header)
    {
        var columns = header.Columns;
        var key = new RowKey(columns, _options.Profile, _options.Limits);
        RowNormalizer? normalizer = null; // Created only when a row may be a repeat, because most files have no repeats.
        using var rows = new StockRows(text, header, _options);
        var (line, fieldCount, flaw) = (0, 0, RowFlaw.None);
        var rowsByWidth = new int[columns.Count + 1]; // The rows that are not wider than the header, by their number of values.
        var (notes, firstNote) = (0, 0); // The rows without a car behind the last car.
        while (rows.Read())
        {
            var row = rows.Current;
            RowCount++;
            if (rows.MayBeNote)
                firstNote = notes++ == 0 ? row.Line : firstNote;
            else
                (line, fieldCount, flaw, notes) = (row.Line, row.FieldCount, row.Flaw, 0);
            if (row.FieldCount <= columns.Count)
                rowsByWidth[row.FieldCount]++;
            var kind = key.Read(row);
            if (RowKey.IsReadable(kind) && Repeated.Note(key.Value))
                Repeated.Add(key.Value, row.Line, (normalizer ??= new RowNormalizer(_file, columns, _options)).Read(row, mayBeCut: false).Vehicle);
            if (kind == RowKeyKind.Number)
                _ = _numbersWithoutVin.Add(new string(key.Value[1..]));
        }

        // A line without its line break may be a row that was cut in its first value.
        if (notes > 0 && notes < RowCount && text.HasFinalLineBreak)
        {
            RowCount -= notes;
            Warnings.Add(StockWarnings.CreateNotes(notes, firstNote));
        }
        else if (notes > 0)
        {
            (line, fieldCount, flaw) = (rows.Current.Line, rows.Current.FieldCount, RowFlaw.None);
        }

        if (header.TitlesAbove > 0)
            Warnings.Add(StockWarnings.CreateLinesAboveHeader(header.TitlesAbove));
        if (rows.TotalCount > 0)
            Warnings.Add(StockWarnings.CreateTotalRows(rows.TotalCount, rows.FirstTotalLine));
        if (RowCount == 0)
            Add("NoRows", "The file has a header line and no rows.");
        else if (flaw == RowFlaw.OpenQuote)
            Add("OpenQuote", Invariant($"A quote in the row on line {line} is never closed; the rest of the file was read as part of this value."));
        else if (fieldCount < columns.Count && !(IsLastRowWhole = text.HasFinalLineBreak && columns.Fits(fieldCount) && columns.NamesFieldsFrom(fieldCount) && IsUsual(fieldCount, rowsByWidth)))
            _faults.Add(StockFaults.CreateCutRow(line, fieldCount, columns.Count));
    }

    /// <summary>Whether rows as short as the last one are usual in the file: another row, and at least one row in twenty, has no more values.</summary>
    private bool IsUsual(int fieldCount, ReadOnlySpan<int> rowsByWidth)
    {
        const int RowsForOne = 20;
        var others = -1; // Without the last row itself.
        foreach (var rows in rowsByWidth[..(fieldCount + 1)])
            others += rows;
        return others > 0 && others * RowsForOne >= RowCount;
    }

    private void Add(string code, string message) => _faults.Add(new StockFault(code, message, IsFatal: false));
}
