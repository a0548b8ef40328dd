using System.Management.Automation;
using IzzyPS.Connections;
using IzzyPS.Ledger.Opening;
using IzzyPS.Output;
using IzzyPS.Pipeline;
using IzzyPS.Runs;
using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Reading;

namespace IzzyPS.Commands;

/// <summary>Reads a partner's stock files as vehicles.</summary>
/// <remarks>
/// <para>Each file is read twice: first its structure (encoding, delimiter, headers, repeated rows, whether it ends well), then its rows, which come as IzzyPS.Vehicle objects while they are read. A row that can't be a vehicle is an error with file, line, VIN, column, what stands there and what would be accepted, all its faults at once. What had to be assumed (no engine code, a coupe, an unknown showroom) is in the vehicle's Warnings.</para>
/// <para>All files of one call belong together: Compare-IzzyVehicle -CloseMissing takes a vehicle for gone when none of them has it. Encoding and delimiter are found out; the partner's words are in a profile, a JSON file that can be copied and extended.</para>
/// </remarks>
/// <example>
/// Reads a file, and writes what was rejected into a report.
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

    /// <summary>The files, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The files, each name taken as it is.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The partner's words: the name of a profile in the user's data folder, or the path of a JSON file.</summary>
    /// <value>default</value>
    [Parameter]
    [ArgumentCompleter(typeof(Completers.ProfileCompleter))]
    public string Profile { get; set; } = PartnerProfile.DefaultName;

    /// <summary>The showrooms behind the partner's numbers: a JSON file, or a hashtable; by default the connection's.</summary>
    [Parameter]
    public object? LocationMap { get; set; }

    /// <summary>The files' encoding, utf-8 or windows-1250 for example; by default it is found out.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(Completers.EncodingCompleter))]
    public string? Encoding { get; set; }

    /// <summary>The character between the columns; by default it is found out.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>The partner's stream of files that these belong to. Closing looks at one feed only.</summary>
    /// <value>default</value>
    [Parameter]
    [ValidatePattern(@"\S")]
    [ArgumentCompleter(typeof(Completers.FeedCompleter))]
    public string Feed { get; set; } = StockSet.DefaultFeed;

    /// <summary>A CSV file to write the rejected rows into: file, line, VIN, column, code, message and the row. It is written whether or not there are any, and replaces an earlier report only.</summary>
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
        // A report that can't be written is an error before anything behind in the pipeline is done.
        using var report = ErrorReport is null
            ? null
            : new StockErrorReport(Paths.GetFullPath(this, ErrorReport), _files.Select(file => file.Path).Concat(OwnPaths()), TimeProvider.System);
        var import = StockImport.Examine(options, stock, _files.Select(file => file.Path), StopToken);
        var files = import.Files.Zip(_files, (file, named) => (File: file, named.IsFound)).ToList();
        foreach (var (file, isFound) in files)
            WriteFaults(import, file, isFound, report);

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

    private IEnumerable<string> OwnPaths() => (Dealer ?? Session.Current.Last)?.OwnPaths ?? DataFolder.TryOfUser()?.OwnFolders ?? [];

    private void Write(StockRow row, StockErrorReport? report)
    {
        if (row.Vehicle is { } vehicle)
        {
            WriteObject(vehicle);
            return;
        }

        var error = row.Error!;
        report?.Add(error);
        WriteError(Errors.RowRejected.CreateRecord(error, Errors.InRun(error.Message, error.File.Set.Id)));
    }

    /// <summary>Writes the faults that were found since the last time.</summary>
    private void WriteFaults(StockImport import, StockFile file, bool isFound, StockErrorReport? report)
    {
        foreach (var fault in import.TakeFaults(file))
        {
            report?.Add(file, fault);
            if (isFound)
                WriteError(Errors.StockFileFault.CreateRecord(file, Errors.InRun($"{file}: {fault.Message}", file.Set.Id)));
        }
    }

    private StockReaderOptions Options() => new()
    {
        Profile = Settings.LoadProfile(this, Profile),
        LocationMap = Settings.LoadLocationMap(this, LocationMap ?? EnvironmentMap()) ?? (Dealer ?? Session.Current.Last)?.LocationMap ?? Stock.Profiles.LocationMap.Empty,
        Encoding = Encoding is null ? null : StockReaderOptions.EncodingNamed(Encoding),
        Delimiter = Delimiter,
    };

    /// <summary>Without a connection the environment's map counts, as it would with the connection that the environment makes.</summary>
    private string? EnvironmentMap() =>
        (Dealer ?? Session.Current.Last) is null && Environment.GetEnvironmentVariable(DealerEnvironment.LocationMapVariable) is { Length: > 0 } path ? path : null;
}
