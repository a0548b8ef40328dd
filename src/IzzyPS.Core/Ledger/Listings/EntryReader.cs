using IzzyPS.Operations;
using IzzyPS.Storage;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Listings;

/// <summary>
/// Reads entries with their open operation laid over them: a create that is being sent or in doubt shows as in doubt and as it was
/// sent, an update or a close that is being sent as unconfirmed.
/// </summary>
internal static class EntryReader
{
    /// <summary>As <c>operation_open</c> has it, word for word: only so does SQLite use the index.</summary>
    internal const string OpenStates = "state IN ('Planned', 'Sending', 'InDoubt')";

    private const string Columns = """
        SELECT v.id, v.key, v.state, v.configuration_number, v.make, v.model, v.list_price, v.sales_price, v.price_set_by, f.name,
            v.remote_id, v.is_unconfirmed, v.first_listed_at, v.last_sent_at, v.closed_at, v.closed_by, v.close_reason,
            v.feed_list_price, v.feed_sales_price, v.is_released, p.json, o.kind, q.json, o.sent_at
        FROM vehicle v
        LEFT JOIN payload p ON p.id = v.payload_id
        LEFT JOIN operation o ON 
        """;

    private const string Rest = """

        LEFT JOIN payload q ON q.id = o.payload_id
        JOIN feed f ON f.id = CASE o.kind WHEN 'Create' THEN o.feed_id ELSE v.feed_id END
        """;

    internal const string Select = Columns + $"o.vehicle_id = v.id AND o.{OpenStates} AND o.state <> 'Planned'" + Rest;

    internal const string ById = Select + " WHERE v.id = $1";

    internal const string ByKey = Select + " WHERE v.key = $1";

    /// <summary>For PostgreSQL only.</summary>
    internal const string ByKeys = Select + " WHERE v.key = ANY ($1)";

    /// <summary>Every vehicle as it stands: an id that no operation has lays nothing over it, without looking at them.</summary>
    internal const string Bare = Columns + "o.id = NULL" + Rest + " ORDER BY v.key";

    /// <summary>The row as an entry.</summary>
    /// <returns>Null where the vehicle was never listed and is not in doubt.</returns>
    internal static LedgerEntry? Read(ILedgerRows row)
    {
        var operation = row.WordOrNull<OperationKind>(21);
        var inDoubt = operation == OperationKind.Create;
        if (!inDoubt && IsUnlisted(row.Bytes(2)))
            return null;

        var payload = CarPayload.FromJson(row.Text(inDoubt ? 22 : 20)!);
        var feedListPrice = row.Decimal(17);
        var entry = new LedgerEntry
        {
            Key = new VehicleKey(row.Text(1)!),
            State = inDoubt ? ListingState.InDoubt : row.Word<ListingState>(2),
            ConfigurationNumber = row.Text(3),
            Make = row.Text(4),
            Model = row.Text(5),
            ListPrice = row.Decimal(6) ?? 0,
            SalesPrice = row.Decimal(7) ?? 0,
            PriceSetBy = row.Word<Origin>(8),
            Feed = row.Text(9)!,
            RemoteId = inDoubt ? null : row.Text(10),
            IsUnconfirmed = row.Boolean(11) || (operation is not null && !inDoubt),
            FirstListed = row.Time(12),
            LastSent = row.Time(13),
            Closed = row.Time(14),
            ClosedBy = row.WordOrNull<Origin>(15),
            CloseReason = row.WordOrNull<CloseReason>(16),
            FeedPrices = feedListPrice is { } list ? new Prices(list, row.Decimal(18)!.Value) : null,
            IsReleased = row.Boolean(19),
            Payload = payload,
        };
        return inDoubt ? AsSent(entry, row.Time(23)) : entry;
    }

    internal static bool IsUnlisted(ReadOnlySpan<byte> state) => state.SequenceEqual("Unlisted"u8);

    private static LedgerEntry AsSent(LedgerEntry entry, DateTimeOffset? sentAt)
    {
        var car = entry.Payload.ToVehicle();
        return entry with
        {
            ConfigurationNumber = car.ConfigurationNumber,
            Make = car.Make,
            Model = car.Model,
            ListPrice = car.ListPrice ?? 0,
            SalesPrice = car.SalesPrice ?? 0,
            LastSent = sentAt,
        };
    }
}
