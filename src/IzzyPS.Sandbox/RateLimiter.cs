namespace IzzyPS.Sandbox;

/// <summary>Limits the calls per second with a token bucket. The bucket holds the calls of one second.</summary>
internal sealed class RateLimiter(int perSecond, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private double _left = perSecond;
    private long _at = clock.GetTimestamp();

    internal bool TryTake()
    {
        if (perSecond == 0)
            return true;
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            _left = Math.Min(perSecond, _left + (clock.GetElapsedTime(_at, now).TotalSeconds * perSecond));
            _at = now;
            if (_left < 1)
                return false;
            _left--;
            return true;
        }
    }
}
