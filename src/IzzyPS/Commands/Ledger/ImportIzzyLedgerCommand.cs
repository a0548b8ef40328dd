using System.Management.Automation;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Transfer.Adoption;
using IzzyPS.Pipeline;
using IzzyPS.Runs;

namespace IzzyPS.Commands;

/// <summary>Takes over into the ledger what another file knows of the listings.</summary>
/// <remarks>
/// <para>Takes a backup of Export-IzzyLedger, native or JSON; a CSV with the columns vin and car_id (and configuration_number, where it has one); and the state file of the Python izzy-uploader. What the file is, its content says.</para>
/// <para>What the ledger knows is never changed: vehicles that it knows already stay as they are, and one that the two know differently is an error of its own. What is adopted is sent whole by the next comparison of a file that holds it, and nothing is closed until a run over the feed's stock has ended. Nobody can set prices by hand on a vehicle of which only the id is known until then. The ledger as it was before is kept beside it.</para>
/// </remarks>
/// <example>
/// Takes over from the Python izzy-uploader.
/// <code>
/// Import-IzzyLedger ./state.json -Feed warszawa
/// </code>
/// </example>
/// <example>
/// Starts anew from a backup after the ledger was lost.
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

    /// <summary>The file; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The file, as it stands: no letter is a wildcard.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "FullName")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The feed of the listings, where the file does not say it: a CSV, or the state of izzy-uploader.</summary>
    /// <value>default</value>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Completers.FeedCompleter))]
    public string Feed { get; set; } = StockSet.DefaultFeed;

    /// <summary>How many seconds to wait for another run that holds the ledger. Without it, that is an error at once.</summary>
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
