using System.Management.Automation;
using IzzyPS.Pipeline;
using IzzyPS.Runs.Faults;

namespace IzzyPS.Commands;

/// <summary>Tests a dealer account: requests a token and reads the ledger.</summary>
/// <remarks>
/// <para>The cmdlet gives an IzzyPS.DealerTest with the results. Each failure is also an error. The cmdlet sends no car and takes no lock.</para>
/// </remarks>
/// <example>
/// Tests the account that was connected last.
/// <code>
/// Test-IzzyDealer
/// </code>
/// </example>
/// <example>
/// Stops a script when an account is not ready.
/// <code>
/// if (-not (Get-IzzyDealer warszawa | Test-IzzyDealer).IsReady) { throw 'Not ready.' }
/// </code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "IzzyDealer")]
[OutputType(typeof(DealerTest))]
public sealed class TestIzzyDealerCommand : AsyncCommand
{
    /// <summary>The connection from Connect-IzzyDealer. The default is the last connection of this runspace. Without a connection the cmdlet connects with the IZZYLEASE_* variables.</summary>
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
            var overview = dealer.Ledger.ReadOverview();
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
            WriteError(Errors.Create(RunFault.FromException(exception)));
            return false;
        }
    }
}
