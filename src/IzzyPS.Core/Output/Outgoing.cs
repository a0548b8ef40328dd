using System.Collections;

namespace IzzyPS.Output;

/// <summary>
/// The last step of all text before it leaves the process, whoever wrote it: no secret in it, and nothing that makes a terminal, a log or
/// a reader of JSON take it for something else. Both front ends use nothing else.
/// </summary>
internal static class Outgoing
{
    /// <summary>The text on one line: secrets masked, control characters and what turns the reading direction as their pictures.</summary>
    internal static string ToLine(string? text) => string.IsNullOrEmpty(text) ? string.Empty : PlainText.ToVisible(Secrets.Mask(text), int.MaxValue);

    /// <summary>An exception's message and those behind it, each once, on one line.</summary>
    internal static string ToLine(Exception exception)
    {
        var messages = new List<string>();
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (!messages.Exists(message => message.Contains(cause.Message, StringComparison.Ordinal)))
                messages.Add(cause.Message);
        }

        return ToLine(string.Join(" ← ", messages));
    }

    /// <summary>The lines of an exception's details, for <c>--verbose</c>.</summary>
    internal static IEnumerable<string> GetDetails(Exception exception) =>
        Secrets.Mask(exception.ToString()).Split('\n').Select(line => PlainText.ToVisible(line.TrimEnd('\r'), int.MaxValue));

    /// <summary>What is said of a mistake of ours, or of one that nobody has thought of.</summary>
    internal static string DescribeUnexpected(Exception exception) =>
        $"Unexpected ({exception.GetType().Name}), please report it with what --verbose or Get-Error says: {ToLine(exception)}";

    /// <summary>Whether <see cref="ToLine(string)"/> would change nothing of the text.</summary>
    internal static bool IsClean(string? text) => string.IsNullOrEmpty(text) || ToLine(text) == text;

    /// <summary>
    /// Whether nothing of an exception has to be changed before a host shows it: its messages and details, those of the exceptions behind it,
    /// and its other texts (a database's exception quotes the server in several). Only the line breaks of stack traces may stay.
    /// </summary>
    internal static bool IsClean(Exception exception)
    {
        if (!exception.ToString().Split('\n').All(line => IsClean(line.TrimEnd('\r'))))
            return false;
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (!IsClean(cause.Message) || !GetTexts(cause).All(text => text.Split('\n').All(line => IsClean(line.TrimEnd('\r')))))
                return false;
        }

        return true;
    }

    private static IEnumerable<string> GetTexts(Exception exception)
    {
        foreach (var entry in exception.Data.Cast<DictionaryEntry>())
        {
            yield return entry.Key.ToString() ?? string.Empty;
            yield return entry.Value?.ToString() ?? string.Empty;
        }

        foreach (var property in exception.GetType().GetProperties().Where(property => property.PropertyType == typeof(string) && property.GetIndexParameters().Length == 0))
        {
            if (property.GetValue(exception) is string text)
                yield return text;
        }
    }
}
