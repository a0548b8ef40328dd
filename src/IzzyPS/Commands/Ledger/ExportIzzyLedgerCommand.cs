using System.Management.Automation;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Backs the ledger up to a file. A run may go on meanwhile.</summary>
/// <remarks>
/// <para>The backup is complete and shows one moment. A native backup contains everything, including the history, and can replace the ledger. A JSON backup contains the listings, their prices and the creates in doubt; other programs can read it. Import-IzzyLedger takes both. The file appears under its name when the backup is complete and on the disk.</para>
/// </remarks>
/// <example>
/// Makes a backup with the date in its name.
/// <code>
/// Export-IzzyLedger "./ledger-$(Get-Date -Format yyyy-MM-dd).db"
/// </code>
/// </example>
/// <example>
/// Writes the listings as JSON and replaces an older backup of that name.
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

    /// <summary>Native or Json. The default is Json for a name that ends in .json, and Native for any other name.</summary>
    [Parameter]
    public LedgerFormat? Format { get; set; }

    /// <summary>Replaces an existing file if it is an earlier backup of the same ledger in the same format. No other file is replaced, the ledger included.</summary>
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
