namespace IzzyPS.Ledger.Sqlite;

/// <summary>Reads what the closing rules need to know of a feed.</summary>
internal sealed class FeedReader(SqliteDatabase database)
{
    private readonly SqliteStatement _counts = database.Prepare("""
        SELECT
            (SELECT count(*) FROM vehicle v WHERE v.feed_id = f.id AND v.state = 'Active'),
            (SELECT count(*) FROM vehicle v
             WHERE v.feed_id = f.id AND v.state = 'Closed' AND v.closed_at >= ?2 AND v.closed_by IN ('Feed', 'Hand')),
            m.adopted_serial IS NOT NULL AND coalesce(f.established_serial, -1) < m.adopted_serial
        FROM meta m, feed f
        WHERE f.name = ?1
        """);

    // The newest plan, not the latest run: a plan that was outdated when it was carried out must not look like the last word.
    // And not its file's ending alone: a file that was cut, and is read once more, must not vouch for itself.
    private readonly SqliteStatement _lastRun = database.Prepare("""
        WITH stock AS (
            SELECT r.id, r.plan, r.planned_at, (SELECT min(has_final_line_break) FROM run_file WHERE run_id = r.id) AS ends_well
            FROM run r JOIN feed f ON f.id = r.feed_id
            WHERE f.name = ?1 AND r.is_from_stock = 1)
        SELECT plan, planned_at,
            (SELECT max(ends_well) FROM stock
             WHERE planned_at >= coalesce((SELECT max(planned_at) FROM stock WHERE planned_at < ?2), ''))
        FROM stock
        ORDER BY planned_at DESC, id DESC
        LIMIT 1
        """);

    private readonly SqliteStatement _adopted = database.Prepare("SELECT 1 FROM meta WHERE adopted_serial IS NOT NULL");

    internal FeedFacts Facts(string feed, DateTimeOffset since)
    {
        try
        {
            if (!_counts.Bind(feed).Bind(since).Step())
                return new FeedFacts(0, 0, null, null, null, _adopted.RunForNumber() is not null);
            var (active, closed, mustReestablish) = ((int)_counts.Int64(0), (int)_counts.Int64(1), _counts.Boolean(2));

            return _lastRun.Bind(feed).Bind(since).Step()
                ? new FeedFacts(
                    active, closed, _lastRun.IsNull(2) ? null : _lastRun.Boolean(2), _lastRun.Guid(0), _lastRun.Time(1), mustReestablish)
                : new FeedFacts(active, closed, null, null, null, mustReestablish);
        }
        finally
        {
            _counts.Reset();
            _lastRun.Reset();
        }
    }
}
