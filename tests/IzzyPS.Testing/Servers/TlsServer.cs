using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IzzyPS.Testing.Servers;

/// <summary>A TLS server on loopback. Its certificate is self-signed, and no client trusts it.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly X509Certificate2 _certificate;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _serving;
    private int _handshakes;
    private int _bytes;

    /// <param name="name">The host that the certificate is for.</param>
    /// <param name="fromDay">The first day on which the certificate is valid, counted from today.</param>
    /// <param name="toDay">The last day on which the certificate is valid, counted from today.</param>
    internal TlsServer(string name, int fromDay, int toDay)
    {
        var request = new CertificateRequest("CN=" + name, _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        _certificate = request.CreateSelfSigned(now.AddDays(fromDay), now.AddDays(toDay));
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    internal Uri BaseUri => new($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    internal int Handshakes => Volatile.Read(ref _handshakes);

    /// <summary>How many bytes the clients sent after the handshake.</summary>
    internal int Bytes => Volatile.Read(ref _bytes);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _serving;
        _listener.Dispose();
        _ended.Dispose();
        _certificate.Dispose();
        _key.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync(_ended.Token);
                Interlocked.Increment(ref _handshakes);
                await using var tls = new SslStream(new NetworkStream(socket));
                await HandshakeAsync(tls);
            }
        }
        catch (OperationCanceledException)
        {
            // The server was stopped.
        }
    }

    private async Task HandshakeAsync(SslStream tls)
    {
        try
        {
            await tls.AuthenticateAsServerAsync(_certificate);
            Interlocked.Add(ref _bytes, await tls.ReadAsync(new byte[1]));
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            // The client refused the certificate, as it should.
        }
    }
}
