namespace IzzyPS.Testing;

/// <summary>The system's clock, put forward by as many days as have gone by in a scenario; timers and timestamps are the system's.</summary>
internal sealed class CalendarTime : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    /// <summary>The next morning. A little more than a day: nothing is younger than 24 hours any more.</summary>
    internal void NextDay() => _ahead += TimeSpan.FromHours(25);
}
