using IzzyPS.Storage;

namespace IzzyPS.Ledger.Listings;

/// <summary>Reads and writes the table <c>held</c> and the columns of <c>feed</c> that describe the last stock. The caller has a transaction.</summary>
internal static class FeedMemoryTable
{
    private static readonly RowStatement AddHeld = new(
        "key run:u since code base:i misses:i content",
        """
        INSERT INTO held (vehicle_id, run_id, since, code, base, misses, content)
        SELECT (SELECT v.id FROM vehicle v WHERE v.key = r.key), (SELECT u.id FROM run u WHERE u.uuid = r.run), r.since, r.code, r.base, r.misses, r.content
        FROM {rows} r WHERE 1 = 1
        ON CONFLICT (vehicle_id) DO NOTHING
        """);

    // The first run, its time and its base stay: the close has been held back since then.
    private static readonly RowStatement UpdateHeld = new(
        "key code misses:i content",
        """
        UPDATE held SET code = r.code, misses = r.misses, content = r.content
        FROM {rows} r
        WHERE held.vehicle_id = (SELECT v.id FROM vehicle v WHERE v.key = r.key)
        """);

    private static readonly RowStatement Remove = new("key", "DELETE FROM held WHERE vehicle_id IN (SELECT v.id FROM vehicle v, {rows} r WHERE v.key = r.key)");

    private const string SelectHeld =
        "SELECT v.key, h.code, h.base, h.misses, h.content, h.since, u.uuid, v.state FROM held h JOIN vehicle v ON v.id = h.vehicle_id JOIN run u ON u.id = h.run_id";

    /// <summary>Reads what earlier runs left for a feed.</summary>
    internal static FeedMemory Read(ILedgerQueries ledger, string feed)
    {
        var (held, ended) = (new List<HeldClose>(), new List<VehicleKey>());
        using (var rows = ledger.Query($"{SelectHeld} JOIN feed f ON f.id = v.feed_id WHERE f.name = $1 ORDER BY v.key", feed))
        {
            while (rows.Step())
            {
                if (IsActive(rows))
                    held.Add(ReadHeld(rows));
                else
                    ended.Add(new VehicleKey(rows.GetText(0)!));
            }
        }

        var emptied = ReadEmptied(ledger, feed);
        using var stock = ledger.Query("SELECT content, tail, held_base FROM feed WHERE name = $1", feed);
        return stock.Step()
            ? new FeedMemory(held, ended, stock.GetText(0), stock.GetText(1), stock.IsNull(2) ? null : (int)stock.GetInt64(2)) { Emptied = emptied }
            : FeedMemory.Empty;
    }

    /// <summary>Counts the active listings that have lost a value, by field.</summary>
    private static Dictionary<string, int> ReadEmptied(ILedgerQueries ledger, string feed)
    {
        var emptied = new Dictionary<string, int>(StringComparer.Ordinal);
        using var rows = ledger.Query(
            """
            SELECT v.emptied, count(*) FROM vehicle v JOIN feed f ON f.id = v.feed_id
            WHERE f.name = $1 AND v.state = 'Active' AND v.emptied IS NOT NULL GROUP BY v.emptied
            """,
            feed);
        while (rows.Step())
        {
            foreach (var field in rows.GetText(0)!.Split(' '))
                emptied[field] = emptied.GetValueOrDefault(field) + (int)rows.GetInt64(1);
        }

        return emptied;
    }

    /// <summary>Reads the closes of all feeds that are held back.</summary>
    internal static IReadOnlyDictionary<VehicleKey, HeldClose> ReadHeld(ILedgerQueries ledger)
    {
        var held = new Dictionary<VehicleKey, HeldClose>();
        using var rows = ledger.Query(SelectHeld);
        while (rows.Step())
        {
            if (IsActive(rows))
                held.Add(new VehicleKey(rows.GetText(0)!), ReadHeld(rows));
        }

        return held;
    }

    /// <summary>Writes what a run leaves. The run's row is there already.</summary>
    internal static void Write(ILedgerDatabase ledger, Guid run, FeedNote note, DateTimeOffset now)
    {
        if (note.BaseOfIncomplete is { } listed)
            ledger.Execute("UPDATE feed SET held_base = $2 WHERE name = $1 AND held_base IS NULL", note.Feed, (long)listed);
        if (note.Held.Count > 0)
            ledger.ExecuteAll(AddHeld, [.. note.Held.Select(held => new object?[] { held.Key.Value, run, held.Since ?? now, held.Code, held.Base, held.Misses, held.Content })]);
        if (note.IsOutdated)
            return;
        if (note.Held.Count > 0)
            ledger.ExecuteAll(UpdateHeld, [.. note.Held.Select(held => new object?[] { held.Key.Value, held.Code, held.Misses, held.Content })]);
        if (note.Back.Count > 0)
            ledger.ExecuteAll(Remove, [.. note.Back.Select(key => new object?[] { key.Value })]);
        if (note.Stock is var (content, tail))
            ledger.Execute("UPDATE feed SET content = $2, tail = $3 WHERE name = $1", note.Feed, content, tail);
        if (note.EndsIncomplete)
            ledger.Execute("UPDATE feed SET held_base = NULL WHERE name = $1 AND held_base IS NOT NULL", note.Feed);
    }

    private static bool IsActive(LedgerRows rows) => rows.GetText(7) == nameof(ListingState.Active);

    private static HeldClose ReadHeld(LedgerRows rows) => new(new VehicleKey(rows.GetText(0)!), rows.GetText(1)!, (int)rows.GetInt64(2), (int)rows.GetInt64(3), rows.GetText(4))
    {
        Since = rows.GetTime(5),
        Run = rows.GetGuid(6),
    };
}
