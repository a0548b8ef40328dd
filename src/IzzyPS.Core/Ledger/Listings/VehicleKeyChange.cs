using IzzyPS.Storage;

namespace IzzyPS.Ledger.Listings;

/// <summary>Changes the key of a vehicle that has got its VIN.</summary>
internal static class VehicleKeyChange
{
    private static readonly string[] TablesOfVehicle = ["event", "price"];

    /// <summary>
    /// Changes a vehicle's key. Where a vehicle with the new key exists but was never listed, its operations and history move to the changed vehicle
    /// and its row is deleted. Where a vehicle with the new key was listed, its row stays, and the unique key refuses the change.
    /// </summary>
    /// <param name="ledger">The transaction.</param>
    /// <param name="before">The old key. Nothing happens where no vehicle has this key.</param>
    /// <param name="key">The new key.</param>
    /// <param name="operation">The operation that sent the VIN.</param>
    internal static void Apply(ILedgerDatabase ledger, VehicleKey before, VehicleKey key, Guid? operation)
    {
        if (ledger.QueryNumber("SELECT id FROM vehicle WHERE key = $1", before.Value) is not { } id)
            return;
        if (ledger.QueryNumber("SELECT id FROM vehicle WHERE key = $1 AND state = 'Unlisted' AND id <> $2", key.Value, id) is { } heardOf)
        {
            ledger.Execute("UPDATE operation SET subject_id = $1 WHERE subject_id = $2 AND subject_kind = $3", id, heardOf, VehicleTable.SubjectKind);
            foreach (var table in TablesOfVehicle)
                ledger.Execute($"UPDATE {table} SET vehicle_id = $1 WHERE vehicle_id = $2", id, heardOf);
            ledger.Execute("DELETE FROM held WHERE vehicle_id = $1", heardOf);
            ledger.Execute("DELETE FROM vehicle WHERE id = $1", heardOf);
        }

        ledger.Execute("UPDATE vehicle SET key = $1, vin = $2 WHERE id = $3", key.Value, key.Vin, id);
        if (operation is { } uuid)
            ledger.Execute("UPDATE operation SET subject_key = $1 WHERE uuid = $2", key.Value, uuid);
    }
}
