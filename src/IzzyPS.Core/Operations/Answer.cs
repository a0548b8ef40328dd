namespace IzzyPS.Operations;

/// <summary>What an answer says about the request, after all retries that the protocol allows.</summary>
internal enum AnswerKind
{
    /// <summary>The server did what the request asks: 2xx, and for a create a readable id.</summary>
    Acknowledged = 1,

    /// <summary>The server does not have the listing: 404 or 410 to an idempotent request.</summary>
    Gone,

    /// <summary>The server refused the request and did nothing: another 4xx.</summary>
    Rejected,

    /// <summary>The account is refused: no token, or 401 with a new token. The server did nothing, and no other request will succeed.</summary>
    Unauthorized,

    /// <summary>
    /// The server provably did nothing: no connection, no body begun, or 429 until the retries ended. The request may be sent again later.
    /// </summary>
    NotSent,

    /// <summary>
    /// Nobody knows what the server did: a timeout, a reset, an unreadable answer, 408, 5xx, or an answer that the API did not give.
    /// </summary>
    Unknown,
}

/// <summary>The answer to one operation, after all its requests.</summary>
/// <param name="Kind">What the answer says.</param>
/// <param name="Attempts">The number of requests that were begun.</param>
/// <param name="Duration">The time from the first request to the last answer, waits included.</param>
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
