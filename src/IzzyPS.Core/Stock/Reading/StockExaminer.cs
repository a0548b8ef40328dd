using IzzyPS.Csv;
using IzzyPS.Files;
using IzzyPS.Stock.Checks;
using static System.FormattableString;

namespace IzzyPS.Stock.Reading;

/// <summary>The first pass over a file. It finds the encoding, the delimiter, the headers, the number of rows and the faults of the whole file.</summary>
internal sealed class StockExaminer
{
    private readonly StockFile _file;
    private readonly StockReaderOptions _options;

    public StockExaminer(StockFile file, StockReaderOptions options)
    {
        _file = file;
        _options = options;
    }

    public void Examine(CancellationToken cancellationToken)
    {
        _file.Ranges = _options.Profile.Ranges;
        try
        {
            if (FileFacts.HasNoLength(_file.Path))
            {
                Add("Empty", "The file is empty, or is a pipe or a device; a regular file whose first line names the columns is needed.");
                return;
            }

            using var stream = InputFile.OpenRead(_file.Path);
            Examine(stream, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _file.Add(StockFaults.CreateNotReadable(exception));
        }
    }

    /// <summary>Examines the open file.</summary>
    internal void Examine(FileStream stream, CancellationToken cancellationToken)
    {
        var writtenAt = File.GetLastWriteTimeUtc(_file.Path);
        _file.Length = stream.Length;
        if (stream.Length > _options.Limits.FileBytes)
        {
            Add("TooLarge", Invariant($"The file has {stream.Length:N0} bytes; at most {_options.Limits.FileBytes:N0} are read."));
            return;
        }

        if (Survey(stream, _options.Encoding, writtenAt, cancellationToken) is { } other)
            _ = Survey(stream, other, writtenAt, cancellationToken);
        if (_file.Structure is not null && (File.GetLastWriteTimeUtc(_file.Path) != writtenAt || stream.Length != _file.Length))
        {
            _file.Structure = null;
            _file.Add(StockFaults.CreateChanged(isFatal: true));
        }
    }

    /// <summary>Reads the file once.</summary>
    /// <returns>The encoding in which the file must be read again; null where the first encoding was right.</returns>
    private TextEncoding? Survey(FileStream stream, TextEncoding? encoding, DateTime writtenAt, CancellationToken cancellationToken)
    {
        var survey = new StockSurvey(_file, _options);
        using var text = new Utf8Stream(stream, encoding, cancellationToken);
        survey.Read(text);
        if (text.CorrectEncoding is { } other)
            return other;

        _file.Sha256 = text.Sha256;
        _file.Encoding = text.Encoding?.Name;
        _file.HasFinalLineBreak = text.HasFinalLineBreak;
        _file.RowCount = survey.RowCount;
        _file.NumbersWithoutVin.UnionWith(survey.NumbersWithoutVin);
        if (text.IsEnded)
            _file.Length = text.ByteCount;
        if (survey.Header is { } header)
        {
            _file.Delimiter = header.Delimiter;
            _file.Headers = header.Columns.Headers;
            _file.IgnoredHeaders = header.Columns.Ignored.ToArray(); // PowerShell can't index the type that a collection expression makes.
            _file.MissingHeaders = header.Columns.Missing.Where(field => field.ApiName is not null).Select(field => field.CsvName).ToArray();
        }

        foreach (var fault in survey.Faults)
            _file.Add(fault);
        if (_file.IsReadable)
            _file.Structure = new StockStructure(text.Encoding!, survey.Header!.Delimiter, survey.Header.Columns, survey.Repeated, _file.Length, writtenAt);
        return null;
    }

    private void Add(string code, string message) => _file.Add(new StockFault(code, message, IsFatal: true));
}
