using IzzyPS.Dealer.Http;
using IzzyPS.Vehicles;

namespace IzzyPS.Dealer;

/// <summary>The dealer API, as the protocol uses it. Answers are values: what may be concluded from each is the point of this interface.</summary>
internal interface IDealerClient : IDisposable
{
    DealerAccount Account { get; }

    /// <summary>
    /// Raised with the wait when a 429 or 503 asks to be left alone, as soon as it is read, and when updates and closes fail too often:
    /// the request itself waits, and whoever has others to send should too.
    /// </summary>
    event EventHandler<PutOffEventArgs>? PutOff;

    /// <summary>Asks for a token, or uses the one there is.</summary>
    /// <exception cref="DealerException">No token could be had.</exception>
    Task AuthenticateAsync(CancellationToken cancellationToken);

    /// <summary><c>POST /external/cars</c>. Sent again only where the first time provably did nothing.</summary>
    /// <param name="idempotencyKey">The operation's id.</param>
    /// <param name="car">The car.</param>
    /// <param name="cancellationToken">Cancelling gives <see cref="AnswerKind.NotSent"/> before the body began and <see cref="AnswerKind.Unknown"/> after, never an exception.</param>
    Task<DealerAnswer> CreateCarAsync(Guid idempotencyKey, CarPayload car, CancellationToken cancellationToken);

    /// <summary><c>PUT /external/cars/{id}</c>; idempotent, retried.</summary>
    Task<DealerAnswer> UpdateCarAsync(string remoteId, CarPayload car, CancellationToken cancellationToken);

    /// <summary><c>DELETE /external/cars/{id}</c>; idempotent, retried.</summary>
    Task<DealerAnswer> CloseCarAsync(string remoteId, CloseReason reason, CancellationToken cancellationToken);
}

/// <summary>The server asked to be left alone, or looks as if it should be.</summary>
internal sealed class PutOffEventArgs(TimeSpan wait, string reason) : EventArgs
{
    /// <summary>For how long, capped.</summary>
    internal TimeSpan Wait { get; } = wait;

    /// <summary>Why, in English words without a full stop.</summary>
    internal string Reason { get; } = reason;
}

/// <summary>What may be concluded from what came back, after all retries that are allowed.</summary>
internal enum AnswerKind
{
    /// <summary>2xx, and for a create a readable id.</summary>
    Acknowledged = 1,

    /// <summary>404 or 410 to an update or close: the car is gone.</summary>
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
/// <param name="RemoteId">The id of a created car.</param>
/// <param name="Status">The last HTTP status, or null where none was read.</param>
/// <param name="Error">What went wrong, cleaned and capped; names no secret.</param>
/// <param name="WasThrottled">Whether a 429 or 503 came on the way: send fewer at a time.</param>
/// <param name="Latency">How long the last request took, without waits; null where none was begun.</param>
/// <param name="WasPutOff">Whether the server said "not now" for as long as it was tried.</param>
/// <param name="IsForeign">Whether what came is not the API's own answer (<see cref="ApiAnswer"/>): the address, or what stands before the API, is wrong.</param>
/// <param name="IsOwnDoing">Whether an earlier attempt of the same request may have done it: then a close that finds nothing was its own.</param>
internal sealed record DealerAnswer(
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
