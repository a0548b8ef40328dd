using System.Globalization;
using System.Text;
using IzzyPS.Operations.Journaling;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Listings;

/// <summary>
/// Reads entries and applies their open operation to them. With a create that is being sent or in doubt, the entry is in doubt and has the
/// values of the car that was sent. With an update or a close that is being sent, the entry is unconfirmed.
/// </summary>
internal static class EntryReader
{
    private const string Columns = """
        SELECT v.id, v.key, v.state, v.configuration_number, v.make, v.model, v.list_price, v.sales_price, v.price_set_by, f.name,
            v.remote_id, v.is_unconfirmed, v.first_listed_at, v.last_sent_at, v.closed_at, v.closed_by, v.close_reason,
            v.feed_list_price, v.feed_sales_price, v.is_released, p.json, o.is_idempotent, q.json, o.sent_at, v.emptied
        FROM vehicle v
        LEFT JOIN payload p ON p.id = v.payload_id
        LEFT JOIN operation o ON 
        """;

    private const string Rest = """

        LEFT JOIN payload q ON q.id = o.payload_id
        JOIN feed f ON f.id = CASE o.is_idempotent WHEN 0 THEN o.feed_id ELSE v.feed_id END
        """;

    private const string Select =
        Columns + $"o.subject_id = v.id AND o.subject_kind = '{VehicleTable.SubjectKind}' AND {OperationReader.OpenStates} AND o.state <> 'Planned'" + Rest;

    /// <summary>
    /// Selects every vehicle without its open operation. The join compares with NULL, so no operation matches and the table of operations is not
    /// read.
    /// </summary>
    internal const string Bare = Columns + "o.id = NULL" + Rest + " ORDER BY v.key";

    /// <summary>A condition on operations: their vehicle's VIN matches a pattern of LIKE (<see cref="ToLike"/>).</summary>
    internal const string OperationsOfVin =
        "o.subject_kind = '" + VehicleTable.SubjectKind + "' AND o.subject_id IN (SELECT v.id FROM vehicle v WHERE v.vin LIKE {0} ESCAPE '\\')";

    internal static readonly RowStatement ById = new("id:l", Select + ", {rows} r WHERE v.id = r.id");

    private static readonly RowStatement ByKey = new("key", Select + ", {rows} r WHERE v.key = r.key");

    /// <summary>Finds the rows of the vehicles whose keys are within a range.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="first">The first key.</param>
    /// <param name="last">The last key.</param>
    /// <param name="vinPattern">A VIN with the wildcards <c>*</c> and <c>?</c>; null for any vehicle.</param>
    /// <param name="feed">A feed; null for any feed.</param>
    internal static LedgerRows Find(ILedgerQueries ledger, string first, string last, string? vinPattern, string? feed)
    {
        var (sql, values) = (new StringBuilder(Select).Append(" WHERE v.key BETWEEN $1 AND $2"), new List<object?> { first, last });
        if (vinPattern is not null)
        {
            values.Add(ToLike(vinPattern));
            sql.Append(CultureInfo.InvariantCulture, $" AND v.vin LIKE ${values.Count} ESCAPE '\\'");
        }

        if (feed is not null)
        {
            values.Add(feed);
            sql.Append(CultureInfo.InvariantCulture, $" AND f.name = ${values.Count}");
        }

        return ledger.Query(sql.Append(" ORDER BY v.key").ToString(), [.. values]);
    }

    /// <summary>Reads the entries of several keys. Keys without an entry are left out.</summary>
    internal static IReadOnlyList<LedgerEntry> ReadAll(ILedgerDatabase ledger, IReadOnlyList<VehicleKey> keys)
    {
        using var rows = ledger.QueryAll(ByKey, [.. keys.Select(key => new object?[] { key.Value })]);
        var entries = new List<LedgerEntry>();
        while (rows.Step())
        {
            if (Read(rows) is { } entry)
                entries.Add(entry);
        }

        return entries;
    }

    /// <summary>Converts a pattern with the wildcards <c>*</c> and <c>?</c> to a pattern of SQL's LIKE.</summary>
    internal static string ToLike(string pattern) => pattern
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal)
        .Replace('*', '%')
        .Replace('?', '_');

    /// <summary>Reads a row as an entry.</summary>
    /// <returns>The entry, or null where the vehicle was never listed and is not in doubt.</returns>
    internal static LedgerEntry? Read(LedgerRows row)
    {
        var isOpen = !row.IsNull(21);
        var inDoubt = isOpen && !row.GetBoolean(21);
        if (!inDoubt && IsUnlisted(row.GetBytes(2)))
            return null;

        var payload = CarPayload.FromJson(row.GetText(inDoubt ? 22 : 20)!);
        var feedListPrice = row.GetDecimal(17);
        var entry = new LedgerEntry
        {
            Key = new VehicleKey(row.GetText(1)!),
            State = inDoubt ? ListingState.InDoubt : row.GetWord<ListingState>(2),
            ConfigurationNumber = row.GetText(3),
            Make = row.GetText(4),
            Model = row.GetText(5),
            ListPrice = row.GetDecimal(6) ?? 0,
            SalesPrice = row.GetDecimal(7) ?? 0,
            PriceSetBy = row.GetWord<Origin>(8),
            Feed = row.GetText(9)!,
            RemoteId = inDoubt ? null : row.GetText(10),
            IsUnconfirmed = row.GetBoolean(11) || (isOpen && !inDoubt),
            FirstListed = row.GetTime(12),
            LastSent = row.GetTime(13),
            Closed = row.GetTime(14),
            ClosedBy = row.GetWordOrNull<Origin>(15),
            CloseReason = row.GetWordOrNull<CloseReason>(16),
            FeedPrices = feedListPrice is { } list ? new Prices(list, row.GetDecimal(18)!.Value) : null,
            IsReleased = row.GetBoolean(19),
            Emptied = row.GetText(24),
            Payload = payload,
        };
        return inDoubt ? ApplySentCar(entry, row.GetTime(23)) : entry;
    }

    internal static bool IsUnlisted(ReadOnlySpan<byte> state) => state.SequenceEqual("Unlisted"u8);

    private static LedgerEntry ApplySentCar(LedgerEntry entry, DateTimeOffset? sentAt)
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
