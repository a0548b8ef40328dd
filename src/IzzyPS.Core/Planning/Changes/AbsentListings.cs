using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Planning.Evidence;
using IzzyPS.Planning.Guards;
using IzzyPS.Planning.Matching;
using IzzyPS.Vehicles;

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
        var isComplete = mayRelease || (fileHold is null && facts.MustReestablish && vetoes.Count == 1);
        var end = isComplete && stock is not null && missing.Count > 0
            ? StockTail.Parse(memory.Tail).FindLostEnd(stock.Files, missing.Select(entry => entry.Key).Where(key => !ended.ContainsKey(key)))
            : LostEnd.None;
        var isJudged = mayRelease && options is { CloseMissing: true, Mode: not SyncMode.InsertOnly };
        NoteStock(stock, memory);

        var releases = mayRelease ? absent.Where(entry => (ChangeRules.IsHeldByHand(entry) || ChangeRules.IsClosedByStatus(entry)) && !ended.ContainsKey(entry.Key)).Select(rules.Release) : [];
        if (!isJudged)
        {
            // A vehicle that something filtered from the pipeline is in the stock: its listing is not missing.
            NoteUnjudged(missing.Count(entry => filtered?.Listed.Contains(entry.Key.Value) != true), isComplete, facts, memory);
            NoteTail(stock, memory, isComplete && end.Hashes.Count == 0);
            return options.CloseMissing
                ? [.. releases, .. gone.Select(entry => rules.CloseAbsent(entry, CreateVeto(vetoes)))]
                : [.. releases, .. missing.Where(entry => options.Mode == SyncMode.Upsert && ended.ContainsKey(entry.Key)).Select(entry => rules.CloseAbsent(entry, DescribeListed(ended[entry.Key])))];
        }

        if (gone.Count == 0 && memory is { Held.Count: 0 })
        {
            Findings = Findings with { EndsIncomplete = memory.BaseOfIncomplete is not null };
            NoteTail(stock, memory, isNew: true);
            return [.. releases];
        }

        var guard = new AbsenceGuard(options, stock!, Findings.Content, facts, memory);
        var blocks = guard.FindBlocks([.. missing.Select(entry => entry.Key)], ended.ContainsKey, share, end);
        Findings = Findings with { Held = guard.ListNews(blocks), EndsIncomplete = memory.BaseOfIncomplete is not null };
        NoteTail(stock, memory, !blocks.Keys.Any(key => end.Hashes.Contains(KeyHash.Compute(key))));
        return [.. releases, .. gone.Select(entry => rules.CloseAbsent(entry, blocks.GetValueOrDefault(entry.Key), GetEnd(entry)))];
    }

    private static Block DescribeListed(CloseReason reason) => new(
        BlockReason.NotForSale,
        $"{(reason == CloseReason.Sold ? "Sold" : "Withdrawn")}, as the partner's status column says. It stays listed, because no close was asked for.",
        new Permission(Allowance.CloseMissing, string.Empty));

    /// <summary>Says why nothing may be closed.</summary>
    private Block CreateVeto(IReadOnlyList<string> vetoes)
    {
        if (fileHold is not null)
            return fileHold with { Message = $"Not closed: {fileHold.Message}" };
        if (options.Mode == SyncMode.InsertOnly)
            vetoes = [.. vetoes, "only new vehicles were asked for (insert-only)"];
        return new Block(BlockReason.CloseForbidden, $"Not closed: {string.Join("; ", vetoes)}.");
    }

    /// <summary>The reason that the partner's status column gives for closing; null where the input lacks the vehicle.</summary>
    private CloseReason? GetEnd(LedgerEntry entry) => ended.TryGetValue(entry.Key, out var reason) ? reason : null;

    private void NoteStock(StockEvidence? stock, FeedMemory memory) => Findings = new FeedFindings
    {
        Content = stock?.ComputeContent(),
        Back = fileHold is null && memory.Ended.Count + memory.Held.Count > 0 ? [.. memory.Ended, .. memory.Held.Select(held => held.Key).Where(present.Has)] : [],
    };

    /// <summary>
    /// Notes how many were listed before a stock that lacks listings and closes none of them, whether closes were forbidden or not asked for. What such a stock
    /// lists must not make a later close of the others look small.
    /// </summary>
    private void NoteUnjudged(int missing, bool isComplete, FeedFacts facts, FeedMemory memory)
    {
        if (missing > 0 && memory.BaseOfIncomplete is null)
            Findings = Findings with { BaseOfIncomplete = facts.CountedActive };
        else if (missing == 0 && isComplete)
            Findings = Findings with { EndsIncomplete = memory.BaseOfIncomplete is not null };
    }

    /// <summary>Notes the end of a complete stock. The end of an earlier stock stays while listings are missing from it that were not closed.</summary>
    private void NoteTail(StockEvidence? stock, FeedMemory memory, bool isNew)
    {
        if (isNew && Findings.Content is { } content && content != memory.Content)
            Findings = Findings with { Tail = StockTail.Create(stock!.Files).ToString() };
    }
}
