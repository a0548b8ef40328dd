using IzzyPS.Csv;
using IzzyPS.Stock.Checks;
using IzzyPS.Stock.Containers;

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
            var writtenAt = File.GetLastWriteTimeUtc(_file.Path);
            var content = StockContent.Open(_file.Path, _options, cancellationToken);
            try
            {
                Examine(content, writtenAt, cancellationToken);
            }
            finally
            {
                if (_file.Structure?.Copy != content)
                    content.Dispose();
            }
        }
        catch (ContentException exception)
        {
            Add(exception.Code, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _file.Add(StockFaults.CreateNotReadable(exception));
        }
    }

    /// <summary>Examines an open text file.</summary>
    internal void Examine(FileStream stream, CancellationToken cancellationToken) =>
        Examine(StockContent.FromText(stream), File.GetLastWriteTimeUtc(_file.Path), cancellationToken);

    private void Examine(StockContent content, DateTime writtenAt, CancellationToken cancellationToken)
    {
        _file.Length = content.Length;
        var encoding = content.IsConverted ? TextEncoding.Utf8 : _options.Encoding;
        if (Survey(content, encoding, writtenAt, cancellationToken) is { } other)
            _ = Survey(content, other, writtenAt, cancellationToken);
        if (_file.Structure is not null && !content.IsPiped && (File.GetLastWriteTimeUtc(_file.Path) != writtenAt || GetLength(content) != _file.Length))
        {
            _file.Structure = null;
            _file.Add(StockFaults.CreateChanged(isFatal: true));
        }
    }

    private long GetLength(StockContent content) => content.IsCopy ? new FileInfo(_file.Path).Length : content.Text.Length;

    /// <summary>Reads the text once.</summary>
    /// <returns>The encoding in which the text must be read again; null where the first encoding was right.</returns>
    private TextEncoding? Survey(StockContent content, TextEncoding? encoding, DateTime writtenAt, CancellationToken cancellationToken)
    {
        var survey = new StockSurvey(_file, content.IsConverted ? _options with { Delimiter = ',' } : _options);
        using var text = new Utf8Stream(content.Text, encoding, cancellationToken);
        survey.Read(text);
        if (text.CorrectEncoding is { } other)
            return other;

        _file.Sha256 = content.Sha256 ?? text.Sha256;
        _file.Encoding = text.Encoding?.Name;
        _file.HasFinalLineBreak = text.HasFinalLineBreak;
        _file.RowCount = survey.RowCount;
        _file.NumbersWithoutVin.UnionWith(survey.NumbersWithoutVin);
        if (text.IsEnded && !content.IsCopy)
            _file.Length = text.ByteCount;
        if (survey.Header is { } header)
        {
            _file.Delimiter = header.Delimiter;
            _file.Headers = header.Columns.Headers;
            _file.IgnoredHeaders = header.Columns.Ignored.ToArray(); // PowerShell can't index the type that a collection expression makes.
            _file.MissingHeaders = header.Columns.Missing.Where(field => field.ApiName is not null).Select(field => field.CsvName).ToArray();
            _file.LacksStatus = _options.Profile.Status is not null && header.Columns.Status < 0;
            if (_file.LacksStatus)
                _file.MissingHeaders = [.. _file.MissingHeaders, StockFile.StatusName];
        }

        foreach (var fault in survey.Faults)
            _file.Add(fault);
        foreach (var warning in StockWarnings.FindInText(text, encoding is not null && encoding == _options.Encoding).Concat(survey.Warnings).Concat(StockWarnings.FindInColumns(_file)))
            _file.Warn(warning);
        if (_file.IsReadable)
            _file.Structure = new StockStructure(text.Encoding!, survey.Header!, survey.Repeated, survey.IsLastRowWhole, _file.Length, writtenAt, text.Sha256, content.IsCopy ? content : null);
        return null;
    }

    private void Add(string code, string message) => _file.Add(new StockFault(code, message, IsFatal: true));
}
