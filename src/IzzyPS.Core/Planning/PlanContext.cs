using IzzyPS.Ledger;

namespace IzzyPS.Planning;

/// <summary>What all changes of one plan share, and what is checked when they are applied.</summary>
internal sealed record PlanContext
{
    private int _runs;

    public required Guid Id { get; init; }

    /// <summary>The lineage of the ledger.</summary>
    public required Guid Lineage { get; init; }

    /// <summary>The ledger's serial when it was read.</summary>
    public required long BaseSerial { get; init; }

    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>The timestamp of that moment: the clock may be set, the timestamp goes on.</summary>
    public required long PlannedTimestamp { get; init; }

    public required string Feed { get; init; }

    /// <summary>Whether it was made from a partner's files, rather than by hand.</summary>
    public required bool IsFromStock { get; init; }

    public IReadOnlyList<RunFile> Files { get; init; } = [];

    /// <summary>How many may be closed at the most, where an operator said so.</summary>
    public int? AllowClose { get; init; }

    /// <summary>
    /// When it was made, by the clock as it was then or as it is now, whichever is earlier: a clock that was set makes no plan younger.
    /// </summary>
    internal DateTimeOffset MadeAt(TimeProvider time)
    {
        var byTimestamp = time.GetUtcNow() - time.GetElapsedTime(PlannedTimestamp);
        return byTimestamp < PlannedAt ? byTimestamp : PlannedAt;
    }

    /// <summary>The id for a run of this plan: the plan's own for the first.</summary>
    internal Guid TakeRunId(DateTimeOffset now) => Interlocked.Increment(ref _runs) == 1 ? Id : Guid.CreateVersion7(now);
}
