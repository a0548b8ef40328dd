namespace IzzyPS.Testing;

/// <summary>The system's clock, set forward by the days of a scenario. Timers and timestamps are the system's.</summary>
internal sealed class CalendarTime : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    /// <summary>Sets the clock forward by 25 hours, so that everything of the day before is older than 24 hours.</summary>
    internal void GoToNextDay() => _ahead += TimeSpan.FromHours(25);
}
