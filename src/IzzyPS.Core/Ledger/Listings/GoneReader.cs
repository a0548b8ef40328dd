using IzzyPS.Storage;

namespace IzzyPS.Ledger.Listings;

/// <summary>What the limit for gone listings (<c>GoneLimit</c>) needs to know about the account. Gone listings are counted over a period that ends now.</summary>
/// <param name="Gone">The number of vehicles whose listing Izzylease reported as gone within the period.</param>
/// <param name="Listed">The number of listings when Izzylease first reported one as gone. Listings that were created later don't count.</param>
internal sealed record GoneFacts(int Gone, int Listed);

/// <summary>Reads from the history which listings Izzylease reported as gone, to any run and any runner.</summary>
internal static class GoneReader
{
    private const string Counts = $"""
        WITH gone AS (SELECT vehicle_id, at FROM event WHERE name = '{nameof(VehicleEventKind.Gone)}' AND at >= $1)
        SELECT (SELECT count(DISTINCT vehicle_id) FROM gone),
            (SELECT count(*) FROM vehicle v
             WHERE (v.state = 'Active' OR v.id IN (SELECT vehicle_id FROM gone))
                AND (v.first_listed_at IS NULL OR v.first_listed_at <= (SELECT min(at) FROM gone)))
        """;

    // An id is unproved if the last event about the vehicle's id is Adopted or Recreated: no update has been acknowledged after that event.
    // A create in doubt that was resolved by an acknowledged update proves the id too.
    private const string Unproved = $$"""
        SELECT 1 FROM vehicle v
        WHERE v.key = $1
            AND EXISTS (SELECT 1 FROM event h WHERE h.vehicle_id = v.id AND h.name IN ('Adopted', 'Recreated') AND h.id = (
                SELECT e.id FROM event e
                WHERE e.vehicle_id = v.id AND e.name IN ('Adopted', 'Listed', 'Recreated', 'Updated', 'Repriced')
                ORDER BY e.id DESC LIMIT 1))
            AND NOT EXISTS (SELECT 1 FROM operation o WHERE o.subject_id = v.id AND o.subject_kind = '{{VehicleTable.SubjectKind}}' AND o.state = 'Resolved' AND o.remote_id = v.remote_id)
        """;

    internal static GoneFacts ReadFacts(ILedgerQueries ledger, DateTimeOffset since)
    {
        using var rows = ledger.Query(Counts, since);
        _ = rows.Step();
        return new GoneFacts((int)rows.GetInt64(0), (int)rows.GetInt64(1));
    }

    /// <summary>
    /// Whether a vehicle's car id is still unproved: the id was adopted, or the car was created anew, and no update has been acknowledged since.
    /// </summary>
    internal static bool IsUnproved(ILedgerQueries ledger, VehicleKey key)
    {
        using var rows = ledger.Query(Unproved, key.Value);
        return rows.Step();
    }
}
