using static System.FormattableString;

namespace IzzyPS.Stock;

/// <summary>The first pass over a file: its bytes, its encoding, its delimiter, its headers, and whether its rows end well.</summary>
internal sealed class StockExaminer
{
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    private readonly StockFile _file;
    private readonly StockReaderOptions _options;
    private readonly RowBatch _batch = new();

    public StockExaminer(StockFile file, StockReaderOptions options)
    {
        _file = file;
        _options = options;
    }

    public static FileStream OpenRead(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.Read,
        Options = FileOptions.SequentialScan,
        BufferSize = 0,
    });

    public void Examine(CancellationToken cancellationToken)
    {
        try
        {
            if (IsEmpty(_file.Path))
            {
                Add("Empty", "The file is empty, or is a pipe or a device; a regular file whose first line names the columns is needed.", isFatal: true);
                return;
            }

            using var stream = OpenRead(_file.Path);
            Examine(stream, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _file.Add(StockFaults.NotReadable(exception));
        }
    }

    /// <summary>Without opening it: a pipe that nobody writes to would never open, and it has no length, as an empty file has none.</summary>
    internal static bool IsEmpty(string path)
    {
        var file = new FileInfo(path);
        return (file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is FileInfo { Exists: true, Length: 0 };
    }

    private void Examine(FileStream stream, CancellationToken cancellationToken)
    {
        var writtenAt = File.GetLastWriteTimeUtc(_file.Path);
        _file.Length = stream.Length;
        if (stream.Length > _options.Limits.FileBytes)
        {
            Add("TooLarge", Invariant($"The file has {stream.Length:N0} bytes; {_options.Limits.FileBytes:N0} are read at most."), isFatal: true);
            return;
        }

        var survey = FileSurvey.Of(stream, _options.Encoding, _options.Limits, cancellationToken);
        _file.Sha256 = survey.Sha256;
        _file.Encoding = survey.Encoding?.Name;
        if (survey.Fault is not null)
        {
            _file.Add(survey.Fault);
            return;
        }

        _file.Length = survey.Length;
        if (survey.CutTail > 0)
            Add("CutCharacter", "The file ends inside a character: it was cut.", isFatal: false);

        var format = new RowFormat(survey.Encoding!, survey.Preamble, survey.Length - survey.CutTail, ',', 0);
        if (FindColumns(stream, format, cancellationToken) is not var (delimiter, columns, headerLine))
            return;
        format = format with { Delimiter = delimiter, Columns = columns.Count };
        _file.Delimiter = delimiter;
        _file.Headers = columns.Headers;
        _file.IgnoredHeaders = columns.Ignored.ToArray(); // PowerShell can't index what a collection expression makes.
        foreach (var fault in columns.Faults())
            _file.Add(fault);
        if (!_file.IsReadable)
            return;

        var structure = new StockStructure(format, columns, headerLine, new RepeatedKeys(), survey.Length, writtenAt);
        CountRows(stream, structure, cancellationToken);
        if (_file.IsReadable && structure.Repeated.FindCandidates())
            CompareRepeated(stream, structure, cancellationToken);
        if (File.GetLastWriteTimeUtc(_file.Path) != writtenAt || stream.Length != survey.Length)
            _file.Add(StockFaults.Changed(isFatal: true));
        if (_file.IsReadable)
            _file.Structure = structure;
    }

    /// <summary>Reads the header line with each delimiter; the one that gives the most known columns is right, then the one that gives the most.</summary>
    /// <remarks>The header line alone decides: descriptions are full of <c> | </c>.</remarks>
    private (char Delimiter, ColumnMap Columns, int Line)? FindColumns(FileStream stream, RowFormat format, CancellationToken cancellationToken)
    {
        (char Delimiter, ColumnMap Columns, int Line)? best = null;
        foreach (var delimiter in _options.Delimiter is { } asked ? [asked] : Delimiters)
        {
            using var source = new RowSource(stream, format with { Delimiter = delimiter }, _options.Limits, hash: false);
            if (!source.Read(_batch, cancellationToken))
            {
                _file.Add(source.Fault ?? new StockFault("Empty", "The file is empty; the first line must name the columns.", IsFatal: true));
                return null;
            }

            var header = _batch.Row(0);
            if (header.FieldCount > _options.Limits.Columns)
            {
                Add("TooManyColumns", Invariant($"The header line has {header.FieldCount} columns; {_options.Limits.Columns} are read at most."), isFatal: true);
                return null;
            }

            if (header.Flaw != RowFlaw.None)
                continue; // Another delimiter may put the quotes right.
            var columns = ColumnMap.Of(_batch, header, _options.Profile);
            if (best is null || (columns.Known, columns.Count).CompareTo((best.Value.Columns.Known, best.Value.Columns.Count)) > 0)
                best = (delimiter, columns, header.Line);
        }

        if (best is null)
            Add("BadHeader", "The header line can't be read: its quotes are wrong. The first line must name the columns.", isFatal: true);
        return best;
    }

    private void CountRows(FileStream stream, StockStructure structure, CancellationToken cancellationToken)
    {
        using var source = new RowSource(stream, structure.Format, _options.Limits, hash: false);
        var key = new RowKey(structure.Columns, _options.Profile, _options.Limits);
        RowSpan last = default;
        while (source.Read(_batch, cancellationToken))
        {
            for (var index = 0; index < _batch.RowCount; index++)
            {
                last = _batch.Row(index);
                if (last.Line == structure.HeaderLine)
                    continue;
                _file.RowCount++;
                _batch.ForgetUnquoted();
                var kind = key.Read(_batch, last);
                if (RowKey.IsReadable(kind))
                    structure.Repeated.Note(key.Value);
                if (kind == RowKeyKind.Number)
                    _ = _file.NumbersWithoutVin.Add(new string(key.Value[1..]));
            }
        }

        _file.HasFinalLineBreak = source.HasFinalLineBreak;
        if (source.Fault is not null)
            _file.Add(source.Fault);
        else if (_file.RowCount == 0)
            Add("NoRows", "The file has a header line and no rows.", isFatal: false);
        else if (last.Flaw == RowFlaw.OpenQuote)
            Add("OpenQuote", Invariant($"A quote in the row on line {last.Line} is never closed; the rest of the file was swallowed by it."), isFatal: false);
        else if (last.FieldCount < structure.Columns.Count)
            Add("CutRow", Invariant($"The file ends on line {last.Line} in a row of {last.FieldCount} values instead of {structure.Columns.Count}: it was cut."), isFatal: false);
    }

    /// <summary>Reads the rows whose keys repeat, to know before the first vehicle flows whether they are the same.</summary>
    private void CompareRepeated(FileStream stream, StockStructure structure, CancellationToken cancellationToken)
    {
        using var source = new RowSource(stream, structure.Format, _options.Limits, hash: false);
        var normalizer = new RowNormalizer(_file, structure.Columns, _options);
        while (source.Read(_batch, cancellationToken))
        {
            for (var index = 0; index < _batch.RowCount; index++)
            {
                var span = _batch.Row(index);
                if (span.Line != structure.HeaderLine && normalizer.IsCandidate(_batch, span, structure.Repeated))
                    structure.Repeated.Add(normalizer.Key.Value, span.Line, normalizer.Read(_batch, span).Vehicle);
            }
        }

        structure.Repeated.Confirm();
    }

    private void Add(string code, string message, bool isFatal) => _file.Add(new StockFault(code, message, isFatal));
}
