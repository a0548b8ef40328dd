using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using IzzyPS.Sandbox;
using Xunit;

namespace IzzyPS.Tests.Sandbox;

/// <summary>A sandbox and a plain HTTP client that has its token.</summary>
internal sealed class SandboxRig : IAsyncDisposable
{
    private SandboxRig(SandboxServer server)
    {
        Server = server;
        Http = new HttpClient { BaseAddress = server.BaseUri };
    }

    internal SandboxServer Server { get; }

    internal HttpClient Http { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal static async Task<SandboxRig> StartAsync(SandboxOptions? options = null, Action<ServedRequest>? served = null, TimeProvider? clock = null)
    {
        var rig = new SandboxRig(SandboxServer.Start(options, served, clock));
        await rig.LogInAsync();
        return rig;
    }

    internal async Task LogInAsync()
    {
        var (status, json) = await TokenAsync(Server.ClientId, Server.ClientSecret);
        Assert.Equal(HttpStatusCode.OK, status);
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(json.GetProperty("token_type").GetString()!, json.GetProperty("access_token").GetString());
    }

    internal async Task<(HttpStatusCode Status, JsonElement Json)> TokenAsync(string id, string secret, string grant = "client_credentials")
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["client_id"] = id, ["client_secret"] = secret, ["grant_type"] = grant });
        using var response = await Http.PostAsync(new Uri("oauth/token", UriKind.Relative), form, Stop);
        return (response.StatusCode, await ReadAsync(response));
    }

    internal async Task<(HttpStatusCode Status, JsonElement Json)> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Http.SendAsync(request, Stop);
        return (response.StatusCode, await ReadAsync(response));
    }

    internal async Task<string> CreateAsync(string json)
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, "external/cars", json);
        Assert.Equal(HttpStatusCode.Created, status);
        return answer.GetProperty("id").GetString()!;
    }

    /// <summary>Sends bytes as they are and reads until the server closes or a whole answer to each is there.</summary>
    internal async Task<string> SendRawAsync(string text, int answers = 1)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Server.BaseUri.Port, Stop);
        await socket.SendAsync(Encoding.Latin1.GetBytes(text), Stop);
        var received = new StringBuilder();
        var buffer = new byte[4096];
        int read;
        while (received.ToString().Split("HTTP/1.1 ").Length <= answers && (read = await socket.ReceiveAsync(buffer, Stop)) > 0)
            received.Append(Encoding.Latin1.GetString(buffer, 0, read));
        return received.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Stop);
        return text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default;
    }
}
