using System.Net;
using System.Net.Sockets;
using IzzyPS.Sandbox.Http;

namespace IzzyPS.Testing.Servers;

/// <summary>
/// A real HTTP proxy in front of a server. It forwards requests. By a rule of the test, it answers by itself, without forwarding
/// the request or after forwarding it.
/// </summary>
internal sealed class FrontProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _server;
    private readonly Task _accepting;
    private int _replaced;

    /// <param name="server">The server behind the proxy.</param>
    internal FrontProxy(Uri server)
    {
        _server = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = server };
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        BaseUri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/");
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The address of the proxy.</summary>
    internal Uri BaseUri { get; }

    /// <summary>Decides the proxy's own answer to a request. Null means that the request is forwarded only. A test may change it at any time.</summary>
    internal Func<HttpRequest, ForeignAnswer?> Rule { get; set; } = static _ => null;

    /// <summary>How many requests the proxy answered by itself.</summary>
    internal int Replaced => Volatile.Read(ref _replaced);

    /// <summary>From now on the proxy answers requests with these methods.</summary>
    internal void Answer(HttpAnswer answer, params IReadOnlyList<string> methods) =>
        Rule = request => methods.Contains(request.Method) && request.Path.StartsWith("/external", StringComparison.Ordinal) ? new ForeignAnswer(answer) : null;

    /// <summary>From now on the proxy forwards every request and every answer.</summary>
    internal void Heal() => Rule = static _ => null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _server.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptAsync(_stop.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The proxy was stopped.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var connection = new HttpConnection(socket, 1024 * 1024);
        try
        {
            while (await connection.ReadHeadAsync(_stop.Token) is { } request)
            {
                var body = (await connection.ReadBodyAsync(request, _stop.Token)).ToArray();
                var foreign = Rule(request);
                var right = foreign is { IsPassedOn: false } ? null : await PassOnAsync(request, body);
                if (foreign is not null)
                    _ = Interlocked.Increment(ref _replaced);
                await connection.SendAsync(foreign?.Answer ?? right!, request.KeepAlive, _stop.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException or EndOfStreamException or HttpRequestException)
        {
            // The client, the server or the proxy closed the connection.
        }
    }

    private async Task<HttpAnswer> PassOnAsync(HttpRequest request, byte[] body)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Path) { Content = new ByteArrayContent(body) };
        Add("Authorization", request.Authorization);
        Add("Accept", request.Accept);
        Add("Idempotency-Key", request.IdempotencyKey);
        if (request.ContentType is { } type)
            _ = message.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await _server.SendAsync(message, _stop.Token);
        var answer = await response.Content.ReadAsByteArrayAsync(_stop.Token);
        return new HttpAnswer((int)response.StatusCode, answer, response.Content.Headers.ContentType?.ToString() ?? "application/json");

        void Add(string name, string? value)
        {
            if (value is not null)
                _ = message.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
