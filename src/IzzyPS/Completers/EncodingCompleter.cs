using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace IzzyPS.Completers;

/// <summary>Completes the names of encodings that partners use.</summary>
internal sealed class EncodingCompleter : IArgumentCompleter
{
    private static readonly string[] Names = ["utf-8", "utf-16", "windows-1250", "iso-8859-2", "cp852", "x-mac-ce"];

    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Names.Where(name => name.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase)).Select(Suggestion.Create);
}
