namespace IzzyPS.Ledger.Sqlite;

/// <summary>Reads a ledger in numbers.</summary>
internal static class OverviewReader
{
    private const string CreateInDoubt = $"o.{EntryReader.OpenStates} AND o.kind = 'Create' AND o.state <> 'Planned'";

    private const string Counts = $"""
        SELECT m.made_at,
            (SELECT count(*) FROM vehicle v WHERE v.state = 'Active'),
            (SELECT count(*) FROM vehicle v WHERE v.state = 'Closed'),
            (SELECT count(*) FROM vehicle v WHERE v.state = 'Active' AND v.is_unconfirmed = 1),
            d.active, d.closed, d.total
        FROM meta m, (
            SELECT coalesce(sum(v.state = 'Active'), 0) AS active, coalesce(sum(v.state = 'Closed'), 0) AS closed, count(*) AS total
            FROM operation o JOIN vehicle v ON v.id = o.vehicle_id WHERE {CreateInDoubt}) d
        """;

    // A run over a stock says more of a feed than a price set by hand since.
    private const string Feeds = """
        SELECT f.name, (SELECT count(*) FROM vehicle v WHERE v.feed_id = f.id AND v.state = 'Active'),
            m.adopted_serial IS NOT NULL AND coalesce(f.established_serial, -1) < m.adopted_serial,
            r.uuid, r.command, r.outcome, r.started_at, r.ended_at, r.user, r.host,
            r.created, r.updated, r.repriced, r.closed, r.in_doubt, r.failed
        FROM meta m, feed f
        LEFT JOIN run r ON r.id = (SELECT id FROM run WHERE feed_id = f.id ORDER BY is_from_stock DESC, id DESC LIMIT 1)
        ORDER BY f.name
        """;

    internal static LedgerOverview Read(SqliteDatabase database)
    {
        database.Execute("BEGIN");
        using var counts = database.Once(Counts);
        _ = counts.Step();
        return new LedgerOverview(
            SqliteSchema.Identity(database),
            (int)database.Number("PRAGMA user_version")!.Value,
            counts.Time(0)!.Value,
            (int)(counts.Int64(1) - counts.Int64(4)),
            (int)(counts.Int64(2) - counts.Int64(5)),
            (int)counts.Int64(6),
            (int)counts.Int64(3),
            LeaseOf(database),
            FeedsOf(database));
    }

    private static LeaseOverview? LeaseOf(SqliteDatabase database)
    {
        using var lease = database.Once("SELECT holder, since FROM lease WHERE fence > 0 AND released_at IS NULL");
        // The row outlives a killed holder, the lock does not.
        return lease.Step() ? new LeaseOverview(lease.Text(0)!, lease.Time(1)!.Value, SqliteLock.IsTaken(database.Path)) : null;
    }

    private static List<FeedOverview> FeedsOf(SqliteDatabase database)
    {
        var feeds = new List<FeedOverview>();
        using var rows = database.Once(Feeds);
        while (rows.Step())
            feeds.Add(new FeedOverview(rows.Text(0)!, (int)rows.Int64(1), rows.Boolean(2), rows.IsNull(3) ? null : RunOf(rows)));
        return feeds;
    }

    private static RunOverview RunOf(SqliteStatement row)
    {
        int Count(int column) => (int)row.Int64(column);
        return new RunOverview(
            row.Guid(3),
            row.Text(4)!,
            row.Word<RunOutcome>(5),
            row.Time(6)!.Value,
            row.Time(7),
            row.Text(8)!,
            row.Text(9)!,
            row.IsNull(10) ? null : new RunCounts(Count(10), Count(11), Count(12), Count(13), Count(14), Count(15)));
    }
}
