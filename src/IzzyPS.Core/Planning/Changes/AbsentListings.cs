using IzzyPS.Ledger;
using IzzyPS.Planning.Evidence;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Planning.Changes;

/// <summary>
/// Plans the changes of the feed's listings that the input lacks: closes and releases. A listing is closed where the input proves that the vehicle is gone and the
/// limits allow the number of closes. Otherwise the close is blocked. Source: SAFETY.md, "Closing".
/// </summary>
/// <param name="options">The plan's options.</param>
/// <param name="rules">Makes the changes.</param>
/// <param name="ended">The vehicles that the input has but that are not for sale any more, with the reason for closing.</param>
internal sealed class AbsentListings(SyncPlanOptions options, ChangeRules rules, IReadOnlyDictionary<VehicleKey, CloseReason> ended)
{
    /// <summary>Plans the changes.</summary>
    /// <param name="absent">The listings that the input lacks, in the order of their keys.</param>
    /// <param name="stock">The evidence of the input; null where the vehicles do not come from one import.</param>
    /// <param name="facts">What the ledger knows of the feed.</param>
    /// <param name="filtered">The vehicles that did not reach the planner; null where all did.</param>
    /// <param name="share">How much of the input the feed took.</param>
    internal IEnumerable<VehicleChange> Plan(
        IReadOnlyList<LedgerEntry> absent, StockEvidence? stock, FeedFacts facts, FilteredVehicles? filtered, InputShare share)
    {
        var gone = absent.Where(entry => entry.State != ListingState.Closed).ToList();
        var closing = gone.Count(entry => entry.State == ListingState.Active);
        share = share with { InCommon = facts.Active - closing };
        var vetoes = EvidenceGuard.FindVetoes(stock, facts, filtered, share);
        var releases = vetoes.Count == 0 ? absent.Where(entry => ChangeRules.IsHeldByHand(entry) && !ended.ContainsKey(entry.Key)).Select(rules.Release) : [];
        if (!options.CloseMissing)
            return releases;
        if (options.Mode == SyncMode.InsertOnly)
            vetoes = [.. vetoes, "only new vehicles were asked for (insert-only)"];
        var block = vetoes.Count > 0
            ? (BlockReason.CloseForbidden, $"Not closed: {string.Join("; ", vetoes)}.")
            : FindExcess(closing, facts, share) is { } excess ? (BlockReason.CloseLimit, $"Not closed: {excess}.") : ((BlockReason, string)?)null;
        return releases.Concat(gone.Select(entry => rules.CloseAbsent(entry, block, ended.TryGetValue(entry.Key, out var reason) ? reason : null)));
    }

    private string? FindExcess(int closing, FeedFacts facts, InputShare share) =>
        CloseCountGuard.FindExcess(closing, facts, options.AllowClose, options.CloseLimits) ?? CloseCountGuard.FindStranger(closing, share, options.AllowClose);
}
