using IzzyPS.Ledger;
using IzzyPS.Planning;

namespace IzzyPS.Sync;

/// <summary>What one run is asked to do.</summary>
/// <param name="Changes">The changes, as an operator chose them.</param>
/// <param name="Command">The command that asks, for the ledger and for whoever waits.</param>
internal sealed record SyncRequest(IReadOnlyList<VehicleChange> Changes, string Command)
{
    /// <summary>The plan, where a whole stock is carried out, even if it has no change.</summary>
    public PlanContext? Plan { get; init; }

    /// <summary>The plan that the run is recorded with: the whole stock's, else that of a change from a partner's file, else any.</summary>
    internal PlanContext? Context =>
        Plan ?? Changes.Select(change => change.Plan).FirstOrDefault(plan => plan.Facts.IsFromStock) ?? Changes.Select(change => change.Plan).FirstOrDefault();

    /// <summary>Whether a partner's stock is carried out. Such a run is recorded even if nothing is to be sent: older plans of the feed may not close any more.</summary>
    internal bool IsStock => Context is { Facts.IsFromStock: true };

    /// <summary>What starts the run.</summary>
    public RunTrigger Trigger { get; init; } = RunTrigger.Cmdlet;

    /// <summary>How many may be closed at the most; by default what the plan says.</summary>
    public int? AllowClose { get; init; }

    /// <summary>How many listings may be gone within 24 hours at the most, in place of the limits; null for none.</summary>
    public int? AllowGone { get; init; }

    /// <summary>The reason to send with each close; by default what the change says.</summary>
    public CloseReason? CloseReason { get; init; }
}
