using IzzyPS.Ledger.RunRecords;
using IzzyPS.Planning.Evidence;
using IzzyPS.Planning.Guards;
using IzzyPS.Stock.Profiles;

namespace IzzyPS.Planning;

/// <summary>
/// The facts that all changes of one plan share. The facts are data only: they can be written to a file and read back into an equal
/// object. What only the process that made the plan knows is in <see cref="PlanOrigin"/>.
/// </summary>
internal sealed record PlanFacts
{
    /// <summary>The plan's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The lineage of the ledger that was compared. The plan can be applied to that ledger only.</summary>
    public required Guid Lineage { get; init; }

    /// <summary>The ledger's serial when the ledger was read.</summary>
    public required long BaseSerial { get; init; }

    /// <summary>When the plan was made, by the wall clock.</summary>
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>The feed whose stock was compared.</summary>
    public required string Feed { get; init; }

    /// <summary>Whether the plan was made from a partner's stock. A plan that an operator made by hand was not.</summary>
    public required bool IsFromStock { get; init; }

    /// <summary>What the plan does with vehicles that are already listed.</summary>
    public SyncMode Mode { get; init; } = SyncMode.Upsert;

    /// <summary>Whether the plan closes listings that the stock lacks.</summary>
    public bool ClosesMissing { get; init; }

    /// <summary>Whether the plan carries out price changes of listed vehicles.</summary>
    public bool UpdatesPrices { get; init; } = true;

    /// <summary>What the operator allows beyond the guards' limits.</summary>
    public Allowances Allowed { get; init; } = Allowances.None;

    /// <summary>The limits of the guards that the stock's profile sets. They take the place of the connection's.</summary>
    public ProfileLimits Limits { get; init; } = ProfileLimits.None;

    /// <summary>Puts the limits of the stock's profile in place of the connection's.</summary>
    internal CloseLimits Apply(CloseLimits connection) => connection.With(Limits);

    /// <summary>Puts the limits of the stock's profile in place of the connection's.</summary>
    internal GuardLimits Apply(GuardLimits connection) => connection.With(Limits);

    /// <summary>What a run of the plan records about the feed.</summary>
    public FeedFindings Findings { get; init; } = FeedFindings.None;

    /// <summary>What was noticed about the files and the vehicles.</summary>
    public IReadOnlyList<PlanWarning> Warnings
    {
        get;
        init => field = EqualList<PlanWarning>.From(value);
    }
    = EqualList<PlanWarning>.Empty;

    /// <summary>The files of the stock, with their hashes and row counts.</summary>
    public IReadOnlyList<RunFile> Files
    {
        get;
        init => field = EqualList<RunFile>.From(value);
    }
    = EqualList<RunFile>.Empty;
}
