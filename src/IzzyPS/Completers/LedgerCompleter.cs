using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IzzyPS.Ledger;

namespace IzzyPS.Completers;

/// <summary>Completes values from a connection's ledger: the connection of -Dealer, or the last connection. Completion sends nothing and opens no ledger.</summary>
internal abstract class LedgerCompleter : IArgumentCompleter
{
    private protected const int MostSuggestions = 200;

    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var dealer = (fakeBoundParameters["Dealer"] is PSObject named ? named.BaseObject : fakeBoundParameters["Dealer"]) as DealerConnection ?? Session.Current.Last;
        if (dealer is null or { IsClosed: true })
            return [];
        try
        {
            return [.. Suggest(dealer.Ledger, wordToComplete.Trim('\'', '"')).Take(MostSuggestions)];
        }
        catch (LedgerException)
        {
            return []; // Completion shows no errors. The cmdlet itself reports the fault.
        }
    }

    private protected abstract IEnumerable<CompletionResult> Suggest(ILedger ledger, string typed);
}
