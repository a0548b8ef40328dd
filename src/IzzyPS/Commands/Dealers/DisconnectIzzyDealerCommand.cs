using System.Management.Automation;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Ends a connection to a dealer account: closes its ledger and forgets its secret.</summary>
/// <remarks>
/// <para>The connection that was made before, if any, becomes the last connection again.</para>
/// </remarks>
/// <example>
/// Ends the last connection.
/// <code>
/// Disconnect-IzzyDealer
/// </code>
/// </example>
/// <example>
/// Ends all connections.
/// <code>
/// Get-IzzyDealer | Disconnect-IzzyDealer
/// </code>
/// </example>
[Cmdlet(VerbsCommunications.Disconnect, "IzzyDealer")]
[OutputType(typeof(void))]
public sealed class DisconnectIzzyDealerCommand : AsyncCommand
{
    /// <summary>The connection; by default the last one.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public DealerConnection? Dealer { get; set; }

    private protected override void Take()
    {
        var session = Session.Current;
        if ((Dealer ?? (MyInvocation.ExpectingInput ? null : session.Last)) is { } dealer)
            session.Close(dealer);
        else
            WriteError(Errors.DealerNotFound.CreateRecord(null, "There is no connection to end."));
    }
}
