using Microsoft.Extensions.Time.Testing;

namespace IzzyPS.Testing;

/// <summary>
/// A clock that a test moves. It adds two abilities to <see cref="FakeTimeProvider"/>: the wall clock can be set back while timestamps
/// go on, and the number of waiting timers can be read.
/// </summary>
internal sealed class TestTime : FakeTimeProvider
{
    private long _setByTicks;
    private int _waiting;

    /// <summary>Starts on a Monday at six in the morning.</summary>
    public TestTime()
        : this(new DateTimeOffset(2026, 11, 23, 6, 0, 0, TimeSpan.Zero))
    {
    }

    public TestTime(DateTimeOffset start, TimeZoneInfo? zone = null)
        : base(start) => SetLocalTimeZone(zone ?? TimeZoneInfo.Utc);

    /// <summary>The number of waiting timers.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _setByTicks));

    /// <summary>Gets a timestamp that ignores <see cref="SetBy"/>. The timestamp of the base class would follow the wall clock.</summary>
    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    /// <summary>Sets the wall clock forward or back. No time passes for timers and timestamps.</summary>
    public void SetBy(TimeSpan time) => Interlocked.Add(ref _setByTicks, time.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new CountedTimer(this, callback, state);
        timer.Inner = base.CreateTimer(static timer => ((CountedTimer)timer!).Fire(), timer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ = timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>A timer that is counted as waiting from its start until it fires for the last time or is disposed.</summary>
    private sealed class CountedTimer(TestTime time, TimerCallback callback, object? state) : ITimer
    {
        private int _isWaiting;
        private bool _isPeriodic;

        internal ITimer Inner { get; set; } = null!;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _isPeriodic = period > TimeSpan.Zero;
            Count(dueTime != Timeout.InfiniteTimeSpan);
            return Inner.Change(dueTime, period);
        }

        public void Dispose()
        {
            Count(isWaiting: false);
            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Count(isWaiting: false);
            return Inner.DisposeAsync();
        }

        internal void Fire()
        {
            if (!_isPeriodic)
                Count(isWaiting: false);
            callback(state);
        }

        private void Count(bool isWaiting)
        {
            var now = isWaiting ? 1 : 0;
            _ = Interlocked.Add(ref time._waiting, now - Interlocked.Exchange(ref _isWaiting, now));
        }
    }
}
