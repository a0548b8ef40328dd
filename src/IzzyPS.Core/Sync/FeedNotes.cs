using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Sync;

/// <summary>
/// Makes the notes that a run leaves for the guards of later runs. A note holds what the whole plan found out, also where only some of the plan's changes
/// are carried out.
/// </summary>
internal static class FeedNotes
{
    /// <summary>Makes the notes of all plans that the request has changes of.</summary>
    /// <param name="request">The request.</param>
    /// <param name="held">The closes that were held back when the changes were applied.</param>
    /// <param name="ledger">The ledger.</param>
    /// <param name="limits">The limits of closing.</param>
    /// <param name="time">The clock.</param>
    internal static IReadOnlyList<FeedNote> Create(SyncRequest request, IReadOnlyList<HeldClose> held, ILedgerWriter ledger, CloseLimits limits, TimeProvider time)
    {
        var notes = new List<FeedNote>();
        foreach (var plan in ListPlans(request).Where(plan => plan.Facts.IsFromStock))
        {
            // The first note takes the closes that were held back here: their rows are found by their keys.
            var more = notes.Count == 0 ? held : Array.Empty<HeldClose>();
            if (plan.Facts.Findings.CreateNote(plan.Facts.Feed, more, isOutdated: false) is not { } note)
                continue;
            var facts = ledger.GetFeedFacts(plan.Facts.Feed, time.GetUtcNow() - limits.Window);
            var isOutdated = PlanAgeGuard.FindVeto(plan, facts with { MustReestablish = false }, limits, time) is not null;
            notes.Add(note with { IsOutdated = isOutdated });
        }

        return notes;
    }

    private static HashSet<PlanContext> ListPlans(SyncRequest request)
    {
        var plans = new HashSet<PlanContext>(ReferenceEqualityComparer.Instance);
        if (request.Context is { } first)
            plans.Add(first);
        PlanContext? last = null;
        foreach (var change in request.Changes)
        {
            if (!ReferenceEquals(change.Plan, last))
                plans.Add(last = change.Plan);
        }

        return plans;
    }
}
