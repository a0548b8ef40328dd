using IzzyPS.Storage;

namespace IzzyPS.Ledger.Listings;

/// <summary>What the limit of listings that are gone needs to know of the account (<c>GoneLimit</c>).</summary>
/// <param name="Gone">The vehicles of which Izzylease said, since the time that was asked for, that their listing is gone.</param>
/// <param name="Listed">The listings that there were when it said so first; those that were listed later don't count.</param>
internal sealed record GoneFacts(int Gone, int Listed);

/// <summary>Reads from the history which listings Izzylease said are gone, whichever run or runner was told so.</summary>
internal static class GoneReader
{
    private const string Counts = $"""
        WITH gone AS (SELECT vehicle_id, at FROM event WHERE name = '{nameof(VehicleEventKind.Gone)}' AND at >= $1)
        SELECT (SELECT count(DISTINCT vehicle_id) FROM gone),
            (SELECT count(*) FROM vehicle v
             WHERE (v.state = 'Active' OR v.id IN (SELECT vehicle_id FROM gone))
                AND (v.first_listed_at IS NULL OR v.first_listed_at <= (SELECT min(at) FROM gone)))
        """;

    // The last event about its id says that the id was adopted, or that the car was created anew; no update has been acknowledged since.
    // A create that was resolved by an update proves an id too.
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
        return new GoneFacts((int)rows.Int64(0), (int)rows.Int64(1));
    }

    /// <summary>Whether a vehicle's id was adopted, or its car created anew, and no answer to an update has proved the id since.</summary>
    internal static bool IsUnproved(ILedgerQueries ledger, VehicleKey key)
    {
        using var rows = ledger.Query(Unproved, key.Value);
        return rows.Step();
    }
}
