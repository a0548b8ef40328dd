using System.Management.Automation;

namespace IzzyPS.Completers;

/// <summary>Creates completion suggestions. A word that PowerShell would split gets quotes.</summary>
internal static class Suggestion
{
    internal static CompletionResult Create(string word)
    {
        var isPlain = word.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.');
        return new CompletionResult(isPlain ? word : $"'{word.Replace("'", "''", StringComparison.Ordinal)}'", word, CompletionResultType.ParameterValue, word);
    }
}
