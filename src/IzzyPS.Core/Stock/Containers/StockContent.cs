using System.Security.Cryptography;
using IzzyPS.Files;
using IzzyPS.Stock.Reading;

namespace IzzyPS.Stock.Containers;

/// <summary>
/// The CSV text of a stock file. A plain file is its own text. The content of a pipe, a gzip file, a zip file or a workbook is copied to a private temporary file,
/// which is gone when the content is disposed.
/// </summary>
internal sealed class StockContent : IDisposable
{
    /// <summary>The path that stands for standard input.</summary>
    public const string StandardInput = "-";

    private const string InputDevice = "/dev/stdin";
    private const long SmallContent = 64L * 1024 * 1024;
    private const long MostRatio = 200;

    private StockContent(FileStream text, long length)
    {
        Text = text;
        Length = length;
    }

    /// <summary>The text.</summary>
    public FileStream Text { get; }

    /// <summary>The size of the file as it is on the disk, or of what came through the pipe.</summary>
    public long Length { get; }

    /// <summary>The SHA-256 of the file as it is on the disk, or of what came through the pipe; null where the text is the file.</summary>
    public string? Sha256 { get; private init; }

    /// <summary>Whether the text is a temporary copy.</summary>
    public bool IsCopy { get; private init; }

    /// <summary>Whether the content came through a pipe, so that no file can be looked at again.</summary>
    public bool IsPiped { get; private init; }

    /// <summary>Whether IzzyPS wrote the text, as UTF-8 with commas.</summary>
    public bool IsConverted { get; private init; }

    /// <summary>Opens the content of a file.</summary>
    /// <exception cref="ContentException">The file holds nothing that can be read as CSV.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static StockContent Open(string path, StockReaderOptions options, CancellationToken cancellationToken)
    {
        var raw = OpenRaw(path, options.Limits.FileBytes, out var isPiped, cancellationToken);
        StockContent? content = null;
        try
        {
            content = Unpack(raw, isPiped, options, cancellationToken);
            return content;
        }
        finally
        {
            if (content?.Text != raw)
                raw.Dispose();
        }
    }

    /// <summary>Takes an open file as its own text.</summary>
    public static StockContent FromText(FileStream text) => new(text, text.Length);

    public void Dispose() => Text.Dispose();

    private static FileStream OpenRaw(string path, long most, out bool isPiped, CancellationToken cancellationToken)
    {
        isPiped = path == StandardInput;
        if (isPiped)
        {
            if (OperatingSystem.IsLinux() && PipeFile.IsPipe(InputDevice))
                return RequireContent(CopyPipe(InputDevice, most, cancellationToken));
            return RequireContent(Spool.CopyStandardInput(most, cancellationToken));
        }

        isPiped = PipeFile.IsPipe(path);
        if (isPiped)
            return RequireContent(CopyPipe(path, most, cancellationToken));
        if (Directory.Exists(path))
            throw new ContentException("NotReadable", "This is a folder; name the file in it.");
        if (FileFacts.HasNoLength(path))
            throw CreateEmpty("The file is empty, or is a device; a file whose first line names the columns is needed.");
        return InputFile.OpenRead(path);
    }

    private static FileStream CopyPipe(string path, long most, CancellationToken cancellationToken)
    {
        try
        {
            return Spool.CopyPipe(path, most, cancellationToken);
        }
        catch (IOException exception)
        {
            throw CreateEmpty($"The file gives nothing: {exception.Message}", exception);
        }
    }

    private static FileStream RequireContent(FileStream file)
    {
        if (file.Length > 0)
            return file;
        file.Dispose();
        throw CreateEmpty("Nothing came through the pipe; the first line must name the columns.");
    }

    private static ContentException CreateEmpty(string message, Exception? cause = null) => new("Empty", message, cause);

    private static StockContent Unpack(FileStream raw, bool isPiped, StockReaderOptions options, CancellationToken cancellationToken)
    {
        var length = raw.Length;
        if (length > options.Limits.FileBytes)
            throw ContentException.CreateTooLarge("the file", options.Limits.FileBytes);
        var format = Recognise(raw, out var message);
        if (format == FileFormat.Other)
            throw new ContentException("NotCsv", message);
        if (format == FileFormat.Text)
            return new StockContent(raw, length) { IsCopy = isPiped, IsPiped = isPiped };

        var sha256 = Convert.ToHexStringLower(SHA256.HashData(raw));
        raw.Position = 0;
        var most = Math.Min(options.Limits.FileBytes, Math.Max(SmallContent, length * MostRatio));
        var isWorkbook = false;
        var text = format == FileFormat.Gzip
            ? GzipContent.Unpack(raw, most, cancellationToken)
            : ZipContent.Unpack(raw, options.Sheet, most, out isWorkbook, cancellationToken);
        if (isWorkbook || Recognise(text, out message) == FileFormat.Text)
            return new StockContent(text, length) { Sha256 = sha256, IsCopy = true, IsPiped = isPiped, IsConverted = isWorkbook };
        text.Dispose();
        throw new ContentException("NotCsv", message.Length > 0 ? $"Unpacked: {message}" : "The file holds another packed file. Unpack it, and name the CSV file.");
    }

    private static FileFormat Recognise(FileStream file, out string message)
    {
        var start = new byte[FileSignature.Length];
        file.Position = 0;
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return FileSignature.Recognise(start.AsSpan(0, length), out message);
    }
}
