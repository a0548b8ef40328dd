using System.Reflection;
using System.Text;
using IzzyPS.Accounts;
using IzzyPS.Dealer.Http;
using IzzyPS.Operations;
using IzzyPS.Output;
using IzzyPS.Vehicles;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IzzyPS.Dealer;

/// <summary>The dealer API over HTTP. Every call ends in an answer, whatever broke: the caller must learn what may be concluded.</summary>
internal sealed class DealerClient : IDealerClient
{
    private const string ApiName = "api";
    private const string TokenName = "token";
    private const string Json = "application/json";
    private const string CarsRoute = "/external/cars";
    private const string CarRoute = "/external/cars/{id}";

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ConnectionIdleTime = TimeSpan.FromSeconds(30);
    private static readonly string Version =
        typeof(DealerClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly DealerOptions _options;
    private readonly TimeProvider _clock;
    private readonly AnswerRules _rules;
    private readonly SecretMask _mask;
    private readonly List<SocketsHttpHandler> _sockets = [];
    private readonly TokenSource _tokens;
    private readonly HttpClient _http;
    private readonly Uri _cars;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="options">The account, its secret and the limits.</param>
    /// <param name="http">Makes the HTTP clients.</param>
    /// <param name="clock">The time, of waits and timeouts too.</param>
    /// <param name="logger">Gets a line for each request; never a secret.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    internal DealerClient(DealerOptions options, DealerHttp http, TimeProvider clock, ILogger? logger = null)
    {
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        _options = options;
        _clock = clock;
        _rules = new AnswerRules(options.ServiceUnavailableIsRefusal);
        _mask = new SecretMask(options.Account.ClientId, options.ClientSecret);
        var trace = new RequestTrace(logger ?? NullLogger.Instance, _mask, clock);
        var tokenUri = options.TokenUri is { } given ? DealerUri.CheckedEndpoint(given) : new Uri(Account.BaseUri, "oauth/token");
        _cars = new Uri(Account.BaseUri, "external/cars");

        var pacer = options.MaxRequestsPerSecond is { } most ? new RequestPacer(most, clock) : null;
        _tokens = new TokenSource(
            Create(http, TokenName, tokenUri, new ResilienceHandler(options, clock, trace, pacer)), options, tokenUri, _mask, clock);
        _http = Create(
            http, ApiName, Account.BaseUri, new TokenHandler(_tokens), new ResilienceHandler(options, clock, trace, pacer, put => PutOff?.Invoke(this, put)));
    }

    /// <inheritdoc/>
    public event EventHandler<PutOffEventArgs>? PutOff;

    /// <inheritdoc/>
    public DealerAccount Account => _options.Account;

    /// <inheritdoc/>
    public async Task AuthenticateAsync(CancellationToken cancellationToken) =>
        await _tokens.GetAsync(refused: null, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public IDealerCalls For(RequestContext context) => new OperationCalls(this, context);

    /// <inheritdoc/>
    public Task<Answer> CreateCarAsync(Guid idempotencyKey, CarPayload car, CancellationToken cancellationToken) =>
        CreateCarAsync(null, idempotencyKey, car, cancellationToken);

    /// <inheritdoc/>
    public Task<Answer> UpdateCarAsync(string remoteId, CarPayload car, CancellationToken cancellationToken) =>
        UpdateCarAsync(null, remoteId, car, cancellationToken);

    /// <inheritdoc/>
    public Task<Answer> CloseCarAsync(string remoteId, CloseReason reason, CancellationToken cancellationToken) =>
        CloseCarAsync(null, remoteId, reason, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _tokens.Dispose();
        // The factory never disposes its handlers; their connections would stay open until the idle time is over.
        _sockets.ForEach(sockets => sockets.Dispose());
    }

    private async Task<Answer> CreateCarAsync(RequestContext? context, Guid idempotencyKey, CarPayload car, CancellationToken cancellationToken)
    {
        using var request = new DealerRequest(HttpMethod.Post, _cars, car.Utf8, Json) { Route = CarsRoute, IsIdempotent = false, Context = context };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey.ToString());
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Answer> UpdateCarAsync(RequestContext? context, string remoteId, CarPayload car, CancellationToken cancellationToken)
    {
        using var request = new DealerRequest(HttpMethod.Put, CarUri(remoteId), car.Utf8, Json) { Route = CarRoute, IsIdempotent = true, IsDoneByStatus = true, Context = context };
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Answer> CloseCarAsync(RequestContext? context, string remoteId, CloseReason reason, CancellationToken cancellationToken)
    {
        var body = Encoding.ASCII.GetBytes($$"""{"reason":"{{ApiWord<CloseReason>.GetWord(reason)}}"}""");
        using var request = new DealerRequest(HttpMethod.Delete, CarUri(remoteId), body, Json) { Route = CarRoute, IsIdempotent = true, IsDoneByStatus = true, Context = context };
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Answer> SendAsync(DealerRequest request, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(CancellationToken.None).ConfigureAwait(false);
            return Conclude(request, (int)response.StatusCode, body, started);
        }
        catch (DealerException exception)
        {
            // A token that is refused for good stops everything; one that can't be had just now does not.
            var isFinal = exception.Status is >= 300 and < 500 and not (408 or 429);
            return CreateAnswer(request, Undone(request, isFinal ? AnswerKind.Unauthorized : AnswerKind.NotSent), started, exception.Message);
        }
        catch (Exception exception)
        {
            return CreateAnswer(request, Undone(request, AnswerKind.NotSent), started, FailureText.Create(exception, _options));
        }
    }

    private Answer Conclude(DealerRequest request, int status, byte[] body, long started)
    {
        var kind = _rules.GetKind(request, status);
        if (kind != AnswerKind.Acknowledged)
        {
            return CreateAnswer(request, kind, started, request.Foreign ?? Refusal(request, status, body)) with
            {
                WasPutOff = _rules.IsPutOff(status),
                IsForeign = request.Foreign is not null,
                IsOwnDoing = kind == AnswerKind.Gone && request.MayBeDone,
            };
        }

        if (request.IsIdempotent)
            return CreateAnswer(request, kind, started, error: null);
        return AnswerRules.ReadId(body) is { } id
            ? CreateAnswer(request, kind, started, error: null) with { RemoteId = id }
            : CreateAnswer(request, AnswerKind.Unknown, started, $"The answer ({status}) holds no readable id: {Encoding.UTF8.GetString(body)}");
    }

    private Answer CreateAnswer(DealerRequest request, AnswerKind kind, long started, string? error) => new(
        kind,
        request.Attempts,
        _clock.GetElapsedTime(started),
        Status: request.Status,
        Error: error is null ? null : _mask.Clean(error),
        WasThrottled: request.WasThrottled,
        Latency: request.Latency);

    /// <summary>What holds where the last attempt did nothing: an earlier one may have done it.</summary>
    private static AnswerKind Undone(DealerRequest request, AnswerKind kind) => request.MayBeDone ? AnswerKind.Unknown : kind;

    private string Refusal(DealerRequest request, int status, byte[] body)
    {
        var hint = status switch
        {
            401 => $" The server refuses a new token; check that client id '{Account.ClientId}' may use this API.",
            404 when !request.IsIdempotent => " Check the base address.",
            _ => string.Empty,
        };
        return body.Length == 0 ? $"The server answered {status}.{hint}" : $"The server answered {status}.{hint} {Encoding.UTF8.GetString(body)}";
    }

    private Uri CarUri(string remoteId) => RemoteId.IsValid(remoteId)
        ? new Uri(_cars.AbsoluteUri + "/" + Uri.EscapeDataString(remoteId))
        : throw new ArgumentException($"The remote id can't be a car's id; right would be {RemoteId.Right}.", nameof(remoteId));

    /// <summary>Makes an HTTP client whose requests go through handlers to the address. The handlers live as long as the client: so does their breaker.</summary>
    private HttpClient Create(DealerHttp http, string name, Uri address, params DelegatingHandler[] handlers) => http.CreateClient(
        name,
        client =>
        {
            client.Timeout = Timeout.InfiniteTimeSpan; // Each attempt has its own.
            client.DefaultRequestHeaders.UserAgent.ParseAdd($"IzzyPS/{Version}");
            client.DefaultRequestHeaders.Accept.ParseAdd(Json);
            client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity"); // Without the header a server may pack (RFC 9110, 12.5.3).
        },
        builder =>
        {
            builder.PrimaryHandler = Sockets(address);
            foreach (var handler in handlers)
                builder.AdditionalHandlers.Add(handler);
        });

    private SocketsHttpHandler Sockets(Uri address)
    {
        if (!address.IsLoopback)
            Secrets.KnowProxy(address);
        var sockets = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            MaxResponseDrainSize = 0, // What is larger than we read is not worth the connection.
            MaxResponseHeadersLength = 32,
            PooledConnectionIdleTimeout = ConnectionIdleTime,
            PooledConnectionLifetime = ConnectionLifetime,
            UseCookies = false,
            UseProxy = !address.IsLoopback,
        };
        _sockets.Add(sockets);
        return sockets;
    }

    /// <summary>The calls of one operation, over the client's connections.</summary>
    private sealed class OperationCalls(DealerClient client, RequestContext context) : IDealerCalls
    {
        public Task<Answer> CreateCarAsync(Guid idempotencyKey, CarPayload car, CancellationToken cancellationToken) =>
            client.CreateCarAsync(context, idempotencyKey, car, cancellationToken);

        public Task<Answer> UpdateCarAsync(string remoteId, CarPayload car, CancellationToken cancellationToken) =>
            client.UpdateCarAsync(context, remoteId, car, cancellationToken);

        public Task<Answer> CloseCarAsync(string remoteId, CloseReason reason, CancellationToken cancellationToken) =>
            client.CloseCarAsync(context, remoteId, reason, cancellationToken);
    }
}
