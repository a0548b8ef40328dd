using System.Management.Automation;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Tests a ledger: its pages, its account, its holder and its creates in doubt.</summary>
/// <remarks>
/// <para>The cmdlet reads every page of the ledger and gives an IzzyPS.LedgerTest with its Checks. Each failed check is also an error. The cmdlet sends nothing and takes no lock. When the ledger can't be opened, connecting already fails, with a message that says what to do.</para>
/// </remarks>
/// <example>
/// Shows each check.
/// <code>
/// (Test-IzzyLedger).Checks | Format-Table -Wrap
/// </code>
/// </example>
/// <example>
/// Stops a script when the ledger is damaged.
/// <code>
/// if (-not (Test-IzzyLedger).IsHealthy) { throw 'See Test-IzzyLedger.' }
/// </code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "IzzyLedger")]
[OutputType(typeof(LedgerTest))]
public sealed class TestIzzyLedgerCommand : AsyncCommand
{
    /// <summary>The connection from Connect-IzzyDealer. The default is the last connection of this runspace. Without a connection the cmdlet connects with the IZZYLEASE_* variables.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public DealerConnection? Dealer { get; set; }

    private protected override void Take()
    {
        var dealer = Session.Current.Resolve(this, Dealer);
        var test = Pump((_, _) => Task.FromResult(LedgerTest.Run(dealer.Ledger, dealer.Client.Account)));
        WriteObject(test);
        foreach (var check in test.Checks.Where(check => check.Outcome == LedgerCheckOutcome.Failed))
            WriteError(Errors.LedgerCheckFailed.CreateRecord(check, $"{dealer.LedgerPath}: {check.Name}: {check.Detail}"));
    }
}
