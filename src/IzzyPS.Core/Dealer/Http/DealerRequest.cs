using IzzyPS.Dealer.Http.Answers;
using IzzyPS.Operations;

namespace IzzyPS.Dealer.Http;

/// <summary>One request on its way through the handlers, with the results of its attempts so far.</summary>
internal sealed class DealerRequest : HttpRequestMessage
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly string _mediaType;
    private int _faults;

    /// <summary>Makes a request. It always has a body, because .NET's own handler may resend a request without a body on its own.</summary>
    internal DealerRequest(HttpMethod method, Uri address, ReadOnlyMemory<byte> body, string mediaType)
        : base(method, address)
    {
        _body = body;
        _mediaType = mediaType;
    }

    /// <summary>The path as the API's contract writes it, with a placeholder for the car's id.</summary>
    internal required string Route { get; init; }

    /// <summary>Whether sending the request twice has the same effect as sending it once.</summary>
    internal required bool IsIdempotent { get; init; }

    /// <summary>Whether a 2xx is enough and the body is not needed. The API's contract does not describe the body of an update or a close.</summary>
    internal bool IsDoneByStatus { get; init; }

    /// <summary>The operation that the request belongs to. Null for a token request and for a call without an operation.</summary>
    internal RequestContext? Context { get; init; }

    /// <summary>
    /// Ends every wait before a send: for a token, for the pacer, for a retry. The stop of the run and the request's own token cancel it.
    /// The stop does not end a send that has begun. Null for a token request, because no stop ends it.
    /// </summary>
    internal CancellationToken? WaitToken { get; set; }

    /// <summary>The timestamp of the first attempt.</summary>
    internal long? FirstAttemptAt { get; private set; }

    /// <summary>The number of attempts that began to send the body.</summary>
    internal int Attempts { get; private set; }

    /// <summary>Whether the last attempt began to send the body.</summary>
    internal bool LastBegan { get; private set; }

    /// <summary>Whether the server may have carried the request out in one of the attempts.</summary>
    internal bool MayBeDone { get; set; }

    /// <summary>The reason why the last answer can't be the API's (<see cref="ApiAnswer"/>). Null when it can be.</summary>
    internal string? Foreign { get; set; }

    /// <summary>The status of the last attempt. Null when none was read.</summary>
    internal int? Status { get; set; }

    /// <summary>How long the last attempt took. Null when it did not begin to send the body.</summary>
    internal TimeSpan? Latency { get; private set; }

    /// <summary>Whether any attempt was answered 429 or 503.</summary>
    internal bool WasThrottled { get; set; }

    /// <summary>The wait that the last answer asked for with <c>Retry-After</c>, cut to <see cref="DealerOptions.MaxRetryAfter"/>. Null when it asked for none.</summary>
    internal TimeSpan? RetryAfter { get; set; }

    /// <summary>Prepares the next attempt. Each attempt has its own content, which can be sent only once.</summary>
    internal void BeginAttempt(long timestamp)
    {
        FirstAttemptAt ??= timestamp;
        Content = new OneShotContent(_body, _mediaType, Context?.MaySend);
        LastBegan = false;
        Status = null;
        Foreign = null;
        RetryAfter = null;
    }

    /// <summary>Records whether the attempt began to send the body, and how long it took.</summary>
    internal void EndAttempt(TimeSpan elapsed)
    {
        LastBegan = ((OneShotContent)Content!).HasBegun;
        Latency = LastBegan ? elapsed : null;
        if (LastBegan)
            Attempts++;
    }

    /// <summary>Counts a failed attempt, and returns the number of failed attempts. An attempt that the server throttled has not failed.</summary>
    internal int CountFault() => ++_faults;
}
