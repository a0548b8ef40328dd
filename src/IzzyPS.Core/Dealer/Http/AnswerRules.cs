using System.Text.Json;
using IzzyPS.Operations;
using IzzyPS.Vehicles;

namespace IzzyPS.Dealer.Http;

/// <summary>What may be concluded from a status and a body. Source: SAFETY.md, "The life of an operation".</summary>
/// <param name="serviceUnavailableIsRefusal">Whether a 503 means that nothing was done.</param>
internal sealed class AnswerRules(bool serviceUnavailableIsRefusal)
{
    /// <summary>Whether the status says "not now": nothing was done, try later.</summary>
    internal bool IsPutOff(int status) => status == 429 || (status == 503 && serviceUnavailableIsRefusal);

    /// <summary>Whether it may have been done in spite of the status: a proxy may have given up after the server had begun.</summary>
    internal bool LeavesDoubt(int status) => !IsPutOff(status) && status is < 200 or (>= 300 and < 400) or 408 or >= 500;

    /// <summary>Whether a request with this status may be sent again.</summary>
    internal bool MayRepeat(DealerRequest request, int status) => IsPutOff(status) || (request.IsIdempotent && status is 408 or >= 500);

    /// <summary>What the last status of a request says.</summary>
    internal AnswerKind GetKind(DealerRequest request, int status)
    {
        // What an earlier attempt may have done is not undone by a later one that did nothing.
        if (request.Foreign is not null || LeavesDoubt(status) || (request.MayBeDone && (status == 401 || IsPutOff(status))))
            return AnswerKind.Unknown;
        return status switch
        {
            < 300 => AnswerKind.Acknowledged,
            401 => AnswerKind.Unauthorized,
            404 or 410 when request.IsIdempotent => AnswerKind.Gone,
            _ when IsPutOff(status) => AnswerKind.NotSent,
            _ => AnswerKind.Rejected,
        };
    }

    /// <summary>The id of a created car, or null where the answer can't be read.</summary>
    internal static string? ReadId(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var isId = document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("id", out var id)
                && id.ValueKind == JsonValueKind.String;
            return isId && document.RootElement.GetProperty("id").GetString() is { } text && RemoteId.IsValid(text) ? text : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half a surrogate pair, escaped.
            return null;
        }
    }
}
