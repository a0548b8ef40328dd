using IzzyPS.Runs.Faults;

namespace IzzyPS.Runs.Reporting;

/// <summary>Sorts changes and results under the headings of a report, for both front ends.</summary>
internal static class ChangeClasses
{
    /// <summary>The class of a change of a plan.</summary>
    internal static ChangeClass FromBlock(BlockReason reason) => reason switch
    {
        BlockReason.None => ChangeClass.None,
        BlockReason.InDoubt => ChangeClass.InDoubt,
        BlockReason.CloseLimit or BlockReason.CloseForbidden or BlockReason.CloseHeld or BlockReason.FileTail or BlockReason.NotYetAbsent => ChangeClass.HeldByGuard,
        BlockReason.IdentityChanged or BlockReason.IdentityOfFile or BlockReason.SameNumber or BlockReason.ColumnEmptied or BlockReason.PriceLimit => ChangeClass.HeldByGuard,
        BlockReason.PriceHeldBack or BlockReason.ClosedByHand or BlockReason.ClosedByStatus or BlockReason.NotForSale => ChangeClass.HeldBack,
        _ => ChangeClass.Error,
    };

    /// <summary>The class of a change that has ended.</summary>
    internal static ChangeClass FromResult(SyncResult result) => result.Outcome switch
    {
        SyncOutcome.HeldBack => ChangeClass.HeldByGuard,
        SyncOutcome.Blocked when result.BlockReason == BlockReason.None => ChangeClass.Error,
        SyncOutcome.Blocked => FromBlock(result.BlockReason),
        SyncOutcome.InDoubt => ChangeClass.InDoubt,
        SyncOutcome.Rejected or SyncOutcome.Failed or SyncOutcome.Stale or SyncOutcome.NotSent => ChangeClass.Error,
        _ => ChangeClass.None,
    };

    /// <summary>
    /// Groups the results that did not succeed: one message for each group. The vehicles that were held back or not sent for the same reason are
    /// one group. Every other vehicle is a group of its own.
    /// </summary>
    internal static IEnumerable<IReadOnlyList<SyncResult>> GroupFaults(IEnumerable<SyncResult> results) => results
        .Where(result => FaultCodes.FromResult(result) is not null)
        .GroupBy(GetGroupKey)
        .Select(group => (IReadOnlyList<SyncResult>)[.. group]);

    private static object GetGroupKey(SyncResult result) =>
        result.Outcome is SyncOutcome.HeldBack or SyncOutcome.NotSent || FromResult(result) == ChangeClass.HeldByGuard
            ? (result.Outcome, result.Error)
            : result;
}
