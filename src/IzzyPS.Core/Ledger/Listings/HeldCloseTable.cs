using IzzyPS.Ledger.RunRecords;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Listings;

/// <summary>Reads and writes the table <c>held_close</c>, and what the table <c>feed</c> has about closes.</summary>
internal static class HeldCloseTable
{
    private const string LimitedOfFeed = """
        SELECT 1 FROM held_close h JOIN vehicle v ON v.id = h.vehicle_id JOIN feed f ON f.id = v.feed_id
        WHERE f.name = $1 AND h.kind <> 'Tail'
        """;

    private static readonly RowStatement Remove = new(
        "key", "DELETE FROM held_close WHERE vehicle_id IN (SELECT v.id FROM vehicle v, {rows} r WHERE v.key = r.key)");

    // The first run and the first content stay. A close that was held back for two reasons stays held back until an operator allows it.
    private static readonly RowStatement Add = new(
        "key run:u since kind content",
        """
        INSERT INTO held_close (vehicle_id, run_id, since, kind, content)
        SELECT (SELECT v.id FROM vehicle v WHERE v.key = r.key), (SELECT u.id FROM run u WHERE u.uuid = r.run), r.since, r.kind, r.content
        FROM {rows} r WHERE EXISTS (SELECT 1 FROM vehicle v WHERE v.key = r.key AND v.state = 'Active')
        ON CONFLICT (vehicle_id) DO UPDATE SET kind = CASE WHEN held_close.kind = excluded.kind THEN held_close.kind ELSE 'Limit' END
        """);

    /// <summary>Reads what earlier runs left about the closes of a feed; null where they left nothing.</summary>
    internal static FeedCloses? Read(ILedgerQueries ledger, string feed)
    {
        var held = new Dictionary<VehicleKey, HeldClose>();
        using (var rows = ledger.Query(
            """
            SELECT v.key, h.since, u.uuid, h.kind, h.content
            FROM held_close h JOIN vehicle v ON v.id = h.vehicle_id JOIN feed f ON f.id = v.feed_id JOIN run u ON u.id = h.run_id
            WHERE f.name = $1 AND v.state = 'Active'
            """,
            feed))
        {
            while (rows.Step())
                held.Add(new VehicleKey(rows.GetText(0)!), new HeldClose(rows.GetTime(1)!.Value, rows.GetGuid(2), rows.GetWord<HeldCloseKind>(3), rows.GetText(4)));
        }

        using var row = ledger.Query("SELECT held_base, file_order FROM feed WHERE name = $1", feed);
        if (!row.Step() || (held.Count == 0 && row.IsNull(1)))
            return null;
        var isLimited = held.Values.Any(close => close.Kind != HeldCloseKind.Tail);
        return new FeedCloses(isLimited && !row.IsNull(0) ? (int)row.GetInt64(0) : null, held, row.GetText(1));
    }

    /// <summary>Writes what a run leaves about closes. The run's row must be there.</summary>
    internal static void Write(ILedgerDatabase ledger, RunRecord run, CloseMemory closes)
    {
        FeedTable.AddMissing(ledger, [closes.Feed]);
        ledger.Execute("DELETE FROM held_close WHERE vehicle_id IN (SELECT h.vehicle_id FROM held_close h JOIN vehicle v ON v.id = h.vehicle_id WHERE v.state <> 'Active')");
        EndBase(ledger, closes.Feed);
        if (closes.Back.Count > 0)
            ledger.ExecuteAll(Remove, [.. closes.Back.Select(key => new object?[] { key.Value })]);
        if (closes.Held.Count > 0)
            ledger.ExecuteAll(Add, [.. closes.Held.Select(held => new object?[] { held.Key.Value, run.Id, run.StartedAt, held.Kind.ToString(), closes.Content })]);

        // Where other vehicles take the place of those that are back, the first base stays: no listing made since the first run counts.
        if (!EndBase(ledger, closes.Feed))
            ledger.Execute("UPDATE feed SET held_base = $2 WHERE name = $1 AND held_base IS NULL", closes.Feed, (long)closes.Base);
        if (closes.Order is not null)
            ledger.Execute("UPDATE feed SET file_order = $2 WHERE name = $1", closes.Feed, closes.Order);
    }

    /// <summary>Removes the base of a feed of which no limit holds a close back.</summary>
    /// <returns>Whether no limit holds a close of the feed back.</returns>
    private static bool EndBase(ILedgerDatabase ledger, string feed)
    {
        if (ledger.Exists(LimitedOfFeed, feed))
            return false;
        ledger.Execute("UPDATE feed SET held_base = NULL WHERE name = $1 AND held_base IS NOT NULL", feed);
        return true;
    }
}
