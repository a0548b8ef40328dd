namespace IzzyPS.Storage;

/// <summary>
/// The rows of the table <c>feed</c>. A feed is one partner's stream of files. The class is in this folder because <c>Operations</c> and
/// <c>Ledger</c> both write feeds.
/// </summary>
internal static class FeedTable
{
    private static readonly RowStatement Insert = new(
        "name",
        "INSERT INTO feed (name) SELECT r.name FROM {rows} r WHERE NOT EXISTS (SELECT 1 FROM feed f WHERE f.name = r.name) ON CONFLICT (name) DO NOTHING");

    /// <summary>Adds the feeds that the ledger does not have yet.</summary>
    internal static void AddMissing(ILedgerDatabase ledger, IEnumerable<string> names) =>
        ledger.ExecuteAll(Insert, [.. names.Distinct(StringComparer.Ordinal).Select(name => new object?[] { name })]);
}
