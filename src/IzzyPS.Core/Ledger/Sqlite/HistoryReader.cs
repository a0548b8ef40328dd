using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Sqlite;

/// <summary>Reads what happened to one vehicle.</summary>
internal static class HistoryReader
{
    // A price is written with its event, at the same time.
    private const string Events = """
        SELECT r.uuid, e.at, e.name, e.detail, p.list, p.sales, r.command, r.user, r.host, r.id
        FROM vehicle v
        JOIN event e ON e.vehicle_id = v.id
        JOIN run r ON r.id = e.run_id
        LEFT JOIN price p ON p.vehicle_id = v.id AND p.run_id = e.run_id AND p.at = e.at
        WHERE v.key = ?
        ORDER BY e.id
        """;

    internal static IReadOnlyList<HistoryLine> Read(SqliteDatabase database, VehicleKey key)
    {
        database.Execute("BEGIN");
        using var events = database.Once(Events);
        using var files = database.Once("SELECT path FROM run_file WHERE run_id = ? ORDER BY position");
        events.Bind(key.Value);
        var lines = new List<HistoryLine>();
        while (events.Step())
        {
            lines.Add(new HistoryLine(
                new LedgerEvent(events.Guid(0), key, events.Time(1)!.Value, events.Text(2)!, events.Text(3)),
                events.Decimal(4) is { } list ? new Prices(list, events.Decimal(5)!.Value) : null,
                events.Text(6)!,
                events.Text(7)!,
                events.Text(8)!,
                FilesOf(files, events.Int64(9))));
        }

        return lines;
    }

    private static List<string> FilesOf(SqliteStatement files, long run)
    {
        var paths = new List<string>();
        files.Bind(run);
        while (files.Step())
            paths.Add(files.Text(0)!);
        files.Reset();
        return paths;
    }
}
