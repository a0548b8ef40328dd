using System.Collections;

namespace IzzyPS.Output;

/// <summary>
/// The last step for every text that leaves the process. This class masks secrets and replaces characters that could change the meaning of the text for a
/// terminal, a log or a reader of JSON. Both front ends pass all their text through this class.
/// </summary>
internal static class Outgoing
{
    /// <summary>
    /// Makes one safe line of a text: secrets are masked, and control characters and characters that change the reading direction become visible
    /// signs. An option is named in the spelling of the front end.
    /// </summary>
    internal static string ToLine(string? text) => string.IsNullOrEmpty(text) ? string.Empty : MakeSafe(OptionHints.Pick(text));

    /// <summary>Makes one safe line of the messages of an exception and its inner exceptions. A message that repeats another is left out.</summary>
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

    /// <summary>Gets the details of an exception as safe lines, for <c>--verbose</c>.</summary>
    internal static IEnumerable<string> GetDetails(Exception exception) =>
        Secrets.Mask(exception.ToString()).Split('\n').Select(line => PlainText.ToVisible(line.TrimEnd('\r'), int.MaxValue));

    /// <summary>Creates the message for an unexpected exception: a bug of IzzyPS, or a case that nobody has foreseen.</summary>
    internal static string DescribeUnexpected(Exception exception) =>
        $"Unexpected ({exception.GetType().Name}), please report this error together with the output of --verbose or Get-Error: {ToLine(exception)}";

    /// <summary>Whether a text is safe already: it has nothing to mask and nothing to make visible.</summary>
    internal static bool IsClean(string? text) => string.IsNullOrEmpty(text) || MakeSafe(text) == text;

    /// <summary>
    /// Whether a host may show an exception unchanged: its messages, its details, its inner exceptions and its other texts are safe already. The
    /// exception of a database quotes the server in several texts. Only the line breaks of stack traces are allowed.
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

    private static string MakeSafe(string text) => PlainText.ToVisible(Secrets.Mask(text), int.MaxValue);

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
