using IzzyPS.Operations;

namespace IzzyPS.Dealer;

/// <summary>The calls of the dealer API. A call throws no exception for a failed request: the answer says whether the request may have been carried out.</summary>
internal interface IDealerCalls
{
    /// <summary><c>POST /external/cars</c>. Not idempotent: it is sent again only when the attempt before certainly created nothing.</summary>
    /// <param name="idempotencyKey">The operation's id.</param>
    /// <param name="car">The car.</param>
    /// <param name="cancellationToken">Cancels the call. The answer is <see cref="AnswerKind.NotSent"/> before a byte of the body was sent, and <see cref="AnswerKind.Unknown"/> after that. No exception is thrown.</param>
    Task<Answer> CreateCarAsync(Guid idempotencyKey, CarPayload car, CancellationToken cancellationToken);

    /// <summary><c>PUT /external/cars/{id}</c>. Idempotent: it is retried.</summary>
    Task<Answer> UpdateCarAsync(string remoteId, CarPayload car, CancellationToken cancellationToken);

    /// <summary><c>DELETE /external/cars/{id}</c>. Idempotent: it is retried.</summary>
    Task<Answer> CloseCarAsync(string remoteId, CloseReason reason, CancellationToken cancellationToken);
}
