using IzzyPS.Operations;

namespace IzzyPS.Dealer.Http;

/// <summary>One request on its way through the handlers, and what it has been through.</summary>
internal sealed class DealerRequest : HttpRequestMessage
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly string _mediaType;
    private int _faults;

    /// <summary>Makes a request. There is always a body: .NET's own handler freely resends a request without one.</summary>
    internal DealerRequest(HttpMethod method, Uri address, ReadOnlyMemory<byte> body, string mediaType)
        : base(method, address)
    {
        _body = body;
        _mediaType = mediaType;
    }

    /// <summary>The path as the API's contract has it, with a placeholder for a car's id.</summary>
    internal required string Route { get; init; }

    /// <summary>Whether doing it twice is the same as doing it once.</summary>
    internal required bool IsIdempotent { get; init; }

    /// <summary>Whether a 2xx says all: what stands in its body is unknown. Source: the dealer API's contract.</summary>
    internal bool IsDoneByStatus { get; init; }

    /// <summary>The operation that it belongs to; null for a token, and where no operation sends it.</summary>
    internal RequestContext? Context { get; init; }

    /// <summary>
    /// Ends every wait before a send: for a token, for the pacer, for a retry. It is cancelled by the stop of the run and by the request's
    /// own token. A send that has begun is not ended by the stop. Null for a token request, which no stop ends.
    /// </summary>
    internal CancellationToken? WaitToken { get; set; }

    /// <summary>The timestamp of the first attempt.</summary>
    internal long? FirstAttemptAt { get; private set; }

    /// <summary>The attempts whose body was begun.</summary>
    internal int Attempts { get; private set; }

    /// <summary>Whether the last attempt's body was begun.</summary>
    internal bool LastBegan { get; private set; }

    /// <summary>Whether the server may have done it in one of the attempts, for all that is known.</summary>
    internal bool MayBeDone { get; set; }

    /// <summary>Why the last answer can't be the API's (<see cref="ApiAnswer"/>); null where it can.</summary>
    internal string? Foreign { get; set; }

    /// <summary>The status of the last attempt, or null where none was read.</summary>
    internal int? Status { get; set; }

    /// <summary>How long the last attempt took, or null where it did not begin.</summary>
    internal TimeSpan? Latency { get; private set; }

    /// <summary>Whether a 429 or 503 came.</summary>
    internal bool WasThrottled { get; set; }

    /// <summary>How long the server last asked to be left alone, capped.</summary>
    internal TimeSpan? RetryAfter { get; set; }

    /// <summary>Makes ready for another attempt: each has a body of its own.</summary>
    internal void BeginAttempt(long timestamp)
    {
        FirstAttemptAt ??= timestamp;
        Content = new OneShotContent(_body, _mediaType, Context?.MaySend);
        LastBegan = false;
        Status = null;
        Foreign = null;
        RetryAfter = null;
    }

    /// <summary>Notes how far the attempt came, and how long it took.</summary>
    internal void EndAttempt(TimeSpan elapsed)
    {
        LastBegan = ((OneShotContent)Content!).HasBegun;
        Latency = LastBegan ? elapsed : null;
        if (LastBegan)
            Attempts++;
    }

    /// <summary>Counts an attempt that failed; one that was put off did not.</summary>
    internal int CountFault() => ++_faults;
}
