namespace IzzyPS.Planning;

/// <summary>
/// What only the process that made a plan knows: the plan's age by the monotonic clock, and whether a run has taken the plan's id.
/// A plan that was read from a file has no origin.
/// </summary>
/// <param name="madeAt">The monotonic clock's timestamp when the plan was made.</param>
internal sealed class PlanOrigin(long madeAt)
{
    private int _runs;

    /// <summary>
    /// Computes when the plan was made: the wall clock's time now, minus the plan's age by the monotonic clock. The monotonic clock does not
    /// change when the wall clock is set.
    /// </summary>
    internal DateTimeOffset ComputeMadeAt(TimeProvider time) => time.GetUtcNow() - time.GetElapsedTime(madeAt);

    /// <summary>Takes the plan's id for a run.</summary>
    /// <returns>Whether this is the first run that asks.</returns>
    internal bool TryTakeId() => Interlocked.Increment(ref _runs) == 1;
}
