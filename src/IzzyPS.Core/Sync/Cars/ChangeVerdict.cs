using System.Runtime.InteropServices;

namespace IzzyPS.Sync.Cars;

/// <summary>What the check of a change decided: a request, or the end of the change without a request.</summary>
/// <param name="Dispatch">The request to send; null where the change ends.</param>
/// <param name="Outcome">How the change ends. Not used with a request.</param>
/// <param name="Why">Why the change ends so; null where no reason is needed.</param>
/// <param name="BlockReason">The reason for the outcome <see cref="SyncOutcome.Blocked"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ChangeVerdict(Dispatch? Dispatch, SyncOutcome Outcome, string? Why, BlockReason BlockReason)
{
    internal static ChangeVerdict Send(Dispatch dispatch) => new(dispatch, default, null, BlockReason.None);

    internal static ChangeVerdict End(SyncOutcome outcome, string? why = null) => new(null, outcome, why, BlockReason.None);

    /// <summary>Ends a change that does not fit the ledger any more.</summary>
    internal static ChangeVerdict EndAsStale(string why) => End(SyncOutcome.Stale, $"Not sent: {why}. Compare again.");

    internal static ChangeVerdict Block(BlockReason reason, string why) => new(null, SyncOutcome.Blocked, why, reason);
}
