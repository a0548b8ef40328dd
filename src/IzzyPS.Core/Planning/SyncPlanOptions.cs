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

    /// <summary>What the operator allows beyond the guards' limits.</summary>
    public Allowances Allowed { get; init; } = Allowances.None;

    /// <summary>From how many complete files of different content in a row a listing must be missing before it is closed; null for the input's own number.</summary>
    public int? CloseAfter { get; init; }

    public GuardLimits GuardLimits { get; init; } = GuardLimits.Default;

    public CloseLimits CloseLimits { get; init; } = CloseLimits.Default;
}
