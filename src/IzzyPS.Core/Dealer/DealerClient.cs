using System.Text;
using IzzyPS.Accounts;
using IzzyPS.Dealer.Http;
using IzzyPS.Dealer.Http.Answers;
using IzzyPS.Dealer.Http.Clients;
using IzzyPS.Operations;
using IzzyPS.Output;
using IzzyPS.Vehicles;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace IzzyPS.Dealer;

/// <summary>
/// The dealer API over HTTP. Every call returns an <see cref="Answer"/>, also when no answer came: the caller must know whether the
/// request may have been carried out.
/// </summary>
internal sealed class DealerClient : IDealerClient
{
    private const string CarsRoute = "/external/cars";
    private const string CarRoute = "/external/cars/{id}";

    private readonly DealerOptions _options;
    private readonly TimeProvider _clock;
    private readonly AnswerRules _rules;
    private readonly SecretMask _mask;
    private readonly Lazy<DealerConnections> _connections;
    private readonly Uri _cars;

    /// <summary>Makes a client. No request is sent yet.</summary>
    /// <param name="options">The account, its secret and the limits.</param>
    /// <param name="http">Returns the maker of the HTTP clients. Called with the first request.</param>
    /// <param name="clock">The clock, also for waits and timeouts.</param>
    /// <param name="logger">Gets a line for each request. No line holds a secret.</param>
    /// <exception cref="ArgumentException">An option is invalid.</exception>
    internal DealerClient(DealerOptions options, Func<DealerHttp> http, TimeProvider clock, ILogger? logger = null)
    {
        if (options.FindFault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        _options = options;
        _clock = clock;
        _rules = new AnswerRules(options.ServiceUnavailableIsRefusal);
        _mask = new SecretMask(options.Account.ClientId, options.ClientSecret);
        _cars = new Uri(Account.BaseUri, "external/cars");
        var tokenUri = options.TokenUri is { } given ? DealerUri.CheckEndpoint(given) : new Uri(Account.BaseUri, "oauth/token");
        var trace = new RequestTrace(logger ?? NullLogger.Instance, _mask, clock);
        _connections = new Lazy<DealerConnections>(() => new DealerConnections(http(), options, tokenUri, _mask, trace, clock, put => PutOff?.Invoke(this, put)));
    }

    /// <inheritdoc/>
    public event EventHandler<PutOffEventArgs>? PutOff;

    /// <inheritdoc/>
    public DealerAccount Account => _options.Account;

    /// <inheritdoc/>
    public async Task AuthenticateAsync(CancellationToken cancellationToken) =>
        await _connections.Value.Tokens.GetAsync(refused: null, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public IDealerCalls CreateCalls(RequestContext context) => new OperationCalls(this, context);

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
        if (_connections.IsValueCreated)
            _connections.Value.Dispose();
    }

    private async Task<Answer> CreateCarAsync(RequestContext? context, Guid idempotencyKey, CarPayload car, CancellationToken cancellationToken)
    {
        using var request = new DealerRequest(HttpMethod.Post, _cars, car.Utf8, DealerConnections.Json) { Route = CarsRoute, IsIdempotent = false, Context = context };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey.ToString());
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Answer> UpdateCarAsync(RequestContext? context, string remoteId, CarPayload car, CancellationToken cancellationToken)
    {
        using var request = new DealerRequest(HttpMethod.Put, CreateCarUri(remoteId), car.Utf8, DealerConnections.Json) { Route = CarRoute, IsIdempotent = true, IsDoneByStatus = true, Context = context };
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Answer> CloseCarAsync(RequestContext? context, string remoteId, CloseReason reason, CancellationToken cancellationToken)
    {
        var body = Encoding.ASCII.GetBytes($$"""{"reason":"{{ApiWord<CloseReason>.GetWord(reason)}}"}""");
        using var request = new DealerRequest(HttpMethod.Delete, CreateCarUri(remoteId), body, DealerConnections.Json) { Route = CarRoute, IsIdempotent = true, IsDoneByStatus = true, Context = context };
        return await SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Answer> SendAsync(DealerRequest request, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        try
        {
            using var response = await _connections.Value.Api.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(CancellationToken.None).ConfigureAwait(false);
            return Conclude(request, (int)response.StatusCode, body, started);
        }
        catch (DealerException exception)
        {
            // A redirect or a 4xx is final, and the run ends. After 408, 429, 5xx or no answer, the token endpoint may work again.
            var isFinal = exception.Status is >= 300 and < 500 and not (408 or 429);
            return CreateAnswer(request, KeepDoubt(request, isFinal ? AnswerKind.Unauthorized : AnswerKind.NotSent), started, exception.Message);
        }
        catch (Exception exception)
        {
            return CreateAnswer(request, KeepDoubt(request, AnswerKind.NotSent), started, FailureText.Create(exception, _options));
        }
    }

    private Answer Conclude(DealerRequest request, int status, byte[] body, long started)
    {
        var kind = _rules.GetKind(request, status);
        if (kind != AnswerKind.Acknowledged)
        {
            return CreateAnswer(request, kind, started, request.Foreign ?? DescribeRefusal(request, status, body)) with
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

    /// <summary>Returns the kind of an answer when the last attempt did nothing. The request stays in doubt when an earlier attempt may have carried it out.</summary>
    private static AnswerKind KeepDoubt(DealerRequest request, AnswerKind kind) => request.MayBeDone ? AnswerKind.Unknown : kind;

    private string DescribeRefusal(DealerRequest request, int status, byte[] body)
    {
        var hint = status switch
        {
            401 => $" The server refuses a new token; check that client id '{Account.ClientId}' may use this API.",
            404 when !request.IsIdempotent => " Check the base address.",
            _ => string.Empty,
        };
        return body.Length == 0 ? $"The server answered {status}.{hint}" : $"The server answered {status}.{hint} {Encoding.UTF8.GetString(body)}";
    }

    private Uri CreateCarUri(string remoteId) => RemoteId.IsValid(remoteId)
        ? new Uri(_cars.AbsoluteUri + "/" + Uri.EscapeDataString(remoteId))
        : throw new ArgumentException($"The remote id can't be a car's id on Izzylease; right would be {RemoteId.Right}.", nameof(remoteId));

    /// <summary>The API calls of one operation. They use the connections of the client.</summary>
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
