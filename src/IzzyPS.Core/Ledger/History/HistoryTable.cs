using IzzyPS.Ledger.Listings;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.History;

/// <summary>Writes the tables <c>event</c> and <c>price</c>: the vehicles' histories and their prices over time.</summary>
internal static class HistoryTable
{
    private static readonly RowStatement AddPrices = new(
        "key run:u at list sales set_by",
        """
        INSERT INTO price (vehicle_id, run_id, at, list, sales, set_by)
        SELECT (SELECT v.id FROM vehicle v WHERE v.key = r.key), (SELECT u.id FROM run u WHERE u.uuid = r.run), r.at, r.list, r.sales, r.set_by
        FROM {rows} r
        """);

    // The vehicle is found by the operation, not by the key: until a new VIN is acknowledged, the vehicle keeps its old key. A vehicle that was
    // never listed can have a history too, for example when its create was rejected.
    private static readonly RowStatement AddEvents = new(
        "op:u key run:u at name detail",
        $$"""
        INSERT INTO event (vehicle_id, run_id, at, name, detail)
        SELECT coalesce(
                (SELECT o.subject_id FROM operation o WHERE o.uuid = r.op AND o.subject_kind = '{{VehicleTable.SubjectKind}}'),
                (SELECT v.id FROM vehicle v WHERE v.key = r.key)),
            (SELECT u.id FROM run u WHERE u.uuid = r.run), r.at, r.name, r.detail
        FROM {rows} r
        """);

    /// <summary>Adds the prices and events of steps. The operations and entries of the steps must be written already.</summary>
    internal static void Add(ILedgerDatabase ledger, List<LedgerWrite> writes, DateTimeOffset now)
    {
        List<object?[]> prices =
        [
            .. writes.Where(write => write is { PriceChanged: true, Entry: not null }).Select(write => new object?[]
            {
                write.Entry!.Key.Value, write.Event?.RunId ?? write.Operation?.RunId, write.Event?.At ?? write.Entry.LastSent ?? now,
                write.Entry.ListPrice, write.Entry.SalesPrice, write.Entry.PriceSetBy.ToString(),
            }),
        ];
        if (prices.Count > 0)
            ledger.ExecuteAll(AddPrices, prices);

        List<object?[]> events =
        [
            .. writes.Where(write => write.Event is not null).Select(write => new object?[]
            {
                write.Operation?.Id ?? write.Recovered, write.Event!.Key.Value, write.Event.RunId, write.Event.At, write.Event.Kind.ToString(), write.Event.Detail,
            }),
        ];
        if (events.Count > 0)
            ledger.ExecuteAll(AddEvents, events);
    }
}
