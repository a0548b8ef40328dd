using System.Globalization;
using IzzyPS.Ledger;
using IzzyPS.Stock;

namespace IzzyPS.Planning.Guards;

/// <summary>
/// The one place that says whether vehicles may be closed: what the input can prove, and how many are too many.
/// Asked when planning and again when applying. Source: SAFETY.md, "Closing".
/// </summary>
internal static class CloseGuard
{
    private const int NamedAtMost = 5;

    /// <summary>Why the input can't prove that a vehicle it lacks is gone; empty where it can. No switch overrides these.</summary>
    /// <param name="stock">The input; null where the vehicles did not come from files.</param>
    /// <param name="feed">What the ledger knows of the feed.</param>
    /// <param name="unseen">What the files hold and the planner did not see; null where it saw everything.</param>
    /// <param name="share">How much of the input the feed took.</param>
    internal static IReadOnlyList<string> VetoesOf(StockSet? stock, FeedFacts feed, UnseenStock? unseen, InputShare share)
    {
        var vetoes = new List<string>();
        if (stock is null)
            return ["the vehicles do not come from one import of stock files"];
        if (stock.Files.Count == 0)
            vetoes.Add("the import has no file");
        else if (!stock.IsReadToEnd && unseen is null)
            vetoes.Add("the import was not read to its end");

        foreach (var file in stock.Files)
        {
            foreach (var fault in file.Faults)
                vetoes.Add($"{file}: {fault.Message.TrimEnd('.')}");
            if (file.Faults.Count == 0 && !file.IsReadToEnd)
                vetoes.Add($"{file} was not read to its end");
            if (file.RowsWithoutKey > 0)
                vetoes.Add($"{file}: {file.RowsWithoutKey} rejected {(file.RowsWithoutKey == 1 ? "row has" : "rows have")} no readable VIN, so which cars they are is unknown");
            if (file is { IsReadToEnd: true, RowsValid: 0, Faults.Count: 0 })
                vetoes.Add($"{file} has no valid row");
            if (feed.HadFinalLineBreak == true && file is { IsReadToEnd: true, HasFinalLineBreak: false })
                vetoes.Add($"{file} lacks the final line break that the feed's files had: it may have been cut");
        }

        if (unseen is not null)
            vetoes.Add(unseen.Message);
        if (share.Veto is { } foreign)
            vetoes.Add(foreign);
        if (feed.MustReestablish)
            vetoes.Add("the ledger was adopted or repaired; the first run over the feed re-establishes it, the next may close");
        return vetoes;
    }

    /// <summary>Why closes must not be applied by this plan any more; null where they may.</summary>
    internal static string? VetoOf(PlanContext plan, FeedFacts feed, CloseLimits limits, TimeProvider time)
    {
        if (!plan.IsFromStock)
            return null;
        var (now, madeAt) = (time.GetUtcNow(), plan.MadeAt(time));
        if (now - madeAt > limits.Window)
            return $"the plan is older than {limits.Window.TotalHours:0} hours; compare the stock again";
        if (plan.PlannedAt - now > limits.Window)
            return "the plan was made in the future; check the clock and compare the stock again";
        if (feed.LastPlanId != plan.Id && IsOvertaken(plan, feed, madeAt))
            return $"a newer plan of feed '{plan.Feed}' was carried out since; compare the stock again";
        return feed.MustReestablish
            ? "the ledger was adopted or repaired; the first run over the feed re-establishes it, the next may close"
            : null;
    }

    /// <summary>
    /// Whether the feed's last plan was made after this one: by the ledger's serial, which never falls. The clock, which may have been
    /// set meanwhile, only tells plans of one serial apart.
    /// </summary>
    private static bool IsOvertaken(PlanContext plan, FeedFacts feed, DateTimeOffset madeAt) =>
        feed.LastBaseSerial > plan.BaseSerial || (feed.LastBaseSerial == plan.BaseSerial && feed.LastPlannedAt > madeAt);

    /// <summary>Why so many must not be closed without being allowed; null where they may.</summary>
    /// <param name="closes">How many would be closed now.</param>
    /// <param name="feed">What the ledger knows of the feed.</param>
    /// <param name="allowed">The operator's ceiling in place of the limits, closes of the last 24 hours included; null for none.</param>
    /// <param name="limits">The limits.</param>
    internal static string? HoldBack(int closes, FeedFacts feed, int? allowed, CloseLimits limits)
    {
        var total = closes + feed.ClosedRecently;
        var before = feed.Active + feed.ClosedRecently;
        var isTooMany = allowed is { } most
            ? total > most
            : (total > limits.Count && total > limits.Share * before) || (total >= limits.LargeShareFrom && total > limits.LargeShare * before);
        if (closes == 0 || !isTooMany)
            return null;

        var recent = feed.ClosedRecently == 0
            ? string.Empty
            : $", {feed.ClosedRecently} of them in the last {limits.Window.TotalHours:0} hours";
        var ceiling = allowed is null ? string.Empty : $"; {allowed} are allowed";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{total} of {before} listings would be closed{recent}{ceiling}: if that is right, allow it with -AllowClose {total} (--allow-close {total})");
    }

    /// <summary>
    /// Why an input that has none of the feed's listings must not close them without being allowed; null where it may. It may be the file of
    /// a partner that nobody has listed yet, and the limits let the one or two cars of a small feed go.
    /// </summary>
    internal static string? HoldBackStranger(int closes, InputShare share, int? allowed) => closes > 0 && share.InCommon == 0 && allowed is null
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"the input has none of the feed's {closes} listings, so it may be another partner's file: if that is right, allow it with -AllowClose {closes} (--allow-close {closes})")
        : null;

    /// <summary>How much of the input the feed took. A file of which the feed takes nothing says nothing about the feed.</summary>
    /// <param name="Vehicles">The vehicles of the input.</param>
    /// <param name="Refused">Those of them that are blocked, whatever the feed has: invalid, repeated, ambiguous, or of another feed.</param>
    /// <param name="OfOtherFeeds">Those of them that another feed lists.</param>
    internal sealed record InputShare(int Vehicles, int Refused, int OfOtherFeeds)
    {
        /// <summary>The feed's active listings that the input has.</summary>
        public int InCommon { get; init; }


        internal string? Veto => this switch
        {
            { OfOtherFeeds: var others } when others > 0 && (2 * others >= Vehicles || InCommon == 0) =>
                string.Create(CultureInfo.InvariantCulture, $"{others} of the input's {Vehicles} vehicles are listed by other feeds: it looks like another partner's file"),
            { Vehicles: > 0 } when Refused == Vehicles => "every vehicle of the input is blocked, so the input says nothing about this feed",
            _ => null,
        };
    }

    /// <summary>Vehicles that the files hold and that did not reach the planner.</summary>
    /// <param name="Count">How many.</param>
    /// <param name="Listed">Those of them that are listed, by key.</param>
    internal sealed record UnseenStock(int Count, IReadOnlyList<string> Listed)
    {
        internal string Message
        {
            get
            {
                var named = Listed.Count == 0
                    ? string.Empty
                    : $" (listed: {string.Join(", ", Listed.Take(NamedAtMost))}{(Listed.Count > NamedAtMost ? ", …" : string.Empty)})";
                return $"{Count} valid {(Count == 1 ? "vehicle" : "vehicles")} of the files did not reach the comparison{named}: something filtered the pipeline";
            }
        }
    }
}
