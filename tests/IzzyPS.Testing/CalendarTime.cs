namespace IzzyPS.Testing;

/// <summary>The system's clock, put forward by as many days as have gone by in a scenario; timers and timestamps are the system's.</summary>
internal sealed class CalendarTime : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    /// <summary>Goes to the next morning: 25 hours, so that everything of the day before is older than 24 hours.</summary>
    internal void NextDay() => _ahead += TimeSpan.FromHours(25);
}
