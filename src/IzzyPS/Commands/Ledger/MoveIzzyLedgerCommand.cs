using System.Management.Automation;
using IzzyPS.Ledger.Transfer.Move;
using IzzyPS.Output;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Moves the ledger to another place: from a file to PostgreSQL, back, or to another file.</summary>
/// <remarks>
/// <para>The move takes everything along: listings, creates in doubt, the history, and plans that are not carried out yet. Nobody can write to the ledger during the move. The old ledger stays in its place with a mark. From then on it is refused with a message that names the new place. After an interrupted move one of the two ledgers is in use and the other is refused. The same command completes the move.</para>
/// <para>The session uses the new place at once. Name the new place from then on in -LedgerPath, -LedgerConnection and IZZYLEASE_LEDGER. A ledger that was moved away from the destination earlier is kept under another name. A destination with a ledger that holds data is an error.</para>
/// </remarks>
/// <example>
/// Moves the ledger to PostgreSQL, so that several machines can serve the account. The password is in ~/.pgpass.
/// <code>
/// Move-IzzyLedger postgres://izzy@db.example.com/izzy
/// </code>
/// </example>
/// <example>
/// Moves the ledger back to a file.
/// <code>
/// Connect-IzzyDealer -Credential (Get-Credential) -LedgerConnection postgres://izzy@db.example.com/izzy
/// Move-IzzyLedger ./ledger.db
/// </code>
/// </example>
[Cmdlet(VerbsCommon.Move, "IzzyLedger", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(LedgerMoved))]
public sealed class MoveIzzyLedgerCommand : DealerCommand
{
    /// <summary>The new place: a file, or postgres://user@host:5432/database. Put the password into PGPASSWORD or ~/.pgpass, not into the address.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>How many seconds to wait while another run holds the ledger. With 0 the cmdlet ends with an error at once.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int WaitForLock { get; set; }

    private protected override void Finish()
    {
        var (connection, destination) = (Connection, FullDestination());
        var (source, place) = (connection.LedgerPath, connection.GetPlace(destination));
        if (!ShouldProcess($"'{source}' → '{place}'", $"Move the ledger of {connection}"))
            return;

        WriteObject(Pump((records, stop) => connection.MoveLedgerAsync(
            destination,
            MyInvocation.MyCommand.Name,
            TimeSpan.FromSeconds(WaitForLock),
            step => records.Post(command => command.WriteVerbose(Outgoing.ToLine(Describe(step, source, place)))),
            stop)));
        foreach (var other in Session.Current.Connections.Where(other => other == connection || other.SharesLedger(connection, source)).ToList())
            other.UseLedger(destination);
        if (!connection.IsLedgerAtHome)
            WriteWarning($"The ledger is at '{place}' from now on. Name it wherever '{source}' was named or none was: -LedgerPath or -LedgerConnection of Connect-IzzyDealer, IZZYLEASE_LEDGER, --ledger of izzy.");
    }

    private string FullDestination()
    {
        try
        {
            return Paths.GetLedgerName(this, Destination);
        }
        catch (Exception exception) when (exception is NotSupportedException or ItemNotFoundException or System.Management.Automation.DriveNotFoundException)
        {
            ThrowTerminatingError(Errors.InvalidSetting.CreateRecord(null, exception.Message, exception));
            throw;
        }
    }

    private static string Describe(LedgerMoveStep step, string source, string place) => step switch
    {
        LedgerMoveStep.Prepared => $"'{source}' is held, and '{place}' has room.",
        LedgerMoveStep.Copied => $"'{place}' has every row; '{source}' is still the ledger.",
        LedgerMoveStep.Switched => $"'{source}' is marked: from now on it is refused.",
        _ => $"'{place}' is the ledger.",
    };
}
