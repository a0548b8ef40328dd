using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IzzyPS.Testing.Servers;

/// <summary>A false PostgreSQL on loopback. It declines TLS, asks for the password in the way that the test sets, and keeps every byte that it receives.</summary>
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

    /// <summary>All bytes that clients have sent.</summary>
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
            // The server was stopped.
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
                    await stream.WriteAsync(code is SslRequest or GssRequest ? "N"u8.ToArray() : CreateAnswer(Encoding.Latin1.GetString(buffer, 0, length)));
                }
            }
            catch (IOException)
            {
                // The client closed the connection.
            }
        }
    }

    private byte[] CreateAnswer(string request) => _login switch
    {
        FakeLogin.Silent => [],
        FakeLogin.Http => "HTTP/1.1 400 Bad Request\r\n\r\n<html>"u8.ToArray(),
        FakeLogin.HugeMessage => [(byte)'R', 0x7F, 0xFF, 0xFF, 0xFF],
        FakeLogin.NegativeMessage => [(byte)'R', 0xFF, 0xFF, 0xFF, 0xFB, 1, 1, 1, 1],
        FakeLogin.UnknownLogin => CreateMessage('R', "\0\0\0\x63"),
        FakeLogin.UnknownMessage => CreateMessage('?', "what"),
        FakeLogin.MissingTable => CreateMessage('E', "SFATAL\0VFATAL\0C42P01\0Mno such table\0\0"),
        FakeLogin.OwnError => CreateMessage('E', "SFATAL\0VFATAL\0CIZ002\0Mno such run\0\0"),
        FakeLogin.ScramBadSalt => CreateScram(request, "!!!", "4096"),
        FakeLogin.ScramWordCount => CreateScram(request, "MDEyMzQ1Njc4OWFiY2RlZg==", "many"),
        FakeLogin.ScramNoCount => CreateScram(request, "MDEyMzQ1Njc4OWFiY2RlZg==", "0"),
        FakeLogin.ScramHugeCount => CreateScram(request, "MDEyMzQ1Njc4OWFiY2RlZg==", "2147483647"),
        _ => CreatePasswordRequest(),
    };

    private static byte[] CreateScram(string request, string salt, string count) => request[0] == 'p'
        ? CreateMessage('R', $"\0\0\0\x0Br={request[(request.IndexOf("r=", StringComparison.Ordinal) + 2)..]}server,s={salt},i={count}")
        : CreateMessage('R', "\0\0\0\x0ASCRAM-SHA-256\0\0");

    private static byte[] CreateMessage(char kind, string body)
    {
        var message = Encoding.Latin1.GetBytes($"{kind}1234{body}");
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), body.Length + 4);
        return message;
    }

    private byte[] CreatePasswordRequest()
    {
        var salt = _login == FakeLogin.Md5 ? 4 : 0;
        var answer = new byte[9 + salt];
        answer[0] = (byte)'R';
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(1), 8 + salt);
        BinaryPrimitives.WriteInt32BigEndian(answer.AsSpan(5), (int)_login);
        return answer;
    }
}
