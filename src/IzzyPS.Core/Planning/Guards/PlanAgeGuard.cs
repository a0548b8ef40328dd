using IzzyPS.Ledger;

namespace IzzyPS.Planning.Guards;

/// <summary>
/// Says whether a plan is too old to close by. The guard runs when a plan is applied. Source: SAFETY.md, "Closing".
/// </summary>
internal static class PlanAgeGuard
{
    /// <summary>
    /// Says why the plan must not close any more; null where it may. A plan that was read from a file is judged by the wall clock. A
    /// plan of this process is judged by the monotonic clock, too.
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
    /// Whether the feed's last plan was made after this plan. The ledger's serial decides, because it never falls. The clock decides only
    /// where both plans have the same serial, because the clock may have been set in between.
    /// </summary>
    private static bool IsOvertaken(PlanFacts plan, FeedFacts feed, DateTimeOffset madeAt) =>
        feed.LastBaseSerial > plan.BaseSerial || (feed.LastBaseSerial == plan.BaseSerial && feed.LastPlannedAt > madeAt);
}
