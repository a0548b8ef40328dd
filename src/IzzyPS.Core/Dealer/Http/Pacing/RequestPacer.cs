namespace IzzyPS.Dealer.Http.Pacing;

/// <summary>Spaces requests evenly, for accounts with a known limit. There are no bursts, however many callers wait.</summary>
/// <remarks>The framework's <c>TokenBucketRateLimiter</c> allows bursts, and its timer can't use a <see cref="TimeProvider"/>.</remarks>
/// <param name="perSecond">The most requests a second.</param>
/// <param name="clock">The clock.</param>
internal sealed class RequestPacer(double perSecond, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly long _interval = (long)(clock.TimestampFrequency / perSecond);
    private long _next = long.MinValue;

    /// <summary>Reserves the next free moment and waits for it.</summary>
    internal Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            var mine = Math.Max(now, _next);
            _next = mine + _interval;
            wait = clock.GetElapsedTime(now, mine);
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, clock, cancellationToken) : Task.CompletedTask;
    }
}
