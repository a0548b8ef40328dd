using IzzyPS.Planning.Guards;

namespace IzzyPS.Sync;

/// <summary>The settings for carrying out changes.</summary>
internal sealed record ExecutionOptions
{
    /// <summary>The most requests in flight.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>How long to wait for another run to end; zero to fail at once.</summary>
    public TimeSpan WaitForLock { get; init; }

    /// <summary>How long a run that is stopped or ends early waits for the requests in flight.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long creates pause after several in a row are in doubt.</summary>
    public TimeSpan CreatePause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a vehicle that comes back after a close is first sent as an update of its old listing.</summary>
    public bool ReuseListing { get; init; }

    public GuardLimits GuardLimits { get; init; } = GuardLimits.Default;

    public CloseLimits CloseLimits { get; init; } = CloseLimits.Default;
}
