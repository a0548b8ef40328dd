using System.Buffers.Text;
using System.Text;

namespace IzzyPS.Sandbox.Http;

/// <summary>The head of one request: the request line and the headers that the sandbox uses.</summary>
internal sealed class HttpRequest
{
    public required string Method { get; init; }

    /// <summary>The path, without the query.</summary>
    public required string Path { get; init; }

    public long ContentLength { get; private set; }

    public bool IsChunked { get; private set; }

    /// <summary>Whether the client wants the connection to stay open.</summary>
    public bool KeepAlive { get; private set; } = true;

    public bool ExpectsContinue { get; private set; }

    public string? Authorization { get; private set; }

    public string? ContentType { get; private set; }

    public string? Accept { get; private set; }

    public string? IdempotencyKey { get; private set; }

    public bool HasBody => IsChunked || ContentLength > 0;

    /// <summary>Parses a head. The head does not include the last blank line.</summary>
    /// <exception cref="HttpFormatException">The head is not valid HTTP/1.1.</exception>
    internal static HttpRequest Parse(ReadOnlySpan<byte> head)
    {
        var line = NextLine(ref head);
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        if (first <= 0 || last <= first)
            throw new HttpFormatException(400, "The request line is malformed.");
        var version = line[(last + 1)..];
        if (!version.SequenceEqual("HTTP/1.1"u8) && !version.SequenceEqual("HTTP/1.0"u8))
            throw new HttpFormatException(505, "Only HTTP/1.1 is spoken here.");
        var target = line[(first + 1)..last];
        var query = target.IndexOf((byte)'?');
        var request = new HttpRequest
        {
            Method = ToMethod(line[..first]),
            Path = Encoding.ASCII.GetString(query < 0 ? target : target[..query]),
            KeepAlive = version.EndsWith("1.1"u8),
        };
        var hasHost = false;
        var hasLength = false;
        while (!head.IsEmpty)
        {
            line = NextLine(ref head);
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].IndexOfAny((byte)' ', (byte)'\t') >= 0)
                throw new HttpFormatException(400, "A header line is malformed.");
            request.Take(line[..colon], line[(colon + 1)..].Trim(" \t"u8), ref hasHost, ref hasLength);
        }

        if (!hasHost && version.EndsWith("1.1"u8))
            throw new HttpFormatException(400, "The Host header is missing.");
        if (hasLength && request.IsChunked)
            throw new HttpFormatException(400, "Both Content-Length and Transfer-Encoding are given.");
        return request;
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref bool hasHost, ref bool hasLength)
    {
        if (Is(name, "Host"u8))
        {
            hasHost = true;
        }
        else if (Is(name, "Content-Length"u8))
        {
            if (hasLength || !Utf8Parser.TryParse(value, out long length, out var used) || used != value.Length || length < 0)
                throw new HttpFormatException(400, "Content-Length is malformed.");
            hasLength = true;
            ContentLength = length;
        }
        else if (Is(name, "Transfer-Encoding"u8))
        {
            if (!Is(value, "chunked"u8))
                throw new HttpFormatException(501, "Only the chunked transfer coding is known.");
            IsChunked = true;
        }
        else if (Is(name, "Connection"u8))
        {
            KeepAlive = !Is(value, "close"u8) && (KeepAlive || Is(value, "keep-alive"u8));
        }
        else if (Is(name, "Expect"u8))
        {
            ExpectsContinue = Is(value, "100-continue"u8);
        }
        else if (Is(name, "Authorization"u8))
        {
            Authorization = Encoding.Latin1.GetString(value);
        }
        else if (Is(name, "Content-Type"u8))
        {
            ContentType = Encoding.Latin1.GetString(value);
        }
        else if (Is(name, "Accept"u8))
        {
            Accept = Encoding.Latin1.GetString(value);
        }
        else if (Is(name, "Idempotency-Key"u8))
        {
            IdempotencyKey = Encoding.Latin1.GetString(value);
        }
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(text, name);

    private static string ToMethod(ReadOnlySpan<byte> method) => method switch
    {
        _ when method.SequenceEqual("POST"u8) => "POST",
        _ when method.SequenceEqual("PUT"u8) => "PUT",
        _ when method.SequenceEqual("DELETE"u8) => "DELETE",
        _ when method.SequenceEqual("GET"u8) => "GET",
        _ => Encoding.ASCII.GetString(method),
    };

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf("\r\n"u8);
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 2)..];
        return line;
    }
}
