using IzzyPS.Planning.Guards;

namespace IzzyPS.Sync;

/// <summary>How a plan is carried out.</summary>
internal sealed record ExecutionOptions
{
    /// <summary>The most requests at a time.</summary>
    public int ThrottleLimit { get; init; } = 8;

    /// <summary>How long to wait for another run to end; zero to fail at once.</summary>
    public TimeSpan WaitForLock { get; init; }

    /// <summary>How long requests under way are awaited when the run is stopped.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long creates pause after several in a row were not answered.</summary>
    public TimeSpan CreatePause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a vehicle that comes back after a close is first tried with an update of its old listing.</summary>
    public bool ReuseListing { get; init; }

    public CloseLimits CloseLimits { get; init; } = CloseLimits.Default;
}
