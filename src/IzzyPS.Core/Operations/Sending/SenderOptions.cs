namespace IzzyPS.Operations.Sending;

/// <summary>How the sender (<see cref="OperationSender"/>) sends operations.</summary>
internal sealed record SenderOptions
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
