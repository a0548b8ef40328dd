using System.Management.Automation;
using IzzyPS.Connections;
using IzzyPS.Ledger.Opening;
using IzzyPS.Output;
using IzzyPS.Pipeline;
using IzzyPS.Runs;
using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Reading;

namespace IzzyPS.Commands;

/// <summary>Reads vehicles from a partner's stock files.</summary>
/// <remarks>
/// <para>The cmdlet reads each file twice. The first reading examines the structure: encoding, delimiter, headers, repeated rows and the end of the file. The second reading gives one IzzyPS.Vehicle for each row as it is read. A row that can't be a vehicle is one error with all faults of the row: file, line, VIN, column, the value and what would be accepted. The property Warnings of a vehicle lists assumptions, such as a missing engine code, a coupe or an unknown showroom.</para>
/// <para>A file may be CSV text, also packed by gzip or as the only CSV of a zip file, or an Excel workbook (.xlsx). A path may name a pipe. What is packed or piped is copied to a private temporary file, which is gone at the end.</para>
/// <para>All files of one call form one stock: Compare-IzzyVehicle -CloseMissing treats a vehicle as gone when no file contains it. The cmdlet detects encoding and delimiter. A profile holds the partner's words. A profile is a JSON file that can be copied and extended.</para>
/// </remarks>
/// <example>
/// Reads a file and writes the rejected rows to a report.
/// <code>
/// Import-IzzyVehicleCsv ./examples/stock-monday.csv -ErrorReport ./errors.csv
/// </code>
/// </example>
/// <example>
/// Reads several files of one partner as one stock.
/// <code>
/// Get-ChildItem ./examples/stock-*.csv | Import-IzzyVehicleCsv -Feed warszawa | Group-Object Make -NoElement
/// </code>
/// </example>
[Cmdlet(VerbsData.Import, "IzzyVehicleCsv", DefaultParameterSetName = PathSet)]
[OutputType(typeof(Vehicle))]
public sealed class ImportIzzyVehicleCsvCommand : DealerCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private readonly List<NamedFile> _files = [];

    /// <summary>The files, with * and ? as wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The files. The names are taken literally: no character is a wildcard.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The partner's words: the name of a profile in the user's data folder, or the path of a JSON file.</summary>
    /// <value>default</value>
    [Parameter]
    [ArgumentCompleter(typeof(Completers.ProfileCompleter))]
    public string Profile { get; set; } = PartnerProfile.DefaultName;

    /// <summary>The showroom ids for the partner's numbers: a JSON file or a hashtable. The default is the connection's map.</summary>
    [Parameter]
    public object? LocationMap { get; set; }

    /// <summary>The files' encoding, such as utf-8 or windows-1250. By default the cmdlet detects it.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(Completers.EncodingCompleter))]
    public string? Encoding { get; set; }

    /// <summary>The character between the columns. By default the cmdlet detects it.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>The sheet of an Excel workbook. By default the cmdlet reads the first visible sheet.</summary>
    [Parameter]
    [ValidatePattern(@"\S")]
    public string? Sheet { get; set; }

    /// <summary>The feed that the files belong to: one partner's series of files. Closing considers one feed only.</summary>
    /// <value>default</value>
    [Parameter]
    [ValidatePattern(@"\S")]
    [ArgumentCompleter(typeof(Completers.FeedCompleter))]
    public string Feed { get; set; } = StockSet.DefaultFeed;

    /// <summary>A CSV file for the rejected rows: file, line, VIN, column, code, message and the row. The file is written even when no row was rejected. It replaces an earlier report and no other file.</summary>
    [Parameter]
    public string? ErrorReport { get; set; }

    private protected override void Take()
    {
        var isLiteral = ParameterSetName == LiteralPathSet;
        foreach (var path in isLiteral ? LiteralPath : Path)
            _files.AddRange(Paths.FindFiles(this, path, isLiteral));
    }

    private protected override void Finish()
    {
        var (options, stock) = (Options(), new StockSet(Feed));
        // The report is opened first. A report that can't be written is an error before later cmdlets in the pipeline do anything.
        using var report = ErrorReport is null
            ? null
            : new StockErrorReport(Paths.GetFullPath(this, ErrorReport), _files.Select(file => file.Path).Concat(OwnPaths()), TimeProvider.System);
        var import = StockImport.Examine(options, stock, _files.Select(file => file.Path), StopToken);
        var files = import.Files.Zip(_files, (file, named) => (File: file, named.IsFound)).ToList();
        foreach (var (file, isFound) in files)
        {
            WriteFaults(import, file, isFound, report);
            foreach (var warning in file.Warnings)
                WriteWarning(Errors.InRun($"{file}: {warning.Message}", stock.Id));
        }

        var progress = new ProgressLine("Reading the stock", TimeProvider.System);
        try
        {
            foreach (var (file, isFound) in files)
            {
                foreach (var row in import.Read(file, news => Show(news, progress), StopToken))
                    Write(row, report);
                WriteFaults(import, file, isFound, report);
                WriteVerbose($"run {stock.Id:N} {file}: {file.RowCount} rows, {file.RowsValid} vehicles, {file.RowsRejected} rejected, {file.RowsRepeated} repeated; {file.Encoding ?? "no encoding"}, delimiter '{file.Delimiter}', profile '{Profile}', SHA-256 {file.Sha256}");
            }
        }
        finally
        {
            progress.Complete(this);
        }

        report?.Complete();
    }

    private void Show(PhaseProgress news, ProgressLine progress)
    {
        if (progress.Update(news.Done, news.Total, "rows") is { } record)
            WriteProgress(record);
    }

    private IEnumerable<string> OwnPaths() => (Dealer ?? Session.Current.Last)?.OwnPaths ?? DataFolder.TryFindUserFolder()?.OwnFolders ?? [];

    private void Write(StockRow row, StockErrorReport? report)
    {
        if (row.Vehicle is { } vehicle)
        {
            WriteObject(vehicle);
            return;
        }

        var error = row.Error!;
        report?.Add(error);
        WriteError(Errors.RowRejected.CreateRecord(error, Errors.InRun(error.Message, error.File.Set.Id), detail: error.Faults[0].Code));
    }

    /// <summary>Writes the faults that were found since the last call.</summary>
    private void WriteFaults(StockImport import, StockFile file, bool isFound, StockErrorReport? report)
    {
        foreach (var fault in import.TakeFaults(file))
        {
            report?.Add(file, fault);
            if (isFound)
                WriteError(Errors.StockFileFault.CreateRecord(file, Errors.InRun($"{file}: {fault.Message}", file.Set.Id), detail: fault.Code));
        }
    }

    private StockReaderOptions Options() => new()
    {
        Profile = Settings.LoadProfile(this, Profile),
        LocationMap = Settings.LoadLocationMap(this, LocationMap ?? EnvironmentMap()) ?? (Dealer ?? Session.Current.Last)?.LocationMap ?? Stock.Profiles.LocationMap.Empty,
        Encoding = Encoding is null ? null : StockReaderOptions.FindEncoding(Encoding),
        Delimiter = Delimiter,
        Sheet = Sheet,
    };

    /// <summary>The location map of the environment, used when there is no connection. A connection made from the environment would use the same map.</summary>
    private string? EnvironmentMap() =>
        (Dealer ?? Session.Current.Last) is null && Environment.GetEnvironmentVariable(DealerEnvironment.LocationMapVariable) is { Length: > 0 } path ? path : null;
}
