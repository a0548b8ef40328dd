using System.Text;
using IzzyPS.Sandbox.Http;

namespace IzzyPS.Testing.Servers;

/// <summary>The answer of a proxy instead of the server's answer.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="IsPassedOn">Whether the proxy forwards the request first. The server then carries it out, and the server's answer is lost.</param>
internal sealed record ForeignAnswer(HttpAnswer Answer, bool IsPassedOn = false)
{
    /// <summary>Creates a page of a gateway or a portal, or a login page.</summary>
    internal static HttpAnswer CreatePage(int status, string contentType = "text/html; charset=utf-8") =>
        new(status, "<!DOCTYPE html>\n<html><head><title>Please log in</title></head><body>…</body></html>"u8.ToArray(), contentType);

    /// <summary>Creates an answer of another API.</summary>
    internal static HttpAnswer CreateJson(int status, string json = """{"error":"unknown car"}""", string contentType = "application/json") =>
        new(status, Encoding.UTF8.GetBytes(json), contentType);

    /// <summary>A redirect to a login page.</summary>
    internal static HttpAnswer Redirect { get; } = new(302, Headers: "Location: /login\r\n");
}
