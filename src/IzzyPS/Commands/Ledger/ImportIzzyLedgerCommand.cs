using System.Management.Automation;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Ledger.Transfer.Adoption;
using IzzyPS.Pipeline;
using IzzyPS.Runs;

namespace IzzyPS.Commands;

/// <summary>Adopts listings from another file into the ledger.</summary>
/// <remarks>
/// <para>The cmdlet takes three kinds of files: a native or JSON backup of Export-IzzyLedger; a CSV file with the columns vin, car_id and, if present, configuration_number; the state file of the Python izzy-uploader. The cmdlet finds the kind from the file's content.</para>
/// <para>Vehicles that the ledger knows already stay unchanged. A vehicle for which the ledger and the file disagree is reported as an error. The next comparison with a stock file that contains an adopted vehicle plans an update with all its fields. Until a run over the feed's stock has ended, nothing is closed, and prices can't be set by hand for vehicles of which only the id is known. A copy of the ledger from before is kept beside it.</para>
/// </remarks>
/// <example>
/// Adopts the listings of the Python izzy-uploader.
/// <code>
/// Import-IzzyLedger ./state.json -Feed warszawa
/// </code>
/// </example>
/// <example>
/// Starts a new ledger from a backup after the ledger was lost.
/// <code>
/// Connect-IzzyDealer -Credential (Get-Credential) -NewLedger
/// Import-IzzyLedger ./ledger-2026-11-20.db
/// </code>
/// </example>
[Cmdlet(VerbsData.Import, "IzzyLedger", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(LedgerImport))]
public sealed class ImportIzzyLedgerCommand : DealerCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>The files, with * and ? as wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The files. The names are taken literally: no character is a wildcard.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "FullName")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The feed of the listings, for a file without feeds: a CSV file or the state of izzy-uploader.</summary>
    /// <value>default</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Completers.FeedCompleter))]
    public string Feed { get; set; } = StockSet.DefaultFeed;

    /// <summary>How many seconds to wait while another run holds the ledger. With 0 the cmdlet ends with an error at once.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int WaitForLock { get; set; }

    private protected override void Take()
    {
        var isLiteral = ParameterSetName == LiteralPathSet;
        foreach (var file in (isLiteral ? LiteralPath : Path).SelectMany(path => Paths.FindFiles(this, path, isLiteral)).Where(file => file.IsFound))
            Import(file.Path);
    }

    private void Import(string path)
    {
        try
        {
            var connection = Connection;
            var source = Pump((_, stop) => Task.FromResult(AdoptionSource.Read(path, Feed, connection.Time, stop)));
            if (!ShouldProcess($"{source.Rows.Count} vehicles of the {source.Format} '{path}'", $"Adopt into the ledger of {connection}"))
                return;
            var result = Pump((_, stop) => new AdoptRun(connection, RunTrigger.Cmdlet)
                .RunAsync(source, Feed, MyInvocation.MyCommand.Name, TimeSpan.FromSeconds(WaitForLock), stop));
            WriteObject(new LedgerImport(path, source.Format, result.Adopted, result.Known, result.Errors.Count, result.Backup, result.RunId));
            foreach (var error in result.Errors)
                WriteError(Errors.VehicleNotImported.CreateRecord(error, $"{path}{(error.Line > 0 ? $" line {error.Line}" : string.Empty)}: {error.Vehicle}: {error.Message}"));
        }
        catch (AdoptionException exception)
        {
            WriteError(Errors.LedgerNotImported.CreateRecord(path, exception.Message, exception));
        }
    }
}
