using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace IzzyPS.Dealer.Http.Answers;

/// <summary>
/// Says whether an answer is one that the dealer API itself could have given, by its status, content type and body. The rule is the
/// same for every call. An answer that is not the API's does not prove that a car was changed or that it is gone.
/// Source: SAFETY.md, "The life of an operation".
/// </summary>
/// <remarks>
/// The contract says that the API speaks JSON. It does not describe the bodies of the answers to an update or a close. The rule therefore
/// accepts every answer that a JSON API may send, and refuses answers that only a proxy, a portal or a login page sends:
/// <list type="bullet">
/// <item>A redirect is never the API's.</item>
/// <item>204 and 205 have no body, and their content type means nothing. They are the API's.</item>
/// <item>JSON by its content type (<c>application/problem+json</c> included) is the API's, unless the body is markup. A body that was
/// compressed or too large to be read is judged by its content type alone.</item>
/// <item>Without a content type, or as <c>text/plain</c>, an empty body and a JSON object or array are the API's. One short line
/// of text is the API's with a 2xx, because frameworks send "OK". Any text is the API's with a 4xx that only refuses. With a 404 or 410,
/// text is not the API's: routers and gateways answer "404 page not found" and "default backend - 404" by default. If IzzyPS took such
/// an answer for the API's, it would list the car a second time.</item>
/// <item>Every other content type (<c>text/html</c>, XML, XHTML …) is not the API's, even without a body.</item>
/// <item>408, 429 and 5xx pass the check: no conclusion about a car is drawn from them, whoever sends them.</item>
/// </list>
/// </remarks>
internal static class ApiAnswer
{
    private const int LongestLine = 100;
    private const int MostShown = 200;

    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>
    /// Finds the reason why an answer can't be the API's. The reason holds the status, the content type and the start of the body.
    /// Returns null when the answer can be the API's.
    /// </summary>
    /// <param name="status">The status.</param>
    /// <param name="headers">The headers of the content.</param>
    /// <param name="body">The part of the body that was read.</param>
    /// <param name="isRead">Whether the body was read. It was not when it was compressed, too large or broken off.</param>
    /// <param name="accepted">The content type that a 2xx may have instead of JSON, if the call asks for one, as for the report of a vehicle check.</param>
    internal static string? FindFault(int status, HttpContentHeaders headers, ReadOnlySpan<byte> body, bool isRead, string? accepted = null)
    {
        var type = GetMediaType(headers);
        if (status is >= 300 and < 400)
            return $"The server answered {status}, a redirect, which is not the API's and is not followed.";
        if (status is 204 or 205 or 408 or 429 or >= 500 || (status < 300 && accepted is not null && type == accepted))
            return null;
        return IsPossible(status, type, body, isRead)
            ? null
            : $"The server answered {status} with {(type.Length == 0 ? "no content type" : "content type " + type)} and a body that is not the API's: {Encoding.UTF8.GetString(body[..Math.Min(body.Length, MostShown)])}";
    }

    private static bool IsPossible(int status, string type, ReadOnlySpan<byte> body, bool isRead)
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

    /// <summary>Gets the content type without its parameters, in lower case. Returns an empty text when there is none.</summary>
    private static string GetMediaType(HttpContentHeaders headers) =>
        headers.NonValidated.TryGetValues("Content-Type", out var values)
            ? ToPlainText(values.ToString().Split(';')[0].Trim().ToLowerInvariant())
            : string.Empty;

    /// <summary>Replaces a content type that is no plain text: the server wrote it, and messages quote it.</summary>
    private static string ToPlainText(string type) =>
        type.Length <= LongestLine && type.All(character => character is > ' ' and <= '~') ? type : "one that can't be read";

    /// <summary>Whether the body is a JSON object or array. A number alone, such as 404, is valid JSON too, but gateways send it.</summary>
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

    /// <summary>Whether a body that is not JSON is markup. A tag may stand anywhere, because some pages begin with text, a comment or a byte order mark.</summary>
    private static bool IsMarkup(ReadOnlySpan<byte> body) => body.Contains((byte)'<');

    private static bool IsShortLine(ReadOnlySpan<byte> body)
    {
        var line = Encoding.UTF8.GetString(body.Trim(" \t\r\n"u8));
        return line.Length <= LongestLine && !line.Any(char.IsControl);
    }
}
