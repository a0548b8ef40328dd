using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IzzyPS.Ledger;

namespace IzzyPS.Completers;

/// <summary>Completes from the ledger of the connection that is named or was made last; sends nothing and opens nothing.</summary>
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
            return []; // Completion is no place for errors: the cmdlet itself will say it.
        }
    }

    private protected abstract IEnumerable<CompletionResult> Suggest(ILedger ledger, string typed);
}
