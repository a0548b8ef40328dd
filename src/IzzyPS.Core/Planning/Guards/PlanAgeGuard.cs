using IzzyPS.Ledger;

namespace IzzyPS.Planning.Guards;

/// <summary>
/// Says whether a plan is too old to close by. The guard runs when a plan is applied. Source: SAFETY.md, "Closing".
/// </summary>
internal static class PlanAgeGuard
{
    /// <summary>
    /// Why closes must not be applied by this plan any more; null where they may. A plan that was read from a file is judged by the wall
    /// clock; a plan of this process by the monotonic clock, too.
    /// </summary>
    internal static string? FindVeto(PlanContext plan, FeedFacts feed, CloseLimits limits, TimeProvider time)
    {
        var facts = plan.Facts;
        if (!facts.IsFromStock)
            return null;
        var (now, madeAt) = (time.GetUtcNow(), plan.GetMadeAt(time));
        if (now - madeAt > limits.Window)
            return $"the plan is older than {limits.Window.TotalHours:0} hours; compare the stock again";
        if (facts.PlannedAt - now > limits.Window)
            return "the plan was made in the future; check the clock and compare the stock again";
        if (feed.LastPlanId != facts.Id && IsOvertaken(facts, feed, madeAt))
            return $"a newer plan of feed '{facts.Feed}' was carried out since; compare the stock again";
        return feed.MustReestablish
            ? "the ledger was adopted or repaired; the first run over the feed re-establishes it, the next may close"
            : null;
    }

    /// <summary>
    /// Whether the feed's last plan was made after this one: by the ledger's serial, which never falls. The clock, which may have been
    /// set meanwhile, only tells plans of one serial apart.
    /// </summary>
    private static bool IsOvertaken(PlanFacts plan, FeedFacts feed, DateTimeOffset madeAt) =>
        feed.LastBaseSerial > plan.BaseSerial || (feed.LastBaseSerial == plan.BaseSerial && feed.LastPlannedAt > madeAt);
}
