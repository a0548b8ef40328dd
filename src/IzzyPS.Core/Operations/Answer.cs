namespace IzzyPS.Operations;

/// <summary>The answer to one operation, after all its requests.</summary>
/// <param name="Kind">What the answer says.</param>
/// <param name="Attempts">The number of requests that were begun.</param>
/// <param name="Duration">The time from the call to the last answer. It includes the waits: for a token, for the pace and before retries.</param>
/// <param name="RemoteId">The id of the car that was created.</param>
/// <param name="Status">The last HTTP status, or null where none was read.</param>
/// <param name="Error">What went wrong, shortened and without secrets and control characters.</param>
/// <param name="WasThrottled">Whether an attempt was answered 429 or 503. Then fewer requests should be in flight.</param>
/// <param name="Latency">How long the last request took, without waits; null where no request was begun.</param>
/// <param name="WasPutOff">Whether the server still answered "not now" when the retries ended.</param>
/// <param name="IsForeign">Whether the answer is not the API's own. Then the base address is wrong, or a proxy or a portal answered.</param>
/// <param name="IsOwnDoing">
/// Whether an earlier attempt of the same request may have removed the listing. Then a close that finds no listing has closed it itself.
/// </param>
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
