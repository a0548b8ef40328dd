using IzzyPS.Ledger.RunRecords;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
using IzzyPS.Sync.Gone;

namespace IzzyPS.Sync;

/// <summary>The request for one run.</summary>
/// <param name="Changes">The changes to carry out: of a plan, or chosen by an operator.</param>
/// <param name="Command">The command that runs, for the ledger and for a run that waits for the lease.</param>
internal sealed record SyncRequest(IReadOnlyList<VehicleChange> Changes, string Command)
{
    /// <summary>The plan of a whole stock, also where the plan has no change; null for changes that an operator chose.</summary>
    public PlanContext? Plan { get; init; }

    /// <summary>The plan that the run is recorded with: the plan of the whole stock, else the plan of a change from a partner's file, else the plan of any change.</summary>
    internal PlanContext? Context =>
        Plan ?? Changes.Select(change => change.Plan).FirstOrDefault(plan => plan.Facts.IsFromStock) ?? Changes.Select(change => change.Plan).FirstOrDefault();

    /// <summary>
    /// Whether the changes come from a partner's stock. Such a run is recorded even where nothing is to be sent, because from then on older plans
    /// of the feed must not close.
    /// </summary>
    internal bool IsStock => Context is { Facts.IsFromStock: true };

    /// <summary>What started the run.</summary>
    public RunTrigger Trigger { get; init; } = RunTrigger.Cmdlet;

    /// <summary>What the operator allows beyond the guards' limits. The values of the plan count where these are not given.</summary>
    public Allowances Allowed { get; init; } = Allowances.None;

    /// <summary>How many listings may be gone on Izzylease within 24 hours at most, in place of <see cref="GoneLimit"/>; null for the limit.</summary>
    public int? AllowGone { get; init; }

    /// <summary>The reason to send with each close; null for the reason in each change.</summary>
    public CloseReason? CloseReason { get; init; }

    /// <summary>
    /// Makes the request anew from the same stock. The run calls this under the lease when the ledger was written after the plan was made: by a run that
    /// was under way meanwhile, for example. Null for changes that are carried out only as they were planned.
    /// </summary>
    public Func<SyncRequest>? PlanAgain { get; init; }

    /// <summary>The token request that the caller has begun with <see cref="SyncExecutor.BeginAuthenticate"/>; null where the run begins it.</summary>
    public Task? Token { get; init; }
}
