using System.Management.Automation;
using IzzyPS.Ledger.Transfer.Move;
using IzzyPS.Output;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Moves the ledger to another place: a file to PostgreSQL, where several machines share it, or back, or to another file.</summary>
/// <remarks>
/// <para>Everything goes along: what is listed, what is in doubt, the history, plans that were made and not carried out yet. Nobody can write meanwhile. The old ledger stays where it is, marked: from then on it is refused with where it went. Whenever a move is interrupted, one of the two is in use and the other is refused; the same command again goes to the end.</para>
/// <para>The session goes on with the new place. Name it from then on wherever the old one was named: -LedgerPath, -LedgerConnection, IZZYLEASE_LEDGER. A ledger that was moved away from the destination before is kept under another name; one that holds something is an error.</para>
/// </remarks>
/// <example>
/// Several machines are to serve the account: its ledger goes to PostgreSQL. The password is in ~/.pgpass.
/// <code>
/// Move-IzzyLedger postgres://izzy@db.example.com/izzy
/// </code>
/// </example>
/// <example>
/// Back to a file.
/// <code>
/// Connect-IzzyDealer -Credential (Get-Credential) -LedgerConnection postgres://izzy@db.example.com/izzy
/// Move-IzzyLedger ./ledger.db
/// </code>
/// </example>
[Cmdlet(VerbsCommon.Move, "IzzyLedger", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(LedgerMoved))]
public sealed class MoveIzzyLedgerCommand : DealerCommand
{
    /// <summary>The new place: a file, or postgres://user@host:5432/database. A password is better left out: PGPASSWORD or ~/.pgpass has it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>How many seconds to wait for another run that holds the ledger. Without it, that is an error at once.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int WaitForLock { get; set; }

    private protected override void Finish()
    {
        var (connection, destination) = (Connection, FullDestination());
        var (source, place) = (connection.LedgerPath, connection.PlaceOf(destination));
        if (!ShouldProcess($"'{source}' → '{place}'", $"Move the ledger of {connection}"))
            return;

        WriteObject(Pump((outbox, stop) => connection.MoveLedgerAsync(
            destination,
            MyInvocation.MyCommand.Name,
            TimeSpan.FromSeconds(WaitForLock),
            step => outbox.Post(command => command.WriteVerbose(Outgoing.Line(Describe(step, source, place)))),
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
