using System.Text.Json;
using IzzyPS.Operations;
using IzzyPS.Vehicles;

namespace IzzyPS.Dealer.Http.Answers;

/// <summary>Decides from the status and the body of an answer whether the request was carried out. Source: SAFETY.md, "The life of an operation".</summary>
/// <param name="serviceUnavailableIsRefusal">Whether a 503 means that the server did nothing.</param>
internal sealed class AnswerRules(bool serviceUnavailableIsRefusal)
{
    /// <summary>Whether the server did nothing and asks for a later retry.</summary>
    internal bool IsPutOff(int status) => status == 429 || (status == 503 && serviceUnavailableIsRefusal);

    /// <summary>Whether the request may have been carried out although the status is no success. A proxy may have given up after the server had begun.</summary>
    internal bool LeavesDoubt(int status) => !IsPutOff(status) && status is < 200 or (>= 300 and < 400) or 408 or >= 500;

    /// <summary>Whether a request that was answered with this status may be retried.</summary>
    internal bool MayRepeat(DealerRequest request, int status) => IsPutOff(status) || (request.IsIdempotent && status is 408 or >= 500);

    /// <summary>Gets the kind of an answer from the status of the last attempt.</summary>
    internal AnswerKind GetKind(DealerRequest request, int status)
    {
        // An earlier attempt may have carried the request out. A later attempt that did nothing does not change that.
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

    /// <summary>Reads the id of a created car. Returns null when the body holds no valid id.</summary>
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
            // GetString throws an InvalidOperationException for an escaped half of a surrogate pair.
            return null;
        }
    }
}
