namespace IzzyPS.Planning;

/// <summary>
/// A plan's facts and, beside them, the plan's origin: what only the process that made the plan knows. The origin is no fact of the plan: two contexts are
/// equal when their facts are equal.
/// </summary>
/// <param name="facts">The facts.</param>
/// <param name="origin">The origin; null for a plan that was read from a file.</param>
internal sealed class PlanContext(PlanFacts facts, PlanOrigin? origin = null) : IEquatable<PlanContext>
{
    internal PlanFacts Facts { get; private set; } = facts;

    /// <summary>Adds what the plan found out about its feed. The planner calls this before anybody gets the plan.</summary>
    internal void Complete(FeedFindings findings) => Facts = Facts with { Findings = findings };

    /// <summary>
    /// When the plan was made: by the wall clock at that time or, with an origin, by the monotonic clock. The earlier of the two counts, because
    /// a plan must not become younger when the wall clock is set.
    /// </summary>
    internal DateTimeOffset GetMadeAt(TimeProvider time) =>
        origin?.ComputeMadeAt(time) is { } madeAt && madeAt < Facts.PlannedAt ? madeAt : Facts.PlannedAt;

    /// <summary>
    /// The id for a run of the plan. The first run in the process that made the plan takes the plan's own id, so that one id leads from
    /// the import to the run. A plan without an origin may have been run before, so each of its runs takes a new id.
    /// </summary>
    internal Guid TakeRunId(DateTimeOffset now) => origin?.TryTakeId() == true ? Facts.Id : Guid.CreateVersion7(now);

    public bool Equals(PlanContext? other) => other is not null && Facts.Equals(other.Facts);

    public override bool Equals(object? obj) => Equals(obj as PlanContext);

    public override int GetHashCode() => Facts.GetHashCode();
}
