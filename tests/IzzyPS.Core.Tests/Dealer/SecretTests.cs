using System.Net;
using IzzyPS.Connections;
using IzzyPS.Operations;
using IzzyPS.Output;
using IzzyPS.Sandbox.Http;
using Xunit;

namespace IzzyPS.Tests.Dealer;

/// <summary>The client secret and the token go to the server and nowhere else, even where it quotes them.</summary>
public sealed class SecretTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    [InlineData(401)]
    [InlineData(201)]
    public async Task An_answer_that_quotes_the_secrets_is_masked(int status)
    {
        var log = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var server = new StubServer((request, body) => Text(
            status, $"{StubServer.Secret} {Uri.EscapeDataString(StubServer.Secret)} {WebUtility.UrlEncode(StubServer.Secret)} {request.Authorization} {body}"));
        var options = server.CreateOptions();
        using var client = IzzyServices.Default.CreateClient(options, TimeProvider.System, new LineLogger(log.Enqueue));
        var answer = await client.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), Stop);
        Assert.Contains("***", answer.Error, StringComparison.Ordinal);
        AssertClean(answer.ToString());
        AssertClean(options.ToString());
        Assert.All(log, AssertClean);
        Assert.NotEmpty(log);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(500)]
    public async Task A_token_endpoint_that_quotes_the_secret_is_masked(int status)
    {
        await using var server = new StubServer((_, _) => Text(200, string.Empty), body => Text(status, "you sent " + body + " " + StubServer.Secret));
        using var client = IzzyServices.Default.CreateClient(server.CreateOptions(), TimeProvider.System);
        var exception = await Assert.ThrowsAsync<DealerException>(() => client.AuthenticateAsync(Stop));
        Assert.Contains("you sent", exception.ToString(), StringComparison.Ordinal);
        AssertClean(exception.ToString());
    }

    [Fact]
    public async Task A_malformed_answer_that_quotes_the_secret_is_masked()
    {
        await using var server = new StubServer((request, _) => new HttpAnswer(400, Headers: $"{request.Authorization} {StubServer.Token}\r\n"));
        using var client = IzzyServices.Default.CreateClient(server.CreateOptions(), TimeProvider.System);
        var answer = await client.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), Stop);
        Assert.Equal(AnswerKind.Unknown, answer.Kind);
        AssertClean(answer.ToString());
    }

    [Fact]
    public async Task A_refusals_text_is_capped_and_made_fit_for_a_terminal()
    {
        var text = "\u001b[2J\u202Eevil\u0007\r\n\ttext\u0000 ęł " + new string('x', 100_000);
        await using var server = new StubServer((_, _) => Text(422, text));
        using var client = IzzyServices.Default.CreateClient(server.CreateOptions(), TimeProvider.System);
        var answer = await client.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), Stop);
        Assert.Contains("[2J evil text ęł xxx", answer.Error, StringComparison.Ordinal);
        Assert.True(answer.Error!.Length <= SecretMask.MostShown);
        Assert.DoesNotContain(answer.Error, char.IsControl);
    }

    private static HttpAnswer Text(int status, string text) => new(status, System.Text.Encoding.UTF8.GetBytes(text), "text/plain");

    private static void AssertClean(string text)
    {
        Assert.DoesNotContain("planted", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("s3cr", text, StringComparison.OrdinalIgnoreCase);
    }
}
