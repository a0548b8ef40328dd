using IzzyPS.Storage;

namespace IzzyPS.Ledger.Listings;

/// <summary>Reads what the rules for closing need to know about a feed.</summary>
internal static class FeedReader
{
    // Listings that were closed and are active again count as closed too. Otherwise a feed whose cars vanish and come back could close some more
    // cars with every run.
    private const string Counts = """
        SELECT
            (SELECT count(*) FROM vehicle v WHERE v.feed_id = f.id AND v.state = 'Active'),
            (SELECT count(*) FROM (
                SELECT v.id FROM vehicle v
                WHERE v.feed_id = f.id AND v.state = 'Closed' AND v.closed_at >= $2 AND v.closed_by IN ('Feed', 'Hand')
                UNION
                SELECT o.subject_id FROM operation o
                WHERE o.feed_id = f.id AND o.kind = 'Close' AND o.state = 'Acked' AND o.ended_at >= $2) AS closes),
            m.adopted_serial IS NOT NULL AND coalesce(f.established_serial, -1) < m.adopted_serial,
            (SELECT min(h.base) FROM held h JOIN vehicle v ON v.id = h.vehicle_id WHERE v.feed_id = f.id AND v.state = 'Active'),
            f.held_base
        FROM meta m, feed f
        WHERE f.name = $1
        """;

    // Takes the newest plan, which is not always the plan of the latest run: a plan may be outdated already when it is carried out.
    // Plans are ordered by the ledger's serial at which they were made. The serial never falls, but a clock may be set back.
    // The final line break is taken from several runs, not only from the last one: a truncated file that is read a second time must not
    // make its own missing line break look normal.
    private const string LastRun = """
        WITH stock AS (
            SELECT r.id, r.plan, r.planned_at, r.base_serial, (SELECT min(has_final_line_break) FROM run_file WHERE run_id = r.id) AS ends_well
            FROM run r JOIN feed f ON f.id = r.feed_id
            WHERE f.name = $1 AND r.is_from_stock = 1)
        SELECT plan, planned_at,
            (SELECT max(ends_well) FROM stock
             WHERE planned_at >= coalesce((SELECT max(planned_at) FROM stock WHERE planned_at < $2), '')),
            base_serial
        FROM stock
        ORDER BY base_serial DESC, planned_at DESC, id DESC
        LIMIT 1
        """;

    private const string Adopted = "SELECT 1 FROM meta WHERE adopted_serial IS NOT NULL";

    internal static FeedFacts ReadFacts(ILedgerQueries ledger, string feed, DateTimeOffset since)
    {
        if (Count(ledger, feed, since) is not var (active, closed, mustReestablish, heldBase))
            return new FeedFacts(0, 0, null, null, null, IsAdopted(ledger));

        using var run = ledger.Query(LastRun, feed, since);
        return run.Step()
            ? new FeedFacts(active, closed, run.IsNull(2) ? null : run.GetBoolean(2), run.GetGuid(0), run.GetTime(1), mustReestablish, run.GetInt64(3), heldBase)
            : new FeedFacts(active, closed, null, null, null, mustReestablish, HeldBase: heldBase);
    }

    private static (int Active, int Closed, bool MustReestablish, int? HeldBase)? Count(ILedgerQueries ledger, string feed, DateTimeOffset since)
    {
        using var counts = ledger.Query(Counts, feed, since);
        if (!counts.Step())
            return null;
        int? ofHeld = counts.IsNull(3) ? null : (int)counts.GetInt64(3);
        int? ofIncomplete = counts.IsNull(4) ? null : (int)counts.GetInt64(4);
        var heldBase = ofHeld is { } held && ofIncomplete is { } incomplete ? Math.Min(held, incomplete) : ofHeld ?? ofIncomplete;
        return ((int)counts.GetInt64(0), (int)counts.GetInt64(1), counts.GetBoolean(2), heldBase);
    }

    private static bool IsAdopted(ILedgerQueries ledger)
    {
        using var adopted = ledger.Query(Adopted);
        return adopted.Step();
    }
}
