using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IzzyPS.Tests.Ledger;

/// <summary>What a false PostgreSQL does when somebody wants in.</summary>
public enum FakeLogin
{
    /// <summary>Asks for the password in clear.</summary>
    CleartextPassword = 3,

    /// <summary>Asks for MD5 of the password.</summary>
    Md5 = 5,

    /// <summary>Lets everybody in.</summary>
    Ok = 0,
}

/// <summary>A server on loopback that declines TLS, asks for the password in its way, and keeps every byte that it gets.</summary>
internal sealed class FakePostgres : IDisposable
{
    private const int SslRequest = 80877103;
    private const int GssRequest = 80877104;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly FakeLogin _login;
    private readonly ConcurrentQueue<byte[]> _received = new();
    private int _connections;

    internal FakePostgres(FakeLogin login)
    {
        _login = login;
        _listener.Start();
        _ = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal int Connections => _connections;

    /// <summary>All that was sent to it.</summary>
    internal string Received => string.Concat(_received.Select(Encoding.Latin1.GetString));

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _connections);
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var (stream, buffer) = (client.GetStream(), new byte[4096]);
            try
            {
                while (await stream.ReadAsync(buffer) is > 0 and var length)
                {
                    _received.Enqueue(buffer[..length]);
                    var code = length >= 8 ? BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(4)) : 0;
                    await stream.WriteAsync(code is SslRequest or GssRequest ? "N"u8.ToArray() : Ask());
                }
            }
            catch (IOException)
            {
                // The client went away.
            }
        }
    }

    private byte[] Ask()
    {
        var salt = _login == FakeLogin.Md5 ? 4 : 0;
        var answer = new byte[9 + salt];
        answer[0] = (byte)'R';
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1), 8 + salt);
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(5), (int)_login);
        return answer;
    }
}
