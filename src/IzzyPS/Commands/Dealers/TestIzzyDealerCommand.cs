using System.Management.Automation;
using IzzyPS.Pipeline;
using IzzyPS.Runs;

namespace IzzyPS.Commands;

/// <summary>Tests a dealer account: asks for a token, and opens the ledger.</summary>
/// <remarks>
/// <para>Gives an IzzyPS.DealerTest with what was found; what does not work is an error too. No car is sent and no lock is taken.</para>
/// </remarks>
/// <example>
/// Tests the account that was connected last.
/// <code>
/// Test-IzzyDealer
/// </code>
/// </example>
/// <example>
/// Stops a script where an account is not ready.
/// <code>
/// if (-not (Get-IzzyDealer warszawa | Test-IzzyDealer).IsReady) { throw 'Not ready.' }
/// </code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "IzzyDealer")]
[OutputType(typeof(DealerTest))]
public sealed class TestIzzyDealerCommand : AsyncCommand
{
    /// <summary>The dealer account, as Connect-IzzyDealer gives it; by default the one that this runspace connected last, else the IZZYLEASE_* variables'.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public DealerConnection? Dealer { get; set; }

    private protected override void Take()
    {
        var dealer = Session.Current.Resolve(this, Dealer);
        var hasToken = Try(() => Pump(async (_, stop) =>
        {
            await dealer.Client.AuthenticateAsync(stop).ConfigureAwait(false);
            return true;
        }));
        var (active, inDoubt) = (0, 0);
        var hasLedger = Try(() =>
        {
            var overview = dealer.Ledger.Overview();
            (active, inDoubt) = (overview.Active, overview.InDoubt);
            return true;
        });
        WriteObject(new DealerTest(dealer.Name, dealer.BaseUri, hasToken, hasLedger, dealer.LedgerPath, active, inDoubt));
    }

    private bool Try(Func<bool> step)
    {
        try
        {
            return step();
        }
        catch (Exception exception) when (exception is DealerException or LedgerException)
        {
            WriteError(Errors.Create(RunFault.From(exception)));
            return false;
        }
    }
}
