namespace IzzyPS.Dealer;

/// <summary>How a dealer's server is talked to.</summary>
internal sealed record DealerOptions
{
    public required DealerAccount Account { get; init; }

    /// <summary>The OAuth client secret. Goes to the token endpoint and nowhere else.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>Where tokens are asked for; by default <c>oauth/token</c> below the base address.</summary>
    public Uri? TokenUri { get; init; }

    /// <summary>The time one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most requests at a time; whoever sends keeps to it.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>The most requests a second, tokens and repeats included, evenly spaced; null for no limit.</summary>
    public double? MaxRequestsPerSecond { get; init; }

    /// <summary>How often a request that failed and may be sent again is sent again; 0 for never, not even one that was put off.</summary>
    public int MaxRetries { get; init; } = 4;

    /// <summary>The first wait before a request is sent again; doubles, with full jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The longest wait that a <c>Retry-After</c> is obeyed for; and how long a request that is put off (429) is tried again, in all.
    /// </summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long updates and closes pause when half of them fail; at least half a second.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether the operator knows that a 503 to a create means that nothing was created.</summary>
    public bool ServiceUnavailableIsRefusal { get; init; }

    /// <summary>The most bytes of an answer that are read.</summary>
    public int MaxAnswerBytes { get; init; } = 1024 * 1024;

    /// <summary>Which option makes no sense, or null.</summary>
    internal string? FindFault()
    {
        if (string.IsNullOrWhiteSpace(ClientSecret))
            return "The client secret is empty.";
        if (Timeout < TimeSpan.FromMilliseconds(10) || Timeout > TimeSpan.FromHours(1))
            return $"A timeout of {Timeout} makes no sense; right would be 10 ms to an hour.";
        if (ThrottleLimit < 1 || MaxRetries < 0 || MaxAnswerBytes < 1)
            return "The throttle limit and the size of an answer must be at least 1, the retries at least 0.";
        if (MaxRequestsPerSecond is <= 0 or double.NaN)
            return $"{MaxRequestsPerSecond} requests a second make no sense; right would be more than 0, such as 10 or 0.5.";
        if (RetryDelay < TimeSpan.Zero || MaxRetryAfter < TimeSpan.Zero || BreakDuration < TimeSpan.FromMilliseconds(500))
            return "Waits must not be negative, and the pause at least half a second.";
        return null;
    }

    /// <summary>The account: a record would print the secret.</summary>
    public override string ToString() => Account.ToString();
}
