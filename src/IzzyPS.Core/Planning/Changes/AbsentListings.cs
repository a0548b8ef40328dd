using System.Globalization;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Planning.Evidence;
using IzzyPS.Planning.Guards;
using IzzyPS.Planning.Matching;

namespace IzzyPS.Planning.Changes;

/// <summary>
/// Plans the changes of the feed's listings that the input lacks: closes and releases. A listing is closed where the input proves that the vehicle is gone, the
/// limits allow the number of closes, and no earlier run held the close back. Otherwise the close is blocked. Source: SAFETY.md, "Closing" and "Guards".
/// </summary>
/// <param name="options">The plan's options.</param>
/// <param name="rules">Makes the changes.</param>
/// <param name="ended">The vehicles that the input has but that are not for sale any more, with the reason for closing.</param>
/// <param name="facts">What the ledger knows of the feed.</param>
internal sealed class AbsentListings(SyncPlanOptions options, ChangeRules rules, IReadOnlyDictionary<VehicleKey, CloseReason> ended, FeedFacts facts)
{
    private readonly List<(VehicleKey Key, HeldCloseKind Kind)> _held = [];
    private bool _isComplete;
    private bool _isForeign;

    /// <summary>Plans the changes.</summary>
    /// <param name="absent">The listings that the input lacks, in the order of their keys.</param>
    /// <param name="stock">The evidence of the input; null where the vehicles do not come from one import.</param>
    /// <param name="filtered">The vehicles that did not reach the planner; null where all did.</param>
    /// <param name="share">How much of the input the feed took.</param>
    /// <param name="tail">The listings that are the last ones of the feed's previous file.</param>
    internal IReadOnlyList<VehicleChange> Plan(
        IReadOnlyList<LedgerEntry> absent, StockEvidence? stock, FilteredVehicles? filtered, InputShare share, IReadOnlySet<VehicleKey> tail)
    {
        var gone = absent.Where(entry => entry.State != ListingState.Closed).ToList();
        var closing = gone.Count(entry => entry.State == ListingState.Active);
        share = share with { InCommon = facts.Active - closing };
        var vetoes = EvidenceGuard.FindVetoes(stock, facts, filtered, share);
        _isComplete = vetoes.Count == 0;
        var releases = _isComplete ? absent.Where(entry => ChangeRules.IsHeldByHand(entry) && !ended.ContainsKey(entry.Key)).Select(rules.Release) : [];
        if (!options.CloseMissing)
            return [.. releases];
        if (options.Mode == SyncMode.InsertOnly)
            vetoes = [.. vetoes, "only new vehicles were asked for (insert-only)"];

        // Where the file proves nothing, no permission counts either: what is remembered is what the limits alone say.
        var stranger = CloseCountGuard.FindStranger(closing, share, vetoes.Count == 0 ? options.AllowClose : null);
        var excess = CloseCountGuard.FindExcess(closing, facts, vetoes.Count == 0 ? options.AllowClose : null, options.CloseLimits);
        _isForeign = closing > 0 && (share.Veto is not null || stranger is not null);
        var state = new CloseState(vetoes, excess ?? stranger, tail, stock is null ? null : FileOrder.HashContent(stock), closing);
        return [.. releases, .. gone.Select(entry => rules.CloseAbsent(entry, FindBlock(entry, state), ended.TryGetValue(entry.Key, out var reason) ? reason : null))];
    }

    /// <summary>Makes what a run of the plan leaves to later runs.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="order">The order of the input.</param>
    /// <param name="present">The listings that the input has.</param>
    internal CloseMemory CreateMemory(string feed, FileOrder order, PresentListings present)
    {
        var written = _isComplete && !_isForeign ? order.Write() : null;
        return new CloseMemory
        {
            Feed = feed,
            Held = _held,
            Back = _isComplete && facts.Closes is { } closes ? [.. closes.Held.Keys.Where(present.Contains)] : [],
            Base = facts.Active + facts.ClosedRecently,
            Content = order.Content,
            Order = written == facts.Closes?.Order ? null : written,
        };
    }

    private (BlockReason Reason, string Message)? FindBlock(LedgerEntry entry, CloseState state)
    {
        if (entry.State != ListingState.Active)
            return null; // In doubt: the rules block it.
        var isTail = state.Tail.Contains(entry.Key);
        if (state.Vetoes.Count > 0)
        {
            if (_isForeign || state.Excess is not null)
                _held.Add((entry.Key, _isForeign ? HeldCloseKind.Limit : HeldCloseKind.Evidence));
            return (BlockReason.CloseForbidden, $"Not closed: {string.Join("; ", isTail ? [.. state.Vetoes, DescribeTail(state)] : state.Vetoes)}.");
        }

        var held = facts.Closes?.Held.GetValueOrDefault(entry.Key);
        var holds = held is not null && options.AllowClose is null && held.Holds(state.Content);
        if (state.Excess is { } excess)
        {
            _held.Add((entry.Key, HeldCloseKind.Limit));
            return holds && held!.Kind == HeldCloseKind.Limit
                ? (BlockReason.CloseHeld, $"Not closed: {held}; {excess}.")
                : (BlockReason.CloseLimit, $"Not closed: {(isTail ? $"{excess}; {DescribeTail(state)}" : excess)}.");
        }

        if (holds)
        {
            return held!.Kind == HeldCloseKind.Limit
                ? (BlockReason.CloseHeld, $"Not closed: {held}: if it is right, {Allow(state.Closing)}.")
                : (BlockReason.FileTail, $"Not closed: {held}, and the files are the same: the vehicle was among the last ones of the file before, so the export may have stopped. It is closed when a complete file of other content lacks it, too, or {Allow(state.Closing)}.");
        }

        if (!isTail || options.AllowClose is not null)
            return null;
        _held.Add((entry.Key, HeldCloseKind.Tail));
        return (BlockReason.FileTail, $"Not closed: {DescribeTail(state)}.");
    }

    private string DescribeTail(CloseState state) => string.Create(
        CultureInfo.InvariantCulture,
        $"the {state.Tail.Count} missing listings are the end of the feed's previous file, so the export may have stopped: they are closed when a later complete file of other content lacks them, too, or {Allow(state.Closing)}");

    private string Allow(int closing)
    {
        var total = closing + facts.ClosedRecently;
        return string.Create(CultureInfo.InvariantCulture, $"allow it with -AllowClose {total} (--allow-close {total})");
    }

    /// <summary>What holds for all closes of the plan.</summary>
    /// <param name="Vetoes">Why the input proves nothing.</param>
    /// <param name="Excess">Why the closes are too many; null where they are not.</param>
    /// <param name="Tail">The listings that are the last ones of the feed's previous file.</param>
    /// <param name="Content">The hashes of the files' contents; null where they are unknown.</param>
    /// <param name="Closing">The number of missing listings.</param>
    private sealed record CloseState(IReadOnlyList<string> Vetoes, string? Excess, IReadOnlySet<VehicleKey> Tail, string? Content, int Closing);
}
