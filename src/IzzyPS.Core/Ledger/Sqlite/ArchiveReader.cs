using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Transfer;
using IzzyPS.Operations;
using IzzyPS.Storage.Sqlite;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Sqlite;

/// <summary>Reads every vehicle of one moment, for a backup or out of one.</summary>
internal static class ArchiveReader
{
    internal static IEnumerable<ArchivedVehicle> Read(string path)
    {
        using var database = SqliteDatabase.Read(path);
        foreach (var vehicle in Read(database))
            yield return vehicle;
    }

    internal static IEnumerable<ArchivedVehicle> Read(SqliteDatabase database)
    {
        var inDoubt = database.Guard(() =>
        {
            database.Execute("BEGIN");
            return OperationReader.ReadAll(database, OperationReader.InDoubt).ToDictionary(operation => operation.Key);
        });
        var vehicles = database.Guard(() => database.Prepare(EntryReader.Bare));
        var prices = database.Guard(() => database.Prepare("SELECT at, list, sales, set_by FROM price WHERE vehicle_id = ? ORDER BY id"));
        while (database.Guard(vehicles.Step))
        {
            var vehicle = database.Guard(() => Read(vehicles, prices, inDoubt));
            if (vehicle is { Entry: not null } or { InDoubt: not null })
                yield return vehicle;
        }
    }

    private static ArchivedVehicle Read(SqliteStatement row, SqliteStatement prices, Dictionary<VehicleKey, Operation> inDoubt)
    {
        var key = new VehicleKey(row.Text(1)!);
        var points = new List<PricePoint>();
        prices.Bind(row.Int64(0));
        while (prices.Step())
            points.Add(new PricePoint(prices.Time(0)!.Value, new Prices(prices.Decimal(1)!.Value, prices.Decimal(2)!.Value), prices.Word<Origin>(3)));
        prices.Reset();
        return new ArchivedVehicle(key, EntryReader.Read(row), inDoubt.GetValueOrDefault(key), points);
    }
}
