using IzzyPS.Hashing;

namespace IzzyPS.Storage;

/// <summary>
/// The rows of the table <c>payload</c>: the JSON of the requests. An operation and its subject share one row. The class is in this folder
/// because <c>Operations</c> and <c>Ledger</c> both write payloads.
/// </summary>
internal static class PayloadTable
{
    private static readonly RowStatement Insert = new(
        "hash:h json",
        "INSERT INTO payload (hash, json) SELECT r.hash, r.json FROM {rows} r WHERE 1 = 1 RETURNING id, hash");

    /// <summary>Writes payloads, each hash once.</summary>
    /// <returns>The row id of each hash.</returns>
    internal static Dictionary<ContentHash, long> Add(ILedgerDatabase ledger, IEnumerable<(ContentHash Hash, ReadOnlyMemory<byte> Utf8)> payloads)
    {
        var added = new Dictionary<ContentHash, long>();
        List<object?[]> rows = [.. payloads.Where(payload => added.TryAdd(payload.Hash, 0)).Select(payload => new object?[] { payload.Hash, payload.Utf8 })];
        if (rows.Count == 0)
            return added;
        using var result = ledger.QueryAll(Insert, rows);
        while (result.Step())
            added[result.GetHash(1)] = result.GetInt64(0);
        return added;
    }
}
