namespace IzzyPS.Storage.Postgres;

/// <summary>A moment on both clocks of this machine: the monotonic clock and the time of day.</summary>
internal sealed record LeaseMoment(long Timestamp, DateTimeOffset Time)
{
    internal static LeaseMoment Read(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow());
}
