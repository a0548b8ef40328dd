using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Completers;

/// <summary>Completes the fields that a file can empty.</summary>
internal sealed class ClearableFieldCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Allowances.ClearableFields
            .Where(field => field.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(Suggestion.Create);
}
