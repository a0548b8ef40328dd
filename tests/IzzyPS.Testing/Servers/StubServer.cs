using System.Net;
using System.Net.Sockets;
using System.Text;
using IzzyPS.Dealer;
using IzzyPS.Sandbox.Http;

namespace IzzyPS.Testing.Servers;

/// <summary>A server that issues a token and gives the answers of the test.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    internal const string Token = "planted-token-0123456789";
    internal const string Secret = "planted s3cr=t/+\"<ż";

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<HttpRequest, string, HttpAnswer> _answer;
    private readonly Func<string, HttpAnswer> _token;
    private readonly Task _serving;

    /// <param name="answer">The answer to a request, given the request and its body.</param>
    /// <param name="token">The answer to a token request, given its body. The default is a valid token.</param>
    internal StubServer(Func<HttpRequest, string, HttpAnswer> answer, Func<string, HttpAnswer>? token = null)
    {
        _answer = answer;
        _token = token ?? (_ => CreateTokenAnswer());
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _serving = Task.Run(AcceptAsync);
    }

    /// <summary>Creates the answer to a token request.</summary>
    internal static HttpAnswer CreateTokenAnswer(string json = $$"""{"access_token":"{{Token}}","token_type":"bearer","expires_in":3600}""") =>
        new(200, Encoding.UTF8.GetBytes(json));

    internal DealerOptions CreateOptions() => new()
    {
        Account = new DealerAccount(new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/"), "client-1"),
        ClientSecret = Secret,
        MaxRetries = 1,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        Timeout = TimeSpan.FromSeconds(5),
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync(_stop.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException && _stop.IsCancellationRequested)
        {
            // The server was stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = new HttpConnection(socket, 1024 * 1024);
        while (await connection.ReadHeadAsync(_stop.Token) is { } request)
        {
            var body = Encoding.UTF8.GetString((await connection.ReadBodyAsync(request, _stop.Token)).Span);
            var answer = request.Path == "/oauth/token" ? _token(body) : _answer(request, body);
            await connection.SendAsync(answer, keepAlive: true, _stop.Token);
        }
    }
}
