using System.Net.Http.Headers;

namespace IzzyPS.Dealer.Http.Tokens;

/// <summary>An access token as a header value, with the time for which it is used.</summary>
/// <param name="header">The type of the token, and the token.</param>
/// <param name="requestedAt">The timestamp of the token request. A timestamp does not change when the clock is set.</param>
/// <param name="usedFor">How long the token is used: somewhat shorter than its lifetime.</param>
internal sealed class DealerToken(AuthenticationHeaderValue header, long requestedAt, TimeSpan usedFor)
{
    internal AuthenticationHeaderValue Header { get; } = header;

    internal bool IsGood(TimeProvider clock) => clock.GetElapsedTime(requestedAt) < usedFor;
}
