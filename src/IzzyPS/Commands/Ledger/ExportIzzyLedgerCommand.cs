using System.Management.Automation;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Backs the ledger up to a file, while a run may go on.</summary>
/// <remarks>
/// <para>The backup is whole and of one moment. A native one holds everything, history included, and can take the ledger's place; a JSON one holds what is listed, at which prices, and what is in doubt, for other programs too. Import-IzzyLedger takes both. It appears under its name when it is complete and on the disk.</para>
/// </remarks>
/// <example>
/// A backup a day.
/// <code>
/// Export-IzzyLedger "./ledger-$(Get-Date -Format yyyy-MM-dd).db"
/// </code>
/// </example>
/// <example>
/// What is listed, as JSON; an older backup of that name is replaced.
/// <code>
/// Export-IzzyLedger ./listed.json -Force
/// </code>
/// </example>
[Cmdlet(VerbsData.Export, "IzzyLedger", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportIzzyLedgerCommand : DealerCommand
{
    /// <summary>The file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("PSPath", "LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Native or Json; by default what the file's name says, .json or anything else.</summary>
    [Parameter]
    public LedgerFormat? Format { get; set; }

    /// <summary>Replaces an earlier backup of the same ledger in the same format that is there. Any other file, the ledger above all, is never replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override void Finish()
    {
        try
        {
            var path = Paths.GetFullPath(this, Path);
            var format = Format ?? (System.IO.Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase) ? LedgerFormat.Json : LedgerFormat.Native);
            var (connection, overwrite) = (Connection, Force.IsPresent);
            if (!ShouldProcess(path, $"Back up the ledger of {connection}"))
                return;
            WriteObject(Pump((_, _) =>
            {
                LedgerExport.Write(connection.Ledger, path, format, overwrite, connection.OwnPaths, connection.Time.GetUtcNow());
                return Task.FromResult(new FileInfo(path));
            }));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ItemNotFoundException)
        {
            WriteError(Errors.LedgerNotExported.CreateRecord(Path, $"The ledger was not backed up to '{Path}': {exception.Message}", exception));
        }
    }
}
