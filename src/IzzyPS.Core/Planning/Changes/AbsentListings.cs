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
internal sealed class AbsentListings(SyncPlanOptions options, ChangeRules rules)
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
        var releases = vetoes.Count == 0 ? absent.Where(ChangeRules.IsHeldByHand).Select(rules.Release) : [];
        if (!options.CloseMissing)
            return releases;
        if (options.Mode == SyncMode.InsertOnly)
            vetoes = [.. vetoes, "only new vehicles were asked for (insert-only)"];
        var block = vetoes.Count > 0
            ? new Block(BlockReason.CloseForbidden, $"Not closed: {string.Join("; ", vetoes)}.")
            : FindExcess(closing, facts, share);
        return releases.Concat(gone.Select(entry => rules.CloseAbsent(entry, block)));
    }

    private Block? FindExcess(int closing, FeedFacts facts, InputShare share) =>
        CloseCountGuard.FindExcess(closing, facts, options.Allowed.Close, options.CloseLimits) ?? CloseCountGuard.FindStranger(closing, share, options.Allowed.Close);
}
