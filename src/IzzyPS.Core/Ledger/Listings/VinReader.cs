using IzzyPS.Operations.Journaling;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Listings;

/// <summary>A vehicle as the completion of a VIN shows it.</summary>
/// <param name="Vin">The vehicle's VIN.</param>
/// <param name="Make">The make, or null while the vehicle's first create is in doubt.</param>
/// <param name="Model">The model, or null while the vehicle's first create is in doubt.</param>
/// <param name="State">The listing's state.</param>
internal sealed record VinLine(string Vin, string? Make, string? Model, ListingState State)
{
    public override string ToString() => $"{Vin} {Make} {Model}".TrimEnd();
}

/// <summary>
/// Finds VINs by their first characters, for completion. To be fast, the reader reads no payloads and no more vehicles than are asked for.
/// </summary>
internal static class VinReader
{
    // The highest Unicode character sorts behind every character of a key: "start" to "start" + LastCharacter is every key that begins with "start".
    private const string LastCharacter = "\U0010FFFF";

    private const string InDoubt = $"EXISTS (SELECT 1 FROM operation o WHERE o.subject_id = v.id AND o.subject_kind = '{VehicleTable.SubjectKind}' AND {OperationReader.OpenStates} AND o.is_idempotent = 0 AND o.state <> 'Planned')";

    // The key of a vehicle with a VIN is the VIN itself.
    private const string ByStart = $"""
        SELECT v.vin, v.make, v.model, CASE WHEN {InDoubt} THEN 'InDoubt' ELSE v.state END
        FROM vehicle v
        WHERE v.key BETWEEN $1 AND $2 AND v.vin IS NOT NULL AND (v.state <> 'Unlisted' OR {InDoubt})
        ORDER BY v.key LIMIT $3
        """;

    /// <summary>Reads the vehicles in the order of their VINs.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="start">The first characters of the VINs, in upper or lower case; empty for all VINs.</param>
    /// <param name="most">The most vehicles to read.</param>
    internal static IReadOnlyList<VinLine> Read(ILedgerQueries ledger, string start, int most)
    {
        var first = start.ToUpperInvariant();
        var found = new List<VinLine>();
        using var rows = ledger.Query(ByStart, first, first + LastCharacter, (long)most);
        while (rows.Step())
            found.Add(new VinLine(rows.GetText(0)!, rows.GetText(1), rows.GetText(2), rows.GetWord<ListingState>(3)));
        return found;
    }
}
