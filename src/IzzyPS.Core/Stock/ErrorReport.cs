using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using IzzyPS.Files;
using IzzyPS.Output;

namespace IzzyPS.Stock;

/// <summary>
/// A CSV file with a line for each fault of a rejected row: file, line, vin, column, code, message, row. The file appears under its
/// name only when it is complete. Without faults it has its header line only, so that an earlier report does not stay.
/// </summary>
/// <remarks>
/// The report is UTF-8 with a byte order mark and CRLF; without the mark Excel would take it for another encoding. Every value is
/// quoted. Text that a spreadsheet would take for a formula gets an apostrophe before it, wherever a cell may begin. A device or a
/// pipe is written in place: a file that is moved to the name of <c>/dev/full</c> would replace the device.
/// </remarks>
internal sealed partial class ErrorReport : IDisposable
{
    private const string Header = "file,line,vin,column,code,message,row";

    /// <summary>An earlier report is recognised by its byte order mark and its header line.</summary>
    private static readonly OutputKind Kind = OutputKind.CreateWithStart("an earlier error report", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Header + "\r\n")]) with { CanGoToDevices = true };

    private readonly OutputFile _place;
    private readonly string? _unfinished;
    private readonly StreamWriter _writer;
    private readonly CsvWriter _csv;
    private bool _isComplete;

    private ErrorReport(OutputFile place, string? unfinished)
    {
        _place = place;
        _unfinished = unfinished;
        var stream = unfinished is null
            ? DeviceFile.OpenToWrite(place.Path)
            : PrivateFile.Create(unfinished);
        _writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)) { NewLine = "\r\n" };
        _writer.WriteLine(Header);
        _csv = CsvWriter.Create(_writer, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true);
    }

    /// <summary>The number of lines below the header.</summary>
    public int Count { get; private set; }

    /// <summary>Starts a report as a temporary file beside its final path. The finished report may replace an earlier report, but no other file.</summary>
    /// <param name="path">The path of the report.</param>
    /// <param name="own">The stock files that are read, and the files of IzzyPS itself. None of them is overwritten.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="IOException">The report can't or must not be written there. The message names the report's path.</exception>
    public static ErrorReport Create(string path, IEnumerable<string> own, TimeProvider timeProvider)
    {
        path = Path.GetFullPath(path);
        try
        {
            if (Directory.Exists(path))
                throw new IOException("it is a folder.");
            var place = new OutputFile(path, Kind, own);
            return new ErrorReport(place, IsWrittenInPlace(place) ? null : $"{place.RealPath}.{Guid.CreateVersion7(timeProvider.GetUtcNow()):N}.tmp");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CreateNotWritten(path, exception);
        }
    }

    /// <summary>Adds a rejected row.</summary>
    /// <exception cref="IOException">The report can't be written, for example because the disk is full. The message names the report's path.</exception>
    public void Add(RowError error)
    {
        var line = error.Line.ToString(CultureInfo.InvariantCulture);
        foreach (var fault in error.Faults)
            Write(error.File.Path, line, error.Key?.Value, fault.Field?.CsvName, fault.Code, fault.Message, error.RawRow);
    }

    /// <summary>Adds a vehicle of a valid row that can't be listed.</summary>
    /// <param name="file">The full path of the row's file.</param>
    /// <param name="line">The row's physical line.</param>
    /// <param name="key">The vehicle's key.</param>
    /// <param name="code">The code of the reason.</param>
    /// <param name="message">The reason, in English.</param>
    /// <exception cref="IOException">The report can't be written, for example because the disk is full. The message names the report's path.</exception>
    public void Add(string file, int line, string key, string code, string message) =>
        Write(file, line.ToString(CultureInfo.InvariantCulture), key, null, code, message, null);

    /// <summary>Adds a fault of a whole file.</summary>
    public void Add(StockFile file, StockFault fault) => Write(file.Path, null, null, null, fault.Code, fault.Message, null);

    /// <summary>Moves the finished report to its final path, where it replaces an older report.</summary>
    /// <exception cref="IOException">The report can't be written, for example because the disk is full. The message names the report's path.</exception>
    public void Complete()
    {
        try
        {
            _csv.Flush();
            ((FileStream)_writer.BaseStream).Flush(flushToDisk: true);
            _csv.Dispose();
            _writer.Dispose();
            if (_unfinished is not null)
            {
                _place.Check();
                File.Move(_unfinished, _place.RealPath, overwrite: true);
            }

            _isComplete = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CreateNotWritten(_place.Path, exception);
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
            // The disk is full. The rest of the report can't be written, and an incomplete report is deleted anyway.
        }

        if (_unfinished is not null)
            File.Delete(_unfinished);
    }

    private static IOException CreateNotWritten(string path, Exception exception) =>
        new($"The error report '{path}' can't be written: {exception.Message}", exception);

    /// <summary>
    /// Whether the path is a device or a pipe. Where the system can't tell an empty file from a device, the empty file is written in place too. An
    /// empty file has no content that could be lost.
    /// </summary>
    private static bool IsWrittenInPlace(OutputFile place) =>
        (!OperatingSystem.IsWindows() && (place.Path is "/dev/stdout" or "/dev/stderr" || place.Path.StartsWith("/dev/fd/", StringComparison.Ordinal)))
        || (File.Exists(place.RealPath) && FileFacts.IsPipeOrDevice(place.RealPath));

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
            throw CreateNotWritten(_place.Path, exception);
        }
    }

    private void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            _csv.WriteField(string.Empty);
            return;
        }

        _csv.WriteField(CreateCell(value), CsvQuoting.Always);
    }

    /// <summary>
    /// Makes the text of a cell in which no part is a formula. Some spreadsheets split lines at their own separator, even within
    /// quotes. So text after a separator, a quote or a line break is made harmless as well. Tabs and line breaks become visible symbols.
    /// </summary>
    private static string CreateCell(string value) => GetFormulaStart().Replace(PlainText.ToVisible(value, int.MaxValue), "'");

    /// <summary>
    /// Matches the position before each character that can start a formula (OWASP's list), also after spaces and quotes, and in full width.
    /// </summary>
    [GeneratedRegex("""(?<=(?:^|[;,|:"'\u2409\u240A\u240D\u240B\u240C\uFFFD])[\s\u180E\u200B"]{0,100})(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])""", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex GetFormulaStart();
}
