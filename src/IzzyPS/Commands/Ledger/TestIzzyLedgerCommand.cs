using System.Management.Automation;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Tests a ledger: whether it is whole and the account's own, who holds it, and what is in doubt.</summary>
/// <remarks>
/// <para>Reads every page of it. Gives an IzzyPS.LedgerTest with its Checks; a check that failed is an error too. Nothing is sent and no lock is taken. A ledger that can't be opened at all is refused before, with the way out.</para>
/// </remarks>
/// <example>
/// Shows each check.
/// <code>
/// (Test-IzzyLedger).Checks | Format-Table -Wrap
/// </code>
/// </example>
/// <example>
/// Stops a script where the ledger is damaged.
/// <code>
/// if (-not (Test-IzzyLedger).IsHealthy) { throw 'See Test-IzzyLedger.' }
/// </code>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "IzzyLedger")]
[OutputType(typeof(LedgerTest))]
public sealed class TestIzzyLedgerCommand : AsyncCommand
{
    /// <summary>The dealer account, as Connect-IzzyDealer gives it; by default the one that this runspace connected last, else the IZZYLEASE_* variables'.</summary>
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
