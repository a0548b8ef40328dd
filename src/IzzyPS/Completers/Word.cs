using System.Management.Automation;

namespace IzzyPS.Completers;

/// <summary>Makes one suggestion, in quotes where PowerShell needs them.</summary>
internal static class Word
{
    internal static CompletionResult Suggest(string word)
    {
        var isPlain = word.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.');
        return new CompletionResult(isPlain ? word : $"'{word.Replace("'", "''", StringComparison.Ordinal)}'", word, CompletionResultType.ParameterValue, word);
    }
}
