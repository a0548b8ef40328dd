using System.Runtime.InteropServices;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Sync.Cars;

/// <summary>What the check of a change decided: a request, or the end of the change without a request.</summary>
/// <param name="Dispatch">The request to send; null where the change ends.</param>
/// <param name="Outcome">How the change ends. Not used with a request.</param>
/// <param name="Why">Why the change ends so; null where no reason is needed.</param>
/// <param name="BlockReason">The reason for the outcomes <see cref="SyncOutcome.Blocked"/> and <see cref="SyncOutcome.HeldBack"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ChangeVerdict(Dispatch? Dispatch, SyncOutcome Outcome, string? Why, BlockReason BlockReason)
{
    /// <summary>The option that allows what is held back; null where no option does.</summary>
    internal Permission? Permission { get; private init; }

    internal static ChangeVerdict Send(Dispatch dispatch) => new(dispatch, default, null, BlockReason.None);

    internal static ChangeVerdict End(SyncOutcome outcome, string? why = null) => new(null, outcome, why, BlockReason.None);

    /// <summary>Ends a change that does not fit the ledger any more.</summary>
    internal static ChangeVerdict EndAsStale(string why) => End(SyncOutcome.Stale, $"Not sent: {why}. Compare again.");

    /// <summary>Ends a change that a guard holds back when it is applied.</summary>
    internal static ChangeVerdict HoldBack(Block block) => new(null, SyncOutcome.HeldBack, block.Message, block.Reason) { Permission = block.Permission };

    internal static ChangeVerdict Block(BlockReason reason, string why) => new(null, SyncOutcome.Blocked, why, reason);
}
