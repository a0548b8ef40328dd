using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using IzzyPS.Sandbox.Faults;

namespace IzzyPS.Completers;

/// <summary>Completes the text of a sandbox's fault, word by word.</summary>
internal sealed class FaultCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var typed = wordToComplete.Trim('\'', '"');
        var before = typed[..(typed.LastIndexOf(' ') + 1)];
        return FaultWords.Suggest(typed).Select(suggestion =>
            new CompletionResult(Suggestion.Create(before + suggestion.Word).CompletionText, suggestion.Word, CompletionResultType.ParameterValue, suggestion.Meaning));
    }
}
