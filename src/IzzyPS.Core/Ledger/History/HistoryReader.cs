using IzzyPS.Storage;

namespace IzzyPS.Ledger.History;

/// <summary>Reads the history of one vehicle.</summary>
internal static class HistoryReader
{
    // The price of an event has the same run and the same time as the event, because both are written together.
    private const string Events = """
        SELECT r.uuid, e.at, e.name, e.detail, p.list, p.sales, r.command, r."user", r.host, r.id
        FROM vehicle v
        JOIN event e ON e.vehicle_id = v.id
        JOIN run r ON r.id = e.run_id
        LEFT JOIN price p ON p.vehicle_id = v.id AND p.run_id = e.run_id AND p.at = e.at
        WHERE v.key = $1
        ORDER BY e.id
        """;

    private const string Files = """
        SELECT run_id, path FROM run_file
        WHERE run_id IN (SELECT e.run_id FROM event e JOIN vehicle v ON v.id = e.vehicle_id WHERE v.key = $1)
        ORDER BY run_id, position
        """;

    private static readonly RowStatement HeldBack = new(
        "key",
        $$"""
        SELECT v.key, e.detail
        FROM vehicle v, event e, {rows} r
        WHERE v.key = r.key AND e.vehicle_id = v.id AND e.name = '{{nameof(VehicleEventKind.HeldBack)}}'
        """);

    /// <summary>Reads what guards have held back of vehicles.</summary>
    internal static IReadOnlySet<(VehicleKey Key, string Detail)> ReadHeldBack(ILedgerDatabase ledger, IEnumerable<VehicleKey> keys)
    {
        var held = new HashSet<(VehicleKey, string)>();
        foreach (var portion in keys.Chunk(500))
        {
            using var rows = ledger.QueryAll(HeldBack, [.. portion.Select(key => new object?[] { key.Value })]);
            while (rows.Step())
                held.Add((new VehicleKey(rows.GetText(0)!), rows.GetText(1)!));
        }

        return held;
    }

    /// <summary>Reads the history. The caller has a transaction that sees one moment of the ledger.</summary>
    internal static IReadOnlyList<HistoryLine> Read(ILedgerQueries ledger, VehicleKey key)
    {
        var files = ReadFiles(ledger, key);
        using var events = ledger.Query(Events, key.Value);
        var lines = new List<HistoryLine>();
        while (events.Step())
        {
            lines.Add(new HistoryLine(
                new LedgerEvent(events.GetGuid(0), key, events.GetTime(1)!.Value, events.GetWord<VehicleEventKind>(2), events.GetText(3)),
                events.GetDecimal(4) is { } list ? new Prices(list, events.GetDecimal(5)!.Value) : null,
                events.GetText(6)!,
                events.GetText(7)!,
                events.GetText(8)!,
                [.. files[events.GetInt64(9)]]));
        }

        return lines;
    }

    private static ILookup<long, string> ReadFiles(ILedgerQueries ledger, VehicleKey key)
    {
        using var rows = ledger.Query(Files, key.Value);
        var files = new List<(long Run, string Path)>();
        while (rows.Step())
            files.Add((rows.GetInt64(0), rows.GetText(1)!));
        return files.ToLookup(file => file.Run, file => file.Path);
    }
}
