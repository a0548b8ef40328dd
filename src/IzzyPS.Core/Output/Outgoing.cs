using IzzyPS.Stock.Values;

namespace IzzyPS.Output;

/// <summary>
/// The last step of all text before it leaves the process, whoever wrote it: no secret in it, and nothing that makes a terminal, a log or
/// a reader of JSON take it for something else. Both front ends use nothing else.
/// </summary>
internal static class Outgoing
{
    /// <summary>The text on one line: secrets masked, control characters and what turns the reading direction as their pictures.</summary>
    internal static string Line(string? text) => string.IsNullOrEmpty(text) ? string.Empty : PlainText.Visible(Secrets.Mask(text), int.MaxValue);

    /// <summary>An exception's message and those behind it, each once, on one line.</summary>
    internal static string Line(Exception exception)
    {
        var messages = new List<string>();
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (!messages.Exists(message => message.Contains(cause.Message, StringComparison.Ordinal)))
                messages.Add(cause.Message);
        }

        return Line(string.Join(" ← ", messages));
    }

    /// <summary>The lines of an exception's details, for <c>--verbose</c>.</summary>
    internal static IEnumerable<string> DetailsOf(Exception exception) =>
        Secrets.Mask(exception.ToString()).Split('\n').Select(line => PlainText.Visible(line.TrimEnd('\r'), int.MaxValue));

    /// <summary>What is said of a mistake of ours, or of one that nobody has thought of.</summary>
    internal static string Unexpected(Exception exception) =>
        $"Unexpected ({exception.GetType().Name}), please report it with what --verbose or Get-Error says: {Line(exception)}";

    /// <summary>Whether nothing in the text has to be masked: then an exception may be passed on as it is.</summary>
    internal static bool IsClean(string text) => Secrets.Mask(text) == text && !text.Any(character => character == '\u001B');
}
