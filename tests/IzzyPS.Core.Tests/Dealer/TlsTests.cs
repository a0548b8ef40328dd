using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IzzyPS.Dealer;
using IzzyPS.Sandbox;
using Xunit;

namespace IzzyPS.Tests.Dealer;

public sealed class TlsTests
{
    [Theory]
    [InlineData("localhost", -10, 10)]
    [InlineData("localhost", -10, -5)]
    [InlineData("elsewhere.invalid", -10, 10)]
    public async Task A_certificate_that_is_not_right_is_named_and_nothing_is_sent(string name, int fromDay, int toDay)
    {
        var stop = TestContext.Current.CancellationToken;
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(fromDay), now.AddDays(toDay));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var handshakes = 0;
        var serving = Task.Run(
            async () =>
            {
                while (true)
                {
                    using var socket = await listener.AcceptSocketAsync(stop);
                    Interlocked.Increment(ref handshakes);
                    await using var tls = new SslStream(new NetworkStream(socket));
                    try
                    {
                        await tls.AuthenticateAsServerAsync(certificate);
                        _ = await tls.ReadAsync(new byte[1], stop);
                    }
                    catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
                    {
                        // The client went away, as it should.
                    }
                }
            },
            stop);

        await using var tokens = SandboxServer.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = new DealerClient(
            DealerRig.OptionsFor(tokens) with
            {
                Account = new DealerAccount(new Uri($"https://localhost:{port}/"), tokens.ClientId),
                TokenUri = new Uri(tokens.BaseUri, "oauth/token"),
            },
            TimeProvider.System);
        var answer = await client.CreateCarAsync(Guid.CreateVersion7(), DealerRig.Car(), stop);
        Assert.Equal((AnswerKind.NotSent, 0), (answer.Kind, answer.Attempts));
        Assert.Contains("TLS failed: The remote certificate", answer.Error, StringComparison.Ordinal);
        Assert.Equal(1, handshakes);
        listener.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => serving);
    }
}
