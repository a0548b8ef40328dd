
namespace IzzyPS.Operations;

/// <summary>What may be concluded from what came back, after all retries that are allowed.</summary>
internal enum AnswerKind
{
    /// <summary>2xx, and a readable id where something was created.</summary>
    Acknowledged = 1,

    /// <summary>404 or 410 to an idempotent request: what it is about is gone.</summary>
    Gone,

    /// <summary>Another 4xx: the server refused; nothing happened.</summary>
    Rejected,

    /// <summary>No token, or 401 with a fresh one: nothing happened, and nothing further will work.</summary>
    Unauthorized,

    /// <summary>Provably nothing happened: not connected, no body begun, or 429 to the end. May be sent again later.</summary>
    NotSent,

    /// <summary>Nobody knows: timeout, reset, unreadable answer, 408, 5xx, or an answer that is not the API's.</summary>
    Unknown,
}

/// <summary>One answer.</summary>
/// <param name="Kind">What may be concluded.</param>
/// <param name="Attempts">Requests that were begun.</param>
/// <param name="Duration">From the first request to the last answer, waiting included.</param>
/// <param name="RemoteId">The id of what was created.</param>
/// <param name="Status">The last HTTP status, or null where none was read.</param>
/// <param name="Error">What went wrong, cleaned and capped; names no secret.</param>
/// <param name="WasThrottled">Whether a 429 or 503 came on the way: send fewer at a time.</param>
/// <param name="Latency">How long the last request took, without waits; null where none was begun.</param>
/// <param name="WasPutOff">Whether the server said "not now" for as long as it was tried.</param>
/// <param name="IsForeign">Whether what came is not the API's own answer: the address, or what stands before the API, is wrong.</param>
/// <param name="IsOwnDoing">Whether an earlier attempt of the same request may have done it: then a close that finds nothing was its own.</param>
internal sealed record Answer(
    AnswerKind Kind,
    int Attempts,
    TimeSpan Duration,
    string? RemoteId = null,
    int? Status = null,
    string? Error = null,
    bool WasThrottled = false,
    TimeSpan? Latency = null,
    bool WasPutOff = false,
    bool IsForeign = false,
    bool IsOwnDoing = false);
