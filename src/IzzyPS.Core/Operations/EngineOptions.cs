namespace IzzyPS.Operations;

/// <summary>How the engine sends operations.</summary>
internal sealed record EngineOptions
{
    /// <summary>The most requests in flight.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>How long a run that is stopped or ends early waits for the requests in flight.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long operations that are not idempotent pause after several in a row are in doubt.</summary>
    public TimeSpan CreatePause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The server's address, for messages.</summary>
    public required Uri BaseUri { get; init; }
}

/// <summary>Receives the engine's messages about a run.</summary>
internal interface IEngineNotices
{
    /// <summary>Reports something that an operator should know.</summary>
    void Warn(string message);

    /// <summary>Reports something that an operator should know about one subject.</summary>
    void Warn(Subject subject, string message);

    /// <summary>Reports a step of the run, for a reader who follows the run in detail.</summary>
    void Trace(string message);

    /// <summary>Reports a step about one subject.</summary>
    void Trace(Subject subject, string message);
}
