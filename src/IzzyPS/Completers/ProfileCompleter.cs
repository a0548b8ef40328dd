using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IzzyPS.Ledger.Opening;
using IzzyPS.Stock.Profiles;

namespace IzzyPS.Completers;

/// <summary>Completes the names of the partner profiles.</summary>
internal sealed class ProfileCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        PartnerProfile.FindNames(DataFolder.UserProfiles)
            .Where(name => name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(Suggestion.Create);
}
