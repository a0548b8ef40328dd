using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using IzzyPS.Sandbox.Http;

namespace IzzyPS.Sandbox.Api;

/// <summary>Issues tokens (OAuth2 client credentials) and checks them.</summary>
internal sealed class TokenIssuer(string clientId, string clientSecret, TimeSpan lifetime, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, long> _issued = new(StringComparer.Ordinal);

    /// <summary>The issued tokens that are not revoked.</summary>
    internal ICollection<string> Issued => _issued.Keys;

    /// <summary>Revokes every token issued so far.</summary>
    internal void RevokeAll() => _issued.Clear();

    internal HttpAnswer Issue(HttpRequest request, ReadOnlySpan<byte> body)
    {
        if (request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            return CreateRefusal(400, "invalid_request", "the body must be application/x-www-form-urlencoded");
        var form = ReadForm(Encoding.UTF8.GetString(body));
        if (form is null)
            return CreateRefusal(400, "invalid_request", "a field is repeated or malformed");
        if (form.GetValueOrDefault("grant_type") is not "client_credentials")
            return CreateRefusal(400, "unsupported_grant_type", "grant_type must be client_credentials");
        if (form.GetValueOrDefault("client_id") != clientId || form.GetValueOrDefault("client_secret") != clientSecret)
            return CreateRefusal(401, "invalid_client", "unknown client, or wrong secret");

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        _issued[token] = clock.GetTimestamp();
        var seconds = (long)Math.Max(1, lifetime.TotalSeconds);
        return new HttpAnswer(200, Encoding.UTF8.GetBytes(
            $$"""{"access_token":"{{token}}","token_type":"bearer","expires_in":{{seconds}},"scope":"dealer_integration","jti":"{{Guid.CreateVersion7(clock.GetUtcNow())}}"}"""));
    }

    /// <summary>Checks the request's token. Returns null for a valid token, otherwise the refusal.</summary>
    internal HttpAnswer? Check(HttpRequest request)
    {
        const string Scheme = "bearer ";
        if (request.Authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true)
            return CreateRefusal(401, "unauthorized", "the Authorization header must be: bearer <access_token>");
        if (!_issued.TryGetValue(request.Authorization[Scheme.Length..], out var issued))
            return CreateRefusal(401, "invalid_token", "unknown token");
        return clock.GetElapsedTime(issued) < lifetime ? null : CreateRefusal(401, "invalid_token", "the token has expired");
    }

    private static Dictionary<string, string>? ReadForm(string text)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !form.TryAdd(WebUtility.UrlDecode(pair[..at]), WebUtility.UrlDecode(pair[(at + 1)..])))
                return null;
        }

        return form;
    }

    private static HttpAnswer CreateRefusal(int status, string error, string description) => HttpAnswer.CreateRefusal(status, error, description);
}
