using System.Management.Automation;
using IzzyPS.Ledger;

namespace IzzyPS.Completers;

/// <summary>Completes the feeds that the ledger knows.</summary>
internal sealed class FeedCompleter : LedgerCompleter
{
    private protected override IEnumerable<CompletionResult> Suggest(ILedger ledger, string typed) =>
        ledger.ReadOverview().Feeds
            .Select(feed => feed.Name)
            .Append(StockSet.DefaultFeed)
            .Distinct(StringComparer.Ordinal)
            .Where(feed => feed.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(Suggestion.Create);
}
