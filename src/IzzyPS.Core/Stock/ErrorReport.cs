using System.Globalization;
using System.Text;
using CsvHelper;
using IzzyPS.Stock.Values;

namespace IzzyPS.Stock;

/// <summary>
/// The CSV of all rows that were rejected, one line for each fault: file, line, vin, column, code, message, row.
/// It appears under its name only when it is complete; without errors it has its header line, so that an old report never stays.
/// </summary>
/// <remarks>
/// UTF-8 with a byte order mark and CRLF, because Excel takes it for another encoding without. Every value is quoted, and one that a
/// spreadsheet would take for a formula gets an apostrophe before it. A device or a pipe is written to as it comes: a file that is
/// moved to its name would take its place (<c>/dev/full</c>, as root).
/// </remarks>
internal sealed class ErrorReport : IDisposable
{
    private readonly string _path;
    private readonly string? _unfinished;
    private readonly StreamWriter _writer;
    private readonly CsvWriter _csv;
    private bool _isComplete;

    private ErrorReport(string path, string? unfinished)
    {
        _path = path;
        _unfinished = unfinished;
        var stream = unfinished is null
            ? new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)
            : new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write);
        _writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)) { NewLine = "\r\n" };
        _writer.WriteLine("file,line,vin,column,code,message,row");
        _csv = CsvWriter.Create(_writer, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true);
    }

    /// <summary>The number of lines below the header.</summary>
    public int Count { get; private set; }

    /// <summary>Starts a report beside its final place.</summary>
    /// <param name="path">Where it shall be.</param>
    /// <param name="stockFiles">The files that are read, none of which it may replace.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="IOException">It can't or must not be written there; the message names the place.</exception>
    public static ErrorReport Create(string path, IEnumerable<string> stockFiles, TimeProvider timeProvider)
    {
        path = Path.GetFullPath(path);
        if (stockFiles.Any(file => string.Equals(Path.GetFullPath(file), path, StringComparison.OrdinalIgnoreCase)))
            throw new IOException($"The error report '{path}' would replace the stock file that is read; name another place.");
        if (Directory.Exists(path))
            throw new IOException($"The error report '{path}' can't be written: it is a folder.");
        try
        {
            return new ErrorReport(path, IsWrittenInPlace(path) ? null : $"{path}.{Guid.CreateVersion7(timeProvider.GetUtcNow()):N}.tmp");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(path, exception);
        }
    }

    /// <summary>Adds a rejected row.</summary>
    /// <exception cref="IOException">The disk is full, or the like; the message names the place.</exception>
    public void Add(RowError error)
    {
        var line = error.Line.ToString(CultureInfo.InvariantCulture);
        foreach (var fault in error.Faults)
            Write(error.File.Path, line, error.Key?.Value, fault.Field?.CsvName, fault.Code, fault.Message, error.RawRow);
    }

    /// <summary>Adds a fault of a whole file.</summary>
    public void Add(StockFile file, StockFault fault) => Write(file.Path, null, null, null, fault.Code, fault.Message, null);

    /// <summary>Puts the report into its place, instead of an older one.</summary>
    /// <exception cref="IOException">The disk is full, or the like; the message names the place.</exception>
    public void Complete()
    {
        try
        {
            _csv.Flush();
            ((FileStream)_writer.BaseStream).Flush(flushToDisk: true);
            _csv.Dispose();
            _writer.Dispose();
            if (_unfinished is not null)
                File.Move(_unfinished, _path, overwrite: true);
            _isComplete = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(_path, exception);
        }
    }

    /// <summary>Removes a report that was not completed.</summary>
    public void Dispose()
    {
        if (_isComplete)
            return;
        try
        {
            using (_writer)
                _csv.Dispose();
        }
        catch (IOException)
        {
            // The disk is full: what it still held can't be written either, and is not wanted.
        }

        if (_unfinished is not null)
            File.Delete(_unfinished);
    }

    private static IOException NotWritten(string path, Exception exception) =>
        new($"The error report '{path}' can't be written: {exception.Message}", exception);

    /// <summary>
    /// Devices and pipes have no length, and neither has an empty file, for which it makes no difference; what <c>/dev/stdout</c>
    /// leads to may have one.
    /// </summary>
    private static bool IsWrittenInPlace(string path) =>
        (!OperatingSystem.IsWindows() && (path is "/dev/stdout" or "/dev/stderr" || path.StartsWith("/dev/fd/", StringComparison.Ordinal)))
        || new FileInfo(path) is { Exists: true, Length: 0, LinkTarget: null };

    private void Write(params ReadOnlySpan<string?> values)
    {
        try
        {
            foreach (var value in values)
                Write(value);
            _csv.EndRecord();
            Count++;
        }
        catch (IOException exception)
        {
            throw NotWritten(_path, exception);
        }
    }

    private void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            _csv.WriteField(string.Empty);
            return;
        }

        // Tabs and line breaks become pictures too: what a spreadsheet takes for the start of a formula can't hide behind them.
        var shown = PlainText.Visible(value, int.MaxValue);
        _csv.WriteField(IsFormula(shown) ? "'" + shown : shown, CsvQuoting.Always);
    }

    /// <summary>What OWASP lists as starts of a formula, also behind spaces and quotes and in full width.</summary>
    private static bool IsFormula(string value) =>
        value.AsSpan().TrimStart(" \"") is [var first, ..] && (first is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠' or '\u2409' or '\u240D');
}
