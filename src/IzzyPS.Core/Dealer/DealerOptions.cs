namespace IzzyPS.Dealer;

/// <summary>The settings of the requests to one dealer account.</summary>
internal sealed record DealerOptions
{
    public required DealerAccount Account { get; init; }

    /// <summary>The OAuth client secret. It is sent to the token endpoint only.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>The address of the token endpoint. The default is <c>oauth/token</c> below the base address.</summary>
    public Uri? TokenUri { get; init; }

    /// <summary>The timeout of one attempt to send a request.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most requests in flight at a time. The sender of the operations keeps this limit, not the client.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>The most requests a second, evenly spaced. Token requests and retries count too. Null means no limit.</summary>
    public double? MaxRequestsPerSecond { get; init; }

    /// <summary>The most retries of a failed request. 0 means no retries at all, also after a 429.</summary>
    public int MaxRetries { get; init; } = 4;

    /// <summary>The longest wait before the first retry. The limit doubles with each retry, and the wait has full jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The longest wait for one <c>Retry-After</c>: a longer one is cut to this time. Also the time within which a throttled request (429)
    /// is retried.
    /// </summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the circuit breaker holds updates and closes back when half of them fail. At least half a second.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a 503 means that the server did nothing. Only an operator who knows the server can say so.</summary>
    public bool ServiceUnavailableIsRefusal { get; init; }

    /// <summary>The largest body of an answer that is read, in bytes.</summary>
    public int MaxAnswerBytes { get; init; } = 1024 * 1024;

    /// <summary>Finds an invalid option. Returns null when all options are valid.</summary>
    internal string? FindFault()
    {
        if (string.IsNullOrWhiteSpace(ClientSecret))
            return "The client secret is empty.";
        if (Timeout < TimeSpan.FromMilliseconds(10) || Timeout > TimeSpan.FromHours(1))
            return $"A timeout of {Timeout} is not possible; right would be 10 ms to an hour.";
        if (ThrottleLimit < 1 || MaxRetries < 0 || MaxAnswerBytes < 1)
            return "The throttle limit and the largest size of an answer must be at least 1, the number of retries at least 0.";
        if (MaxRequestsPerSecond is <= 0 or double.NaN)
            return $"{MaxRequestsPerSecond} requests a second are not possible; right would be more than 0, such as 10 or 0.5.";
        if (RetryDelay < TimeSpan.Zero || MaxRetryAfter < TimeSpan.Zero || BreakDuration < TimeSpan.FromMilliseconds(500))
            return "Waits must not be negative, and the pause of the circuit breaker must be at least half a second.";
        return null;
    }

    /// <summary>The account only. The generated text of a record would hold the secret.</summary>
    public override string ToString() => Account.ToString();
}
