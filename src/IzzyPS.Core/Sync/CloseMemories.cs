using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Sync;

/// <summary>
/// Collects what a run leaves to later runs about closes: what its plans held back, whichever of their changes reached the run, and what was held back when the
/// changes were checked.
/// </summary>
/// <param name="request">The run's request.</param>
/// <param name="limits">The limits of closes.</param>
/// <param name="time">The clock.</param>
internal sealed class CloseMemories(SyncRequest request, CloseLimits limits, TimeProvider time)
{
    private readonly Dictionary<string, (int Base, List<VehicleKey> Keys)> _held = new(StringComparer.Ordinal);

    /// <summary>Notes a close that was held back when its plan was applied, because the closes were too many.</summary>
    internal void Hold(VehicleChange close, FeedFacts facts)
    {
        if (!close.Plan.Facts.IsFromStock)
            return;
        if (!_held.TryGetValue(close.Feed, out var held))
            _held.Add(close.Feed, held = (facts.Active + facts.ClosedRecently, []));
        held.Keys.Add(close.Key);
    }

    /// <summary>Collects everything, before the run begins.</summary>
    internal IReadOnlyList<CloseMemory> Collect(ILedgerWriter writer)
    {
        var memories = new List<CloseMemory>();
        foreach (var plan in FindPlans().Where(plan => plan.Closes is not null))
        {
            // A plan that is out of date must not undo what a later run has held back. What it holds back itself counts.
            var facts = writer.GetFeedFacts(plan.Facts.Feed, time.GetUtcNow() - limits.Window) with { MustReestablish = false };
            memories.Add(PlanAgeGuard.FindVeto(plan, facts, limits, time) is null ? plan.Closes! : plan.Closes! with { Back = [], Order = null });
        }

        memories.AddRange(_held.Select(feed => new CloseMemory
        {
            Feed = feed.Key,
            Base = feed.Value.Base,
            Held = [.. feed.Value.Keys.Distinct().Select(key => (key, HeldCloseKind.Limit))],
        }));
        return memories;
    }

    private HashSet<PlanContext> FindPlans()
    {
        var plans = new HashSet<PlanContext>(ReferenceEqualityComparer.Instance);
        if (request.Plan is not null)
            _ = plans.Add(request.Plan);
        foreach (var change in request.Changes)
            _ = plans.Add(change.Plan);
        return plans;
    }
}
