using System.Globalization;
using IzzyPS.Ledger;

namespace IzzyPS.Planning.Guards;

/// <summary>
/// Says when closes are too many. The guard runs when a plan is made and again when it is applied. Source: SAFETY.md, "Closing".
/// </summary>
internal static class CloseCountGuard
{
    /// <summary>Finds the block of closes that are too many without the operator's permission; null where they are not.</summary>
    /// <param name="closes">The number of listings that would be closed now.</param>
    /// <param name="feed">What the ledger knows of the feed.</param>
    /// <param name="allowed">The operator's ceiling. It takes the place of the limits and includes the closes of the last 24 hours; null where there is none.</param>
    /// <param name="limits">The limits.</param>
    internal static Block? FindExcess(int closes, FeedFacts feed, int? allowed, CloseLimits limits)
    {
        var total = closes + feed.ClosedRecently;
        var before = feed.CountedActive + feed.ClosedRecently;
        var isTooMany = allowed is { } most
            ? total > most
            : (total > limits.Count && total > limits.Share * before) || (total >= limits.LargeShareFrom && total > limits.LargeShare * before);
        if (closes == 0 || !isTooMany)
            return null;

        var recent = feed.ClosedRecently == 0
            ? string.Empty
            : $", {feed.ClosedRecently} of them in the last {limits.Window.TotalHours:0} hours";
        var ceiling = allowed is null ? string.Empty : $"; {allowed} {(allowed == 1 ? "is" : "are")} allowed";
        return CreateBlock(string.Create(CultureInfo.InvariantCulture, $"{total} of {before} listings would be closed{recent}{ceiling}"), total);
    }

    /// <summary>
    /// Finds the block of closes for which the input has none of the feed's listings; null where the input has some or the operator allows closes.
    /// The input may be the file of another partner. The limits alone would not protect a feed of one or two cars.
    /// </summary>
    internal static Block? FindStranger(int closes, InputShare share, int? allowed) => closes > 0 && share.InCommon == 0 && allowed is null
        ? CreateBlock(string.Create(CultureInfo.InvariantCulture, $"the input has none of the feed's {closes} listings, so it may be another partner's file"), closes)
        : null;

    private static Block CreateBlock(string why, int closes) => new(BlockReason.CloseLimit, $"Not closed: {why}.", Permission.Create(Allowance.Close, closes));
}
