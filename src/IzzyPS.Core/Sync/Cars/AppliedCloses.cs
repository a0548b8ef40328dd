using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Sync.Cars;

/// <summary>
/// Checks the closes of a run again when they are applied: whether they are too many for their feed, whether their plan may still close, and whether an
/// earlier run held them back. Source: SAFETY.md, "Closing".
/// </summary>
internal sealed class AppliedCloses(Run run, ILedgerWriter ledger, CloseLimits connectionLimits, TimeProvider time)
{
    /// <summary>The closes of the partner's plan that were held back here. The run records them.</summary>
    internal List<HeldClose> Held { get; } = [];

    /// <summary>Holds closes back.</summary>
    /// <returns>What may be sent.</returns>
    internal List<Dispatch> HoldBack(List<Dispatch> dispatches)
    {
        var held = new HashSet<Dispatch>(ReferenceEqualityComparer.Instance);
        foreach (var closes in dispatches.Where(dispatch => dispatch.Kind == OperationKind.Close).GroupBy(dispatch => dispatch.Change.Feed, StringComparer.Ordinal))
            HoldBack(closes.Key, [.. closes], held);
        return held.Count == 0 ? dispatches : [.. dispatches.Where(dispatch => !held.Contains(dispatch))];
    }

    private void HoldBack(string feed, List<Dispatch> closes, HashSet<Dispatch> held)
    {
        var limits = closes[0].Change.Plan.Facts.Apply(connectionLimits);
        var facts = ledger.GetFeedFacts(feed, time.GetUtcNow() - limits.Window);
        var allowed = run.Request.Allowed.Close ?? closes.Max(close => close.Change.Plan.Facts.Allowed.Close);
        var tooMany = CloseCountGuard.FindExcess(closes.Count, facts, allowed, limits);
        var before = allowed is null && facts.HeldBase is not null ? FindHeldByLimit(feed) : [];
        foreach (var close in closes)
        {
            var plan = close.Change.Plan;
            var veto = PlanAgeGuard.FindVeto(plan, facts, limits, time);
            var block = veto is not null ? new Block(BlockReason.None, $"Not closed: {veto}.")
                : tooMany ?? (IsOfStock(close) && before.Contains(close.Change.Key) ? CreateHeld(closes.Count + facts.ClosedRecently) : null);
            if (block is null)
                continue;
            _ = held.Add(close);
            run.EndChange(close.Change, ChangeVerdict.HoldBack(block));
            if (block.Reason == BlockReason.CloseLimit && IsOfStock(close))
                Held.Add(new HeldClose(close.Change.Key, nameof(BlockReason.CloseLimit), facts.CountedActive, 1, plan.Facts.Findings.Content));
        }
    }

    /// <summary>Whether a close comes from a partner's stock. A close by hand is an operator's decision and is not remembered.</summary>
    private static bool IsOfStock(Dispatch close) => close.Change is { Origin: Origin.Feed, Plan.Facts.IsFromStock: true };

    private HashSet<VehicleKey> FindHeldByLimit(string feed) =>
        [.. ledger.GetFeedMemory(feed).Held.Where(row => row.Code == nameof(BlockReason.CloseLimit)).Select(row => row.Key)];

    private static Block CreateHeld(int closes) =>
        new(BlockReason.CloseHeld, "Not closed: an earlier run held the close back, and it stays so until it is allowed or the vehicle is in a file again.", Permission.Create(Allowance.Close, closes));
}
