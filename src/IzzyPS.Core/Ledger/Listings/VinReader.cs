using IzzyPS.Operations;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Listings;

/// <summary>A vehicle as completion shows it.</summary>
/// <param name="Vin">Its VIN.</param>
/// <param name="Make">Its make, or null where its create is in doubt.</param>
/// <param name="Model">Its model, or null where its create is in doubt.</param>
/// <param name="State">The listing's state.</param>
internal sealed record VinLine(string Vin, string? Make, string? Model, ListingState State)
{
    public override string ToString() => $"{Vin} {Make} {Model}".TrimEnd();
}

/// <summary>Finds VINs by how they begin, for completion. It reads rows of vehicles only, and no more than are asked for: no payload.</summary>
internal static class VinReader
{
    // No key goes on with anything behind it.
    private const string LastCharacter = "\U0010FFFF";

    private const string InDoubt = $"EXISTS (SELECT 1 FROM operation o WHERE o.subject_id = v.id AND o.subject_kind = '{VehicleTable.SubjectKind}' AND o.{OperationReader.OpenStates} AND o.is_idempotent = 0 AND o.state <> 'Planned')";

    // A vehicle that has a VIN has it as its key.
    private const string ByStart = $"""
        SELECT v.vin, v.make, v.model, CASE WHEN {InDoubt} THEN 'InDoubt' ELSE v.state END
        FROM vehicle v
        WHERE v.key BETWEEN $1 AND $2 AND v.vin IS NOT NULL AND (v.state <> 'Unlisted' OR {InDoubt})
        ORDER BY v.key LIMIT $3
        """;

    /// <summary>Reads them in the order of the VINs.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="start">How they begin, in any case; empty for all.</param>
    /// <param name="most">How many, at most.</param>
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
