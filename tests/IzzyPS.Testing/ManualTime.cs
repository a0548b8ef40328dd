namespace IzzyPS.Tests;

/// <summary>A clock that moves when it is told to; timers that have come due fire in order.</summary>
internal sealed class ManualTime(DateTimeOffset start, TimeZoneInfo? zone = null) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = start;
    private TimeSpan _setBy;

    public ManualTime()
        : this(new DateTimeOffset(2026, 11, 23, 6, 0, 0, TimeSpan.Zero))
    {
    }

    public override TimeZoneInfo LocalTimeZone { get; } = zone ?? TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
                return _timers.Count;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now + _setBy;
    }

    public override long GetTimestamp()
    {
        lock (_lock)
            return _now.Ticks;
    }

    /// <summary>Somebody sets the clock, forward or back: no time goes by for timers and timestamps.</summary>
    public void SetBy(TimeSpan time)
    {
        lock (_lock)
            _setBy += time;
    }

    public void Advance(TimeSpan time)
    {
        var end = new DateTimeOffset(GetTimestamp(), TimeSpan.Zero) + time;
        while (true)
        {
            ManualTimer? due;
            lock (_lock)
            {
                due = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                _now = due?.Due > _now ? due.Due : due is null ? end : _now;
                if (due is null)
                    return;
                _ = _timers.Remove(due);
            }

            due.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        _ = timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        internal DateTimeOffset Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                _ = time._timers.Remove(this);
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = time._now + dueTime;
                time._timers.Add(this);
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._lock)
                _ = time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Fire()
        {
            if (_period > TimeSpan.Zero)
                _ = Change(_period, _period);
            callback(state);
        }
    }
}
