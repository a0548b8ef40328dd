using IzzyPS.Operations;

namespace IzzyPS.Dealer;

/// <summary>The calls of the dealer API. Answers are values: what may be concluded from each is the point of this interface.</summary>
internal interface IDealerCalls
{
    /// <summary><c>POST /external/cars</c>. Sent again only where the first time provably did nothing.</summary>
    /// <param name="idempotencyKey">The operation's id.</param>
    /// <param name="car">The car.</param>
    /// <param name="cancellationToken">Cancelling gives <see cref="AnswerKind.NotSent"/> before the body began and <see cref="AnswerKind.Unknown"/> after, never an exception.</param>
    Task<Answer> CreateCarAsync(Guid idempotencyKey, CarPayload car, CancellationToken cancellationToken);

    /// <summary><c>PUT /external/cars/{id}</c>; idempotent, retried.</summary>
    Task<Answer> UpdateCarAsync(string remoteId, CarPayload car, CancellationToken cancellationToken);

    /// <summary><c>DELETE /external/cars/{id}</c>; idempotent, retried.</summary>
    Task<Answer> CloseCarAsync(string remoteId, CloseReason reason, CancellationToken cancellationToken);
}

/// <summary>A connection to the dealer API of one account. Its own calls belong to no operation.</summary>
internal interface IDealerClient : IDealerCalls, IDisposable
{
    DealerAccount Account { get; }

    /// <summary>
    /// Raised with the wait when a 429 or 503 asks to be left alone, as soon as it is read, and when idempotent requests fail too often:
    /// the request itself waits, and whoever has others to send should too.
    /// </summary>
    event EventHandler<PutOffEventArgs>? PutOff;

    /// <summary>
    /// Begins to ask for a token on another thread. A run calls this as soon as it expects to send something: so the first
    /// request does not wait for the connection and the token, 80 ms in a fresh process. <see cref="AuthenticateAsync"/> tells the outcome.
    /// </summary>
    void BeginAuthenticate(CancellationToken cancellationToken);

    /// <summary>Asks for a token, or uses the one there is.</summary>
    /// <exception cref="DealerException">No token could be had.</exception>
    Task AuthenticateAsync(CancellationToken cancellationToken);

    /// <summary>The calls of one operation.</summary>
    IDealerCalls For(RequestContext context);
}

/// <summary>The server asked to be left alone, or looks as if it should be.</summary>
internal sealed class PutOffEventArgs(TimeSpan wait, string reason) : EventArgs
{
    /// <summary>For how long, capped.</summary>
    internal TimeSpan Wait { get; } = wait;

    /// <summary>Why, in English words without a full stop.</summary>
    internal string Reason { get; } = reason;
}
