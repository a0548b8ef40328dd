using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace IzzyPS.Dealer.Http;

/// <summary>
/// Says whether an answer is one that the dealer API itself could have given, by its status, content type and body. The rule is the
/// same for every call. An answer that is not the API's proves nothing: not that a car was changed, nor that it is gone.
/// Source: SAFETY.md, "The life of an operation".
/// </summary>
/// <remarks>
/// The contract says that the API speaks JSON, and does not say what stands in the answers to an update or a close. The rule therefore
/// takes everything that a JSON API may send, and refuses what only a proxy, a portal or a login page sends:
/// <list type="bullet">
/// <item>A redirect is never the API's.</item>
/// <item>204 and 205 have no body, so that their content type says nothing. They are the API's.</item>
/// <item>JSON by its content type (<c>application/problem+json</c> included) is the API's, unless the body is markup. A body that was
/// packed or too large to be read is judged by its content type alone.</item>
/// <item>Without a content type, or as <c>text/plain</c>, an empty body and a JSON object or array are the API's. So is one short line of
/// text beside a 2xx (frameworks send "OK"), and any text beside a 4xx that only refuses. Beside a 404 or 410, text is not: "404 page not
/// found" and "default backend - 404" are what routers and gateways say by default, and to believe them would list a car twice.</item>
/// <item>Every other content type (<c>text/html</c>, XML, XHTML …) is not the API's, even without a body.</item>
/// <item>408, 429 and 5xx pass: proxies send them in the API's place, and nothing that was done or is gone is concluded from them.</item>
/// </list>
/// </remarks>
internal static class ApiAnswer
{
    private const int LongestLine = 100;
    private const int MostShown = 200;

    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Why an answer can't be the API's: its status, its content type and how its body begins. Null where it can.</summary>
    /// <param name="status">The status.</param>
    /// <param name="headers">The headers of the content.</param>
    /// <param name="body">The body, as far as it was read.</param>
    /// <param name="isRead">Whether the body was read; false for one that was packed, too large or broken off.</param>
    /// <param name="accepted">The content type that a 2xx may have in place of JSON, where the call asks for one: a vehicle check's report.</param>
    internal static string? FindFault(int status, HttpContentHeaders headers, ReadOnlySpan<byte> body, bool isRead, string? accepted = null)
    {
        var type = GetMediaType(headers);
        if (status is >= 300 and < 400)
            return $"The server answered {status}, a redirect, which is not the API's and is not followed.";
        if (status is 204 or 205 or 408 or 429 or >= 500 || (status < 300 && accepted is not null && type == accepted))
            return null;
        return CouldBe(status, type, body, isRead)
            ? null
            : $"The server answered {status} with {(type.Length == 0 ? "no content type" : "content type " + type)} and a body that is not the API's: {Encoding.UTF8.GetString(body[..Math.Min(body.Length, MostShown)])}";
    }

    private static bool CouldBe(int status, string type, ReadOnlySpan<byte> body, bool isRead)
    {
        var isJson = IsJson(body);
        if (!isJson && IsMarkup(body))
            return false;
        if (type is "application/json" or "text/json" || type.EndsWith("+json", StringComparison.Ordinal))
            return true;
        if (!isRead || type is not ("" or "text/plain"))
            return false;
        return isJson || body.Trim(" \t\r\n"u8).IsEmpty || (status < 300 ? IsShortLine(body) : status is not (404 or 410));
    }

    /// <summary>The content type without its parameters, in lower case; empty where there is none.</summary>
    private static string GetMediaType(HttpContentHeaders headers) =>
        headers.NonValidated.TryGetValues("Content-Type", out var values)
            ? PlainText(values.ToString().Split(';')[0].Trim().ToLowerInvariant())
            : string.Empty;

    /// <summary>The server wrote it, and it goes into messages.</summary>
    private static string PlainText(string type) =>
        type.Length <= LongestLine && type.All(character => character is > ' ' and <= '~') ? type : "one that can't be read";

    /// <summary>Whether it is a JSON object or array; "404" alone is JSON too, and a gateway's.</summary>
    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body.StartsWith("\uFEFF"u8) ? body[3..] : body, Lenient);
        try
        {
            if (!reader.Read() || reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                return false;
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether a body that is not JSON holds a tag anywhere: some pages begin with text, a comment or another encoding's marks.</summary>
    private static bool IsMarkup(ReadOnlySpan<byte> body) => body.Contains((byte)'<');

    private static bool IsShortLine(ReadOnlySpan<byte> body)
    {
        var line = Encoding.UTF8.GetString(body.Trim(" \t\r\n"u8));
        return line.Length <= LongestLine && !line.Any(char.IsControl);
    }
}
