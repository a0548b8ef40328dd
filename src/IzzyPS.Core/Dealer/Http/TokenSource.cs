using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IzzyPS.Output;

namespace IzzyPS.Dealer.Http;

/// <summary>A token as it goes into the header, and until when it is good.</summary>
/// <param name="header">The token's type and the token.</param>
/// <param name="askedAt">The timestamp of its request: the clock may jump, the timestamp doesn't.</param>
/// <param name="usedFor">How long it is used: somewhat less than it is good.</param>
internal sealed class DealerToken(AuthenticationHeaderValue header, long askedAt, TimeSpan usedFor)
{
    internal AuthenticationHeaderValue Header { get; } = header;

    internal bool IsGood(TimeProvider clock) => clock.GetElapsedTime(askedAt) < usedFor;
}

/// <summary>Has a good token ready. However many ask, one request is under way at a time.</summary>
internal sealed class TokenSource : IDisposable
{
    private static readonly TimeSpan LongestMargin = TimeSpan.FromMinutes(1);

    /// <summary>How long a token is used whose lifetime was not said; a 401 renews it in any case.</summary>
    private static readonly TimeSpan AssumedLifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http;
    private readonly DealerOptions _options;
    private readonly Uri _address;
    private readonly SecretMask _mask;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private DealerToken? _token;
    private Task<DealerToken>? _asking;

    /// <param name="http">A client with a <see cref="ResilienceHandler"/> of its own.</param>
    /// <param name="options">The account and its secret.</param>
    /// <param name="address">The token endpoint.</param>
    /// <param name="mask">Learns each new token.</param>
    /// <param name="clock">The time.</param>
    internal TokenSource(HttpClient http, DealerOptions options, Uri address, SecretMask mask, TimeProvider clock)
    {
        _http = http;
        _options = options;
        _address = address;
        _mask = mask;
        _clock = clock;
    }

    /// <summary>A token that is good for all that is known.</summary>
    /// <param name="refused">A token that the server would not take: never the answer.</param>
    /// <param name="cancellationToken">Ends this caller's wait, not the request that others wait for too.</param>
    /// <exception cref="DealerException">None could be had.</exception>
    internal ValueTask<DealerToken> GetAsync(DealerToken? refused, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_token == refused)
                _token = null; // Nobody else shall try it.
            if (_token is { } token && token.IsGood(_clock))
                return new ValueTask<DealerToken>(token);
            _asking ??= Task.Run(AskAndKeepAsync, CancellationToken.None);
            return new ValueTask<DealerToken>(_asking.WaitAsync(cancellationToken));
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task<DealerToken> AskAndKeepAsync()
    {
        DealerToken? token = null;
        try
        {
            return token = await AskAsync(_stop.Token).ConfigureAwait(false);
        }
        finally
        {
            // Together: whoever comes now finds either this request or its token, never neither.
            lock (_lock)
            {
                _token = token;
                _asking = null;
            }
        }
    }

    private async Task<DealerToken> AskAsync(CancellationToken cancellationToken)
    {
        var askedAt = _clock.GetTimestamp();
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
            // Without the cause: its text may quote what the server sent.
            throw new DealerException(_mask.Clean($"No token from {_address}: {FailureText.Create(exception, _options)}"));
        }

        if (request.Foreign is { } foreign)
            throw new DealerException(_mask.Clean($"No token from {_address}: this is not the API's token endpoint; check the base address, the token address and what stands between (a proxy, a portal, a login page). {foreign}"), status);
        if (status is >= 200 and < 300)
            return Read(body, askedAt) ?? throw new DealerException($"No token from {_address}: the answer holds none; is the address right?", status);
        throw new DealerException(_mask.Clean(Refusal(status) + " " + Encoding.UTF8.GetString(body)), status);
    }

    private string Refusal(int status) => status switch
    {
        400 or 401 => $"{_address} refused client id '{_options.Account.ClientId}' ({status}): check the client id and its secret, and that both belong to this server.",
        408 or 429 or >= 500 => $"No token from {_address}: it answered {status}.",
        _ => $"No token from {_address}: it answered {status}; check the token address.",
    };

    private DealerToken? Read(byte[] body, long askedAt)
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
            return new DealerToken(new AuthenticationHeaderValue(ReadText(json, "token_type") ?? "bearer", token), askedAt, lifetime - margin);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>A text of visible ASCII: nothing else belongs into a header.</summary>
    private static string? ReadText(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text && text.All(character => character is > ' ' and <= '~')
            ? text
            : null;
}
