using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IzzyPS.Dealer.Http.Answers;
using IzzyPS.Output;

namespace IzzyPS.Dealer.Http.Tokens;

/// <summary>Provides a valid token. At most one token request is in flight, however many callers wait for it.</summary>
internal sealed class TokenSource : IDisposable
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(1);

    /// <summary>The lifetime of a token whose answer states none. A 401 renews the token in any case.</summary>
    private static readonly TimeSpan AssumedLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly DealerOptions _options;
    private readonly Uri _address;
    private readonly SecretMask _mask;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private DealerToken? _token;
    private Task<DealerToken>? _request;

    /// <param name="http">An HTTP client with its own <see cref="RetryHandler"/>.</param>
    /// <param name="options">The account and its secret.</param>
    /// <param name="address">The token endpoint.</param>
    /// <param name="mask">Gets each new token, to mask it in texts.</param>
    /// <param name="clock">The clock.</param>
    internal TokenSource(HttpClient http, DealerOptions options, Uri address, SecretMask mask, TimeProvider clock)
    {
        _http = http;
        _options = options;
        _address = address;
        _mask = mask;
        _clock = clock;
    }

    /// <summary>Gets a token that is valid as far as is known.</summary>
    /// <param name="refused">A token that the server refused. It is not returned again.</param>
    /// <param name="cancellationToken">Ends the wait of this caller. The request goes on, because other callers may wait for it.</param>
    /// <exception cref="DealerException">No token could be obtained.</exception>
    internal ValueTask<DealerToken> GetAsync(DealerToken? refused, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_token == refused)
                _token = null; // No other caller may use the refused token.
            if (_token is { } token && token.IsGood(_clock))
                return new ValueTask<DealerToken>(token);
            _request ??= Task.Run(RequestAndKeepAsync, CancellationToken.None);
            return new ValueTask<DealerToken>(_request.WaitAsync(cancellationToken));
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task<DealerToken> RequestAndKeepAsync()
    {
        DealerToken? token = null;
        try
        {
            return token = await RequestAsync(_stop.Token).ConfigureAwait(false);
        }
        finally
        {
            // Both fields change under one lock: every caller finds either this request or its token.
            lock (_lock)
            {
                _token = token;
                _request = null;
            }
        }
    }

    private async Task<DealerToken> RequestAsync(CancellationToken cancellationToken)
    {
        var requestedAt = _clock.GetTimestamp();
        var form = $"client_id={Uri.EscapeDataString(_options.Account.ClientId)}&client_secret={Uri.EscapeDataString(_options.ClientSecret)}&grant_type=client_credentials";
        using var request = new DealerRequest(HttpMethod.Post, _address, Encoding.ASCII.GetBytes(form), "application/x-www-form-urlencoded") { Route = "/oauth/token", IsIdempotent = true };
        int status;
        byte[] body;
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            status = (int)response.StatusCode;
            body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The exception gets no inner exception, because its text may quote the server.
            throw new DealerException(_mask.Clean($"No token from {_address}: {FailureText.Create(exception, _options)}"));
        }

        if (request.Foreign is { } foreign)
            throw new DealerException(_mask.Clean($"No token from {_address}: this is not the API's token endpoint; check the base address, the token address, and whether a proxy, a portal or a login page answered in its place. {foreign}"), status);
        if (status is >= 200 and < 300)
            return Read(body, requestedAt) ?? throw new DealerException($"No token from {_address}: the answer holds no token; check the token address.", status);
        throw new DealerException(_mask.Clean(DescribeRefusal(status) + " " + Encoding.UTF8.GetString(body)), status);
    }

    private string DescribeRefusal(int status) => status switch
    {
        400 or 401 => $"{_address} refused client id '{_options.Account.ClientId}' ({status}): check the client id and its secret, and that both belong to this server.",
        408 or 429 or >= 500 => $"No token from {_address}: it answered {status}.",
        _ => $"No token from {_address}: it answered {status}; check the token address.",
    };

    private DealerToken? Read(byte[] body, long requestedAt)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var json = document.RootElement;
            if (ReadText(json, "access_token") is not { } token)
                return null;
            _mask.Add(token);
            var lifetime = json.TryGetProperty("expires_in", out var seconds) && seconds.ValueKind == JsonValueKind.Number
                && seconds.TryGetDouble(out var given) && given is > 0 and < int.MaxValue
                    ? TimeSpan.FromSeconds(given)
                    : AssumedLifetime;
            var margin = lifetime / 5 < LongestMargin ? lifetime / 5 : LongestMargin;
            return new DealerToken(new AuthenticationHeaderValue(ReadText(json, "token_type") ?? "bearer", token), requestedAt, lifetime - margin);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads a text of visible ASCII characters. Other characters are not allowed in a header.</summary>
    private static string? ReadText(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text && text.All(character => character is > ' ' and <= '~')
            ? text
            : null;
}
