using IzzyPS.Storage;

namespace IzzyPS.Ledger.Listings;

/// <summary>Gives a vehicle the key that its VIN gives it.</summary>
internal static class VehicleKeyChange
{
    private static readonly string[] OfVehicle = ["event", "price"];

    /// <summary>
    /// Changes a vehicle's key. A row that was only heard of under the new key hands its history over and goes; a listed one stays, and the
    /// unique key refuses the change.
    /// </summary>
    /// <param name="ledger">The transaction.</param>
    /// <param name="before">The key until now; nothing happens where no vehicle has it.</param>
    /// <param name="key">The key from now on.</param>
    /// <param name="operation">The operation that brings the new key.</param>
    internal static void Apply(ILedgerDatabase ledger, VehicleKey before, VehicleKey key, Guid? operation)
    {
        if (ledger.QueryNumber("SELECT id FROM vehicle WHERE key = $1", before.Value) is not { } id)
            return;
        if (ledger.QueryNumber("SELECT id FROM vehicle WHERE key = $1 AND state = 'Unlisted' AND id <> $2", key.Value, id) is { } heardOf)
        {
            ledger.Execute("UPDATE operation SET subject_id = $1 WHERE subject_id = $2 AND subject_kind = $3", id, heardOf, VehicleTable.SubjectKind);
            foreach (var table in OfVehicle)
                ledger.Execute($"UPDATE {table} SET vehicle_id = $1 WHERE vehicle_id = $2", id, heardOf);
            ledger.Execute("DELETE FROM vehicle WHERE id = $1", heardOf);
        }

        ledger.Execute("UPDATE vehicle SET key = $1, vin = $2 WHERE id = $3", key.Value, key.Vin, id);
        if (operation is { } uuid)
            ledger.Execute("UPDATE operation SET subject_key = $1 WHERE uuid = $2", key.Value, uuid);
    }
}
