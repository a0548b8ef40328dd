using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace IzzyPS.Sandbox.Http;

/// <summary>
/// One connection of a client. It reads requests and writes answers. It can break off at any byte, which no server library allows.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private const int MaxHeadBytes = 32 * 1024;

    private readonly Socket _socket;
    private readonly int _maxBodyBytes;
    private byte[] _input = new byte[8 * 1024];
    private byte[] _output = new byte[1024];
    private int _start;
    private int _end;

    internal HttpConnection(Socket socket, int maxBodyBytes)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _maxBodyBytes = maxBodyBytes;
    }

    /// <summary>The number of requests whose heads were read.</summary>
    internal int Requests { get; private set; }

    /// <summary>Reads the next request's head.</summary>
    /// <returns>Null when the client closed the connection between requests.</returns>
    /// <exception cref="HttpFormatException">The bytes are not an HTTP request.</exception>
    internal async ValueTask<HttpRequest?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        var searched = _start;
        while (true)
        {
            var end = _input.AsSpan(searched, _end - searched).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                var request = HttpRequest.Parse(_input.AsSpan(_start, searched + end - _start));
                _start = searched + end + 4;
                Requests++;
                return request;
            }

            if (_end - _start > MaxHeadBytes)
                throw new HttpFormatException(431, "The request's head is too large.");
            var seen = Math.Max(0, _end - _start - 3);
            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
                return null;
            searched = _start + seen;
        }
    }

    /// <summary>Reads the request's whole body. The memory is valid until the next head is read.</summary>
    /// <exception cref="HttpFormatException">The body is malformed or too large.</exception>
    /// <exception cref="EndOfStreamException">The client closed the connection in the middle.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasBody)
            return default;
        if (request.ContentLength > _maxBodyBytes)
            throw new HttpFormatException(413, $"The body is larger than {_maxBodyBytes} bytes.");
        if (request.ExpectsContinue)
            await SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        return request.IsChunked
            ? await ReadChunksAsync(cancellationToken).ConfigureAwait(false)
            : await TakeAsync((int)request.ContentLength, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a whole answer in one packet if it fits.</summary>
    internal ValueTask SendAsync(HttpAnswer answer, bool keepAlive, CancellationToken cancellationToken)
    {
        var head = answer.CreateHead(answer.Body.Length, keepAlive);
        var length = head.Length + answer.Body.Length;
        if (length > _output.Length)
            _output = new byte[length];
        Encoding.Latin1.GetBytes(head, _output);
        answer.Body.CopyTo(_output.AsMemory(head.Length));
        return SendAsync(_output.AsMemory(0, length), cancellationToken);
    }

    /// <summary>Sends bytes as they are.</summary>
    internal async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var sent = await _socket.SendAsync(bytes, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            bytes = bytes[sent..];
        }
    }

    /// <summary>Waits until the client gives up and closes the connection.</summary>
    internal async ValueTask WaitForCloseAsync(CancellationToken cancellationToken)
    {
        do
        {
            _start = _end;
        }
        while (await FillAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Closes the connection with a TCP reset.</summary>
    internal void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
    }

    /// <summary>Closes the sending side of the connection, as a server does when it closes normally.</summary>
    internal void Finish()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The client has closed the connection already.
        }
    }

    public void Dispose() => _socket.Dispose();

    private async ValueTask<ReadOnlyMemory<byte>> ReadChunksAsync(CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
            if (!int.TryParse(line.AsSpan(0, FindExtension(line)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0)
                throw new HttpFormatException(400, "A chunk's size is malformed.");
            if (size > _maxBodyBytes - body.Length)
                throw new HttpFormatException(413, $"The body is larger than {_maxBodyBytes} bytes.");
            if (size == 0)
                break;
            body.Write((await TakeAsync(size, cancellationToken).ConfigureAwait(false)).Span);
            if ((await ReadLineAsync(cancellationToken).ConfigureAwait(false)).Length != 0)
                throw new HttpFormatException(400, "A chunk does not end where it should.");
        }

        while ((await ReadLineAsync(cancellationToken).ConfigureAwait(false)).Length != 0)
        {
            // Trailers are ignored.
        }

        return body.ToArray();
    }

    private static int FindExtension(string line) => line.IndexOf(';', StringComparison.Ordinal) is >= 0 and var at ? at : line.Length;

    private async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        int length;
        while ((length = _input.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
        {
            if (_end - _start > MaxHeadBytes)
                throw new HttpFormatException(400, "A line of the body is too long.");
            await FillOrFailAsync(cancellationToken).ConfigureAwait(false);
        }

        var line = Encoding.Latin1.GetString(_input, _start, length);
        _start += length + 2;
        return line;
    }

    private async ValueTask<ReadOnlyMemory<byte>> TakeAsync(int length, CancellationToken cancellationToken)
    {
        while (_end - _start < length)
            await FillOrFailAsync(cancellationToken).ConfigureAwait(false);
        var taken = _input.AsMemory(_start, length);
        _start += length;
        return taken;
    }

    private async ValueTask FillOrFailAsync(CancellationToken cancellationToken)
    {
        if (!await FillAsync(cancellationToken).ConfigureAwait(false))
            throw new EndOfStreamException("The client closed the connection inside a request.");
    }

    /// <summary>Reads more bytes into the buffer, after the bytes that are not taken yet.</summary>
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _input.Length)
        {
            // A full buffer grows when more than half of it is not taken yet. Otherwise the rest is moved to its front.
            var target = _end - _start > _input.Length / 2 ? new byte[_input.Length * 2] : _input;
            _input.AsSpan(_start, _end - _start).CopyTo(target);
            _input = target;
            (_start, _end) = (0, _end - _start);
        }

        var read = await _socket.ReceiveAsync(_input.AsMemory(_end), SocketFlags.None, cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }
}
