using System.Globalization;

namespace IzzyPS.Sandbox.Faults;

/// <summary>The <c>Retry-After</c> header of a fault. Any text is sent, right or wrong. <c>now+30s</c> and <c>now-1d</c> become dates.</summary>
internal static class RetryAfterText
{
    private const string Now = "now";

    /// <summary>Gets the header's value at a time.</summary>
    internal static string GetValue(string text, DateTimeOffset now) =>
        TryGetOffset(text, out var offset) ? (now + offset).UtcDateTime.ToString("R", CultureInfo.InvariantCulture) : text;

    /// <summary>Throws an exception for a text that can't be sent in a header.</summary>
    internal static void Check(string text, Func<string, Exception> wrong)
    {
        if (text.Any(letter => char.IsControl(letter) || letter > '\u00FF'))
            throw wrong("a header can't hold control characters or letters beyond Latin-1");
        if ((text.StartsWith("now+", StringComparison.Ordinal) || text.StartsWith("now-", StringComparison.Ordinal)) && !TryGetOffset(text, out _))
            throw wrong($"after now+ and now- comes {FaultTime.Forms}");
    }

    private static bool TryGetOffset(string text, out TimeSpan offset)
    {
        offset = default;
        if (!text.StartsWith(Now, StringComparison.Ordinal) || text.Length == Now.Length || text[Now.Length] is not ('+' or '-') || !FaultTime.TryParse(text[(Now.Length + 1)..], out offset))
            return false;
        offset = text[Now.Length] == '-' ? -offset : offset;
        return true;
    }
}
