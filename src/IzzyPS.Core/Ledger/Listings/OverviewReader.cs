using IzzyPS.Ledger.RunRecords;
using IzzyPS.Operations.Journaling;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Listings;

/// <summary>Reads the numbers of a ledger.</summary>
internal static class OverviewReader
{
    private const string Counts = $"""
        SELECT m.made_at,
            (SELECT count(*) FROM vehicle v WHERE v.state = 'Active'),
            (SELECT count(*) FROM vehicle v WHERE v.state = 'Closed'),
            (SELECT count(*) FROM vehicle v WHERE v.state = 'Active' AND v.is_unconfirmed = 1),
            d.active, d.closed, d.total
        FROM meta m, (
            SELECT coalesce(sum(CASE v.state WHEN 'Active' THEN 1 ELSE 0 END), 0) AS active, coalesce(sum(CASE v.state WHEN 'Closed' THEN 1 ELSE 0 END), 0) AS closed, count(*) AS total
            FROM operation o JOIN vehicle v ON v.id = o.subject_id WHERE o.subject_kind = '{VehicleTable.SubjectKind}' AND
        """;

    // The last run over a stock comes before later runs of other kinds, because it says more about the feed than, say, a price that was set by hand.
    private const string Feeds = """
        SELECT f.name, (SELECT count(*) FROM vehicle v WHERE v.feed_id = f.id AND v.state = 'Active'),
            m.adopted_serial IS NOT NULL AND coalesce(f.established_serial, -1) < m.adopted_serial,
            r.uuid, r.command, r.state, r.started_at, r.ended_at, r."user", r.host,
            r.created, r.updated, r.repriced, r.closed, r.in_doubt, r.failed, r.kind, r.trigger, r.planned
        FROM meta m, feed f
        LEFT JOIN run r ON r.id = (SELECT id FROM run WHERE feed_id = f.id ORDER BY is_from_stock DESC, id DESC LIMIT 1)
        ORDER BY f.name
        """;

    /// <summary>Reads the numbers. The caller has a transaction that sees one moment of the ledger.</summary>
    internal static LedgerOverview Read(ILedgerQueries ledger, LedgerIdentity identity, int version, LeaseOverview? lease)
    {
        var feeds = ReadFeeds(ledger);
        using var counts = ledger.Query($"{Counts} {OperationReader.GetDoubtCondition(lease is { IsHeld: true })}) d");
        _ = counts.Step();
        return new LedgerOverview(
            identity,
            version,
            counts.GetTime(0)!.Value,
            (int)(counts.GetInt64(1) - counts.GetInt64(4)),
            (int)(counts.GetInt64(2) - counts.GetInt64(5)),
            (int)counts.GetInt64(6),
            (int)counts.GetInt64(3),
            lease,
            feeds);
    }

    private static List<FeedOverview> ReadFeeds(ILedgerQueries ledger)
    {
        var feeds = new List<FeedOverview>();
        using var rows = ledger.Query(Feeds);
        while (rows.Step())
            feeds.Add(new FeedOverview(rows.GetText(0)!, (int)rows.GetInt64(1), rows.GetBoolean(2), rows.IsNull(3) ? null : ReadRun(rows)));
        return feeds;
    }

    private static RunOverview ReadRun(LedgerRows row)
    {
        int ReadCount(int column) => (int)row.GetInt64(column);
        return new RunOverview(
            row.GetGuid(3),
            row.GetWord<RunKind>(16),
            row.GetWord<RunTrigger>(17),
            row.GetText(4)!,
            row.GetWord<RunOutcome>(5),
            row.GetTime(6)!.Value,
            row.GetTime(7),
            row.GetText(8)!,
            row.GetText(9)!,
            ReadCount(18),
            new RunCounts(ReadCount(10), ReadCount(11), ReadCount(12), ReadCount(13), ReadCount(14), ReadCount(15)));
    }
}
