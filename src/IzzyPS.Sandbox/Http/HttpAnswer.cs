using System.Text;
using System.Text.Json;

namespace IzzyPS.Sandbox.Http;

/// <summary>One answer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body. It may be empty.</param>
/// <param name="ContentType">The body's type.</param>
/// <param name="Headers">Further header lines, each ended by CRLF.</param>
internal sealed record HttpAnswer(int Status, ReadOnlyMemory<byte> Body = default, string ContentType = "application/json", string Headers = "")
{
    /// <summary>What the sandbox did, for its log. The note is not sent.</summary>
    public string? Note { get; init; }

    internal static readonly HttpAnswer NoContent = new(204);

    /// <summary>Creates an answer whose body is <c>{"name":"value"}</c>.</summary>
    internal static HttpAnswer CreateJson(int status, string name, string value) =>
        new(status, Encoding.UTF8.GetBytes($$"""{"{{name}}":"{{JsonEncodedText.Encode(value)}}"}"""));

    /// <summary>Creates a refusal with all faults of the request.</summary>
    internal static HttpAnswer CreateRefusal(int status, string error, params IReadOnlyList<string> details) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>(StringComparer.Ordinal) { ["error"] = error, ["details"] = details }));

    /// <summary>Writes the head of the answer, including the blank line.</summary>
    /// <param name="length">The length in the Content-Length header. It differs from the true length when a fault cuts the body off.</param>
    /// <param name="keepAlive">Whether the connection stays open.</param>
    internal string CreateHead(long length, bool keepAlive)
    {
        var lengthLine = Status == 204 ? string.Empty : $"Content-Length: {length}\r\n";
        var typeLine = length == 0 ? string.Empty : $"Content-Type: {ContentType}\r\n";
        var connectionLine = keepAlive ? string.Empty : "Connection: close\r\n";
        return $"HTTP/1.1 {Status} {GetPhrase(Status)}\r\n{typeLine}{lengthLine}{connectionLine}{Headers}\r\n";
    }

    private static string GetPhrase(int status) => status switch
    {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "-",
    };
}
