using IzzyPS.Ledger;
using IzzyPS.Planning.Evidence;

namespace IzzyPS.Planning.Guards;

/// <summary>
/// Says whether the input proves that a vehicle which it lacks is gone. The guard runs when a plan is made. Source: SAFETY.md, "Closing".
/// </summary>
internal static class EvidenceGuard
{
    /// <summary>Finds every reason why the input can't prove that a vehicle which it lacks is gone; empty where it can. No switch overrides these reasons.</summary>
    /// <param name="stock">The evidence; null where the vehicles do not come from one import.</param>
    /// <param name="feed">What the ledger knows of the feed.</param>
    /// <param name="filtered">The vehicles of the files that the planner did not see; null where the planner saw all.</param>
    /// <param name="share">How much of the input the feed took.</param>
    internal static IReadOnlyList<string> FindVetoes(StockEvidence? stock, FeedFacts feed, FilteredVehicles? filtered, InputShare share)
    {
        var vetoes = new List<string>();
        if (stock is null)
            return ["the vehicles do not come from one import of stock files"];
        if (stock.Files.Count == 0)
            vetoes.Add("the import has no file");
        else if (!stock.IsReadToEnd && filtered is null)
            vetoes.Add("the import was not read to its end");

        foreach (var file in stock.Files)
        {
            foreach (var fault in file.Faults)
                vetoes.Add($"{file}: {fault.TrimEnd('.')}");
            if (file.Faults.Count == 0 && !file.IsReadToEnd)
                vetoes.Add($"{file} was not read to its end");
            if (file.RowsWithoutKey > 0)
                vetoes.Add($"{file}: {file.RowsWithoutKey} rejected {(file.RowsWithoutKey == 1 ? "row has" : "rows have")} no readable VIN, so which cars they are is unknown");
            if (file is { IsReadToEnd: true, RowsValid: 0, Faults.Count: 0 })
                vetoes.Add($"{file} has no valid row");
            if (feed.HadFinalLineBreak == true && file is { IsReadToEnd: true, HasFinalLineBreak: false })
                vetoes.Add($"{file} lacks the final line break that the feed's files had: it may have been cut");
        }

        if (filtered is not null)
            vetoes.Add(filtered.Message);
        if (share.Veto is { } foreign)
            vetoes.Add(foreign);
        if (feed.MustReestablish)
            vetoes.Add("the ledger was adopted or repaired; the first run over the feed re-establishes it, the next may close");
        return vetoes;
    }
}
