using System.Globalization;
using System.Net.Http.Headers;

namespace IzzyPS.Dealer.Http;

/// <summary>Reads <c>Retry-After</c>: seconds or a date. Source: RFC 9110, 10.2.3.</summary>
internal static class RetryAfter
{
    /// <summary>Reads the wait that a server asks for.</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="now">The current time.</param>
    /// <param name="most">The longest wait. A longer one is cut to it.</param>
    /// <returns>The wait. Null when the header is missing, malformed or negative, or names a time in the past.</returns>
    internal static TimeSpan? Read(HttpResponseHeaders headers, DateTimeOffset now, TimeSpan most)
    {
        if (!headers.NonValidated.TryGetValues("Retry-After", out var values))
            return null;
        var text = values.ToString().Trim();
        TimeSpan wait;
        if (text.Length > 0 && text.All(char.IsAsciiDigit))
            wait = text.Length < 10 ? TimeSpan.FromSeconds(int.Parse(text, CultureInfo.InvariantCulture)) : most;
        else if (DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            wait = date - now;
        else
            return null;
        if (wait <= TimeSpan.Zero)
            return null;
        return wait < most ? wait : most;
    }
}
