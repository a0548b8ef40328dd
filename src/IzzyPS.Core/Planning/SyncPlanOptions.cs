using IzzyPS.Planning.Guards;

namespace IzzyPS.Planning;

/// <summary>How a plan is made.</summary>
internal sealed record SyncPlanOptions
{
    /// <summary>Whether vehicles that the input lacks are closed.</summary>
    public bool CloseMissing { get; init; }

    public SyncMode Mode { get; init; } = SyncMode.Upsert;

    /// <summary>Whether price changes of listed vehicles are carried out. If not, they are held back and counted.</summary>
    public bool UpdatePrices { get; init; } = true;

    /// <summary>How many listings may be closed at most; null where the operator gave no number and the limits alone count.</summary>
    public int? AllowClose { get; init; }

    /// <summary>What the operator allowed beyond the limits of the guards.</summary>
    public GuardAllowances Allowances { get; init; } = GuardAllowances.None;

    public GuardLimits GuardLimits { get; init; } = GuardLimits.Default;

    public CloseLimits CloseLimits { get; init; } = CloseLimits.Default;
}
