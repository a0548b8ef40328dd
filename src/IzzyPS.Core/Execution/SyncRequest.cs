using IzzyPS.Planning;

namespace IzzyPS.Execution;

/// <summary>What one run is asked to do.</summary>
/// <param name="Changes">The changes, as an operator chose them.</param>
/// <param name="Command">The command that asks, for the ledger and for whoever waits.</param>
internal sealed record SyncRequest(IReadOnlyList<VehicleChange> Changes, string Command)
{
    /// <summary>The plan, where a whole stock is carried out: the run is then recorded even if nothing is to be sent.</summary>
    public PlanContext? Plan { get; init; }

    /// <summary>The run's id; null for a new one.</summary>
    public Guid? RunId { get; init; }

    /// <summary>How many may be closed at the most; by default what the plan says.</summary>
    public int? AllowClose { get; init; }

    /// <summary>The reason to send with each close; by default what the change says.</summary>
    public CloseReason? CloseReason { get; init; }
}
