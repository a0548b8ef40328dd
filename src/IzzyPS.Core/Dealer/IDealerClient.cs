using IzzyPS.Operations;

namespace IzzyPS.Dealer;

/// <summary>A connection to the dealer API of one account. Calls made on the client itself belong to no operation.</summary>
internal interface IDealerClient : IDealerCalls, IDisposable
{
    DealerAccount Account { get; }

    /// <summary>
    /// Raised when sending should pause: when a 429 or 503 has a <c>Retry-After</c>, and when the circuit breaker opens because too many
    /// idempotent requests failed. The client delays only the request concerned. The subscriber should delay the other requests.
    /// </summary>
    event EventHandler<PutOffEventArgs>? PutOff;

    /// <summary>Makes sure that there is a valid token. Requests a new one only when needed.</summary>
    /// <exception cref="DealerException">No token could be obtained.</exception>
    Task AuthenticateAsync(CancellationToken cancellationToken);

    /// <summary>Creates the API calls of one operation.</summary>
    IDealerCalls CreateCalls(RequestContext context);
}
