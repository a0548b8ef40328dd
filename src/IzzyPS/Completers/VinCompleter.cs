using System.Management.Automation;
using IzzyPS.Ledger;
using IzzyPS.Vehicles;

namespace IzzyPS.Completers;

/// <summary>Completes VINs from the ledger.</summary>
internal sealed class VinCompleter : LedgerCompleter
{
    private protected override IEnumerable<CompletionResult> Suggest(ILedger ledger, string typed) =>
        ledger.Find(new LedgerQuery(VinPattern: typed + "*"))
            .Where(entry => entry.Vin is not null)
            .Select(entry => new CompletionResult(entry.Vin!, entry.Vin!, CompletionResultType.ParameterValue, $"{entry} ({entry.State})"));
}
