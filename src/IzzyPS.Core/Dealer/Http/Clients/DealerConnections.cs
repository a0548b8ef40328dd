using System.Reflection;
using IzzyPS.Dealer.Http.Pacing;
using IzzyPS.Dealer.Http.Tokens;
using IzzyPS.Output;

namespace IzzyPS.Dealer.Http.Clients;

/// <summary>
/// The HTTP connections of one dealer client: one HTTP client for the API, and one for tokens. They are made with the first request.
/// A run that has nothing to send therefore doesn't wait for them (about 40 ms in a fresh process).
/// </summary>
internal sealed class DealerConnections : IDisposable
{
    /// <summary>The media type of every body that is sent and accepted.</summary>
    internal const string Json = "application/json";

    private const string ApiName = "api";
    private const string TokenName = "token";

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ConnectionIdleTime = TimeSpan.FromSeconds(30);
    private static readonly string Version =
        typeof(DealerConnections).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly List<SocketsHttpHandler> _sockets = [];

    /// <summary>Makes the HTTP clients. No request is sent yet.</summary>
    /// <param name="http">Makes HTTP clients.</param>
    /// <param name="options">The account and the limits.</param>
    /// <param name="tokenUri">The token endpoint.</param>
    /// <param name="mask">Hides secrets in texts of the server.</param>
    /// <param name="trace">Gets a line for each request.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="putOff">Called when the sending of API requests should pause.</param>
    internal DealerConnections(DealerHttp http, DealerOptions options, Uri tokenUri, SecretMask mask, RequestTrace trace, TimeProvider clock, Action<PutOffEventArgs> putOff)
    {
        var baseUri = options.Account.BaseUri;
        var pacer = options.MaxRequestsPerSecond is { } most ? new RequestPacer(most, clock) : null;
        Tokens = new TokenSource(Create(http, TokenName, tokenUri, new RetryHandler(options, clock, trace, pacer)), options, tokenUri, mask, clock);
        Api = Create(http, ApiName, baseUri, new TokenHandler(Tokens), new RetryHandler(options, clock, trace, pacer, putOff));
    }

    /// <summary>Sends requests to the API.</summary>
    internal HttpClient Api { get; }

    /// <summary>Gets the tokens of the API's requests.</summary>
    internal TokenSource Tokens { get; }

    public void Dispose()
    {
        Api.Dispose();
        Tokens.Dispose();
        // The factory never disposes its handlers; their connections would stay open until the idle time is over.
        _sockets.ForEach(sockets => sockets.Dispose());
    }

    /// <summary>Makes an HTTP client whose requests go through handlers to the address. The handlers and their circuit breaker live as long as the client.</summary>
    private HttpClient Create(DealerHttp http, string name, Uri address, params DelegatingHandler[] handlers) => http.CreateClient(
        name,
        client =>
        {
            client.Timeout = Timeout.InfiniteTimeSpan; // Each attempt has its own timeout.
            client.DefaultRequestHeaders.UserAgent.ParseAdd($"IzzyPS/{Version}");
            client.DefaultRequestHeaders.Accept.ParseAdd(Json);
            client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("identity"); // Without this header a server may compress (RFC 9110, 12.5.3).
        },
        builder =>
        {
            builder.PrimaryHandler = CreateSockets(address);
            foreach (var handler in handlers)
                builder.AdditionalHandlers.Add(handler);
        });

    private SocketsHttpHandler CreateSockets(Uri address)
    {
        if (!address.IsLoopback)
            Secrets.AddFromProxy(address);
        var sockets = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            MaxResponseDrainSize = 0, // A body over the limit is not read to its end: its connection is closed.
            MaxResponseHeadersLength = 32,
            PooledConnectionIdleTimeout = ConnectionIdleTime,
            PooledConnectionLifetime = ConnectionLifetime,
            UseCookies = false,
            UseProxy = !address.IsLoopback,
        };
        _sockets.Add(sockets);
        return sockets;
    }
}
