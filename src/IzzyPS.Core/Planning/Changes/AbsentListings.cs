using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Planning.Evidence;
using IzzyPS.Planning.Guards;
using IzzyPS.Planning.Matching;

namespace IzzyPS.Planning.Changes;

/// <summary>
/// Plans the changes of the feed's listings that the input lacks: closes and releases. A listing is closed where the input proves that the vehicle is gone and the
/// guards allow the close. Otherwise the close is blocked. Source: SAFETY.md, "Closing" and "Guards".
/// </summary>
/// <param name="options">The plan's options.</param>
/// <param name="rules">Makes the changes.</param>
/// <param name="present">The listings that the input holds.</param>
/// <param name="ended">The vehicles that the input has but that are not for sale any more, with the reason for closing.</param>
/// <param name="fileHold">Why nothing of the input may be sent; null where the vehicles that are not held back may.</param>
internal sealed class AbsentListings(
    SyncPlanOptions options, ChangeRules rules, PresentListings present, IReadOnlyDictionary<VehicleKey, CloseReason> ended, Block? fileHold)
{
    /// <summary>What a run has to record about the feed. Known once the changes are planned.</summary>
    internal FeedFindings Findings { get; private set; } = FeedFindings.None;

    /// <summary>Plans the changes.</summary>
    /// <param name="absent">The listings that the input lacks, in the order of their keys.</param>
    /// <param name="stock">The evidence of the input; null where the vehicles do not come from one import.</param>
    /// <param name="facts">What the ledger knows of the feed.</param>
    /// <param name="memory">What earlier runs left for the guards.</param>
    /// <param name="filtered">The vehicles that did not reach the planner; null where all did.</param>
    /// <param name="share">How much of the input the feed took.</param>
    internal IReadOnlyList<VehicleChange> Plan(
        IReadOnlyList<LedgerEntry> absent, StockEvidence? stock, FeedFacts facts, FeedMemory memory, FilteredVehicles? filtered, InputShare share)
    {
        var gone = absent.Where(entry => entry.State != ListingState.Closed).ToList();
        var missing = gone.Where(entry => entry.State == ListingState.Active).ToList();
        share = share with { InCommon = facts.Active - missing.Count };
        var vetoes = EvidenceGuard.FindVetoes(stock, facts, filtered, share);
        var mayRelease = vetoes.Count == 0 && fileHold is null;
        NoteStock(stock, memory, isComplete: mayRelease || (fileHold is null && facts.MustReestablish && vetoes.Count == 1));

        var releases = mayRelease ? absent.Where(entry => (ChangeRules.IsHeldByHand(entry) || ChangeRules.IsClosedByStatus(entry)) && !ended.ContainsKey(entry.Key)).Select(rules.Release) : [];
        if (!options.CloseMissing)
            return [.. releases, .. missing.Where(entry => options.Mode == SyncMode.Upsert && ended.ContainsKey(entry.Key)).Select(entry => rules.CloseAbsent(entry, DescribeListed(ended[entry.Key])))];
        if (options.Mode == SyncMode.InsertOnly)
            vetoes = [.. vetoes, "only new vehicles were asked for (insert-only)"];
        if (fileHold is not null || vetoes.Count > 0)
        {
            var block = fileHold is null
                ? new Block(BlockReason.CloseForbidden, $"Not closed: {string.Join("; ", vetoes)}.")
                : fileHold with { Message = $"Not closed: {fileHold.Message}" };
            if (missing.Count > 0 && memory.BaseOfIncomplete is null)
                Findings = Findings with { BaseOfIncomplete = facts.CountedActive };
            return [.. releases, .. gone.Select(entry => rules.CloseAbsent(entry, block))];
        }

        var guard = new AbsenceGuard(options, stock!, Findings.Content, facts, memory);
        var blocks = guard.FindBlocks([.. missing.Select(entry => entry.Key)], ended.ContainsKey, share);
        Findings = Findings with { Held = guard.ListNews(blocks), EndsIncomplete = memory.BaseOfIncomplete is not null };
        return [.. releases, .. gone.Select(entry => rules.CloseAbsent(entry, blocks.GetValueOrDefault(entry.Key), GetEnd(entry)))];
    }

    private static Block DescribeListed(CloseReason reason) => new(
        BlockReason.NotForSale,
        $"{(reason == CloseReason.Sold ? "Sold" : "Withdrawn")}, as the partner's status column says. It stays listed, because no close was asked for.",
        new Permission(Allowance.CloseMissing, string.Empty));

    /// <summary>The reason that the partner's status column gives for closing; null where the input lacks the vehicle.</summary>
    private CloseReason? GetEnd(LedgerEntry entry) => ended.TryGetValue(entry.Key, out var reason) ? reason : null;

    private void NoteStock(StockEvidence? stock, FeedMemory memory, bool isComplete)
    {
        var content = stock?.ComputeContent();
        Findings = new FeedFindings
        {
            Content = content,
            Back = fileHold is null ? [.. memory.Ended, .. memory.Held.Select(held => held.Key).Where(present.Has)] : [],
            Tail = isComplete && content is not null && content != memory.Content ? StockTail.Create(stock!.Files).ToString() : null,
        };
    }
}
