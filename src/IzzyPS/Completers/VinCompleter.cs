using System.Management.Automation;
using IzzyPS.Ledger;

namespace IzzyPS.Completers;

/// <summary>Completes VINs from the ledger.</summary>
internal sealed class VinCompleter : LedgerCompleter
{
    private protected override IEnumerable<CompletionResult> Suggest(ILedger ledger, string typed) =>
        ledger.FindVins(typed, MostSuggestions)
            .Select(line => new CompletionResult(line.Vin, line.Vin, CompletionResultType.ParameterValue, $"{line} ({line.State})"));
}
