using System.Net;
using System.Net.Sockets;
using System.Text;
using IzzyPS.Sandbox.Http;

namespace IzzyPS.Testing.Servers;

/// <summary>The answer of a proxy instead of the server's answer.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="IsPassedOn">Whether the request still reaches the server: then the server does it, and the server's answer is lost.</param>
internal sealed record ForeignAnswer(HttpAnswer Answer, bool IsPassedOn = false)
{
    /// <summary>The page of a gateway or a portal, or a login page.</summary>
    internal static HttpAnswer Page(int status, string contentType = "text/html; charset=utf-8") =>
        new(status, "<!DOCTYPE html>\n<html><head><title>Please log in</title></head><body>…</body></html>"u8.ToArray(), contentType);

    /// <summary>An answer as another API would give it.</summary>
    internal static HttpAnswer Json(int status, string json = """{"error":"unknown car"}""", string contentType = "application/json") =>
        new(status, Encoding.UTF8.GetBytes(json), contentType);

    /// <summary>A redirect to a login page.</summary>
    internal static HttpAnswer Redirect { get; } = new(302, Headers: "Location: /login\r\n");
}

/// <summary>
/// A real HTTP proxy in front of a server. It forwards requests. Where a test says so, the proxy answers by itself, without forwarding
/// the request or after forwarding it.
/// </summary>
internal sealed class FrontProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _server;
    private readonly Task _accepting;
    private int _replaced;

    /// <param name="server">The server behind it.</param>
    internal FrontProxy(Uri server)
    {
        _server = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = server };
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        BaseUri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}/");
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where it listens.</summary>
    internal Uri BaseUri { get; }

    /// <summary>The proxy's own answer to a request; null to forward only. A test may change it at any time.</summary>
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
            // Stopped.
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
            // The client, the server or the proxy hung up.
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
