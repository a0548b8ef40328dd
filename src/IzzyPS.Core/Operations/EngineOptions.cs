namespace IzzyPS.Operations;

/// <summary>How operations are sent.</summary>
internal sealed record EngineOptions
{
    /// <summary>The most requests at a time.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>How long requests in flight are awaited when the run is stopped.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long operations that are not idempotent pause after several in a row were not answered.</summary>
    public TimeSpan CreatePause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The server's address, for messages.</summary>
    public required Uri BaseUri { get; init; }
}

/// <summary>Takes what the engine has to say about a run.</summary>
internal interface IEngineNotices
{
    /// <summary>Something that an operator should know.</summary>
    void Warn(string message);

    /// <summary>Something that an operator should know about one subject.</summary>
    void Warn(Subject subject, string message);

    /// <summary>For following a run through.</summary>
    void Trace(string message);

    /// <summary>For following one subject through.</summary>
    void Trace(Subject subject, string message);
}
