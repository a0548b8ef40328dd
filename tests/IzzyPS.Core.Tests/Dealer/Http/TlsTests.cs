using IzzyPS.Connections;
using IzzyPS.Operations;
using IzzyPS.Sandbox;
using Xunit;

namespace IzzyPS.Tests.Dealer.Http;

public sealed class TlsTests
{
    [Theory]
    [InlineData("localhost", -10, 10)]
    [InlineData("localhost", -10, -5)]
    [InlineData("elsewhere.invalid", -10, 10)]
    public async Task Wrong_certificate_is_named_and_nothing_is_sent(string name, int fromDay, int toDay)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var server = new TlsServer(name, fromDay, toDay);
        await using var tokens = SandboxServer.Start();
        using var client = IzzyServices.Default.CreateClient(
            DealerRig.CreateOptions(tokens) with
            {
                Account = new DealerAccount(server.BaseUri, tokens.ClientId),
                TokenUri = new Uri(tokens.BaseUri, "oauth/token"),
            },
            TimeProvider.System);
        var answer = await client.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), stop);
        Assert.Equal((AnswerKind.NotSent, 0), (answer.Kind, answer.Attempts));
        Assert.Contains("TLS failed: The remote certificate", answer.Error, StringComparison.Ordinal);
        Assert.Equal((1, 0), (server.Handshakes, server.Bytes));
    }
}
