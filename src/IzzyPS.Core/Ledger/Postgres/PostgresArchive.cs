using System.Globalization;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Transfer;
using IzzyPS.Operations;
using IzzyPS.Storage.Postgres;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Postgres;

/// <summary>Reads every vehicle of one moment, for a backup, and all references, for a test.</summary>
internal static class PostgresArchive
{
    /// <summary>What no constraint of the tables forbids, and would be wrong all the same.</summary>
    private static readonly (string What, string Sql)[] Faults =
    [
        ("payloads whose hash is not theirs", "SELECT count(*) FROM payload WHERE substr(sha256(convert_to(json, 'UTF8')), 1, 16) <> hash"),
        ("vehicles whose payload is another", "SELECT count(*) FROM vehicle v JOIN payload p ON p.id = v.payload_id WHERE p.hash <> v.payload_hash"),
    ];

    internal static IEnumerable<ArchivedVehicle> Read(PostgresAddress address)
    {
        using var database = PostgresDatabase.Open(address);
        var (inDoubt, prices) = database.Guard(() =>
        {
            database.BeginMoment();
            return (OperationReader.ReadAll(database, OperationReader.InDoubt).ToDictionary(operation => operation.Key), Prices(database));
        });
        using var rows = database.Guard(() => database.Query(EntryReader.Bare));
        while (database.Guard(rows.Step))
        {
            var vehicle = database.Guard(() =>
            {
                var key = new VehicleKey(rows.Text(1)!);
                return new ArchivedVehicle(key, EntryReader.Read(rows), inDoubt.GetValueOrDefault(key), [.. prices[rows.Int64(0)]]);
            });
            if (vehicle is { Entry: not null } or { InDoubt: not null })
                yield return vehicle;
        }
    }

    internal static IReadOnlyList<string> FindDamage(PostgresDatabase database)
    {
        var found = new List<string>();
        foreach (var (what, sql) in Faults)
        {
            if (database.Number(sql) is > 0 and var count)
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {what}"));
        }

        return found;
    }

    private static ILookup<long, PricePoint> Prices(PostgresDatabase database)
    {
        using var rows = database.Query("SELECT vehicle_id, at, list, sales, set_by FROM price ORDER BY id");
        var prices = new List<(long Vehicle, PricePoint Point)>();
        while (rows.Step())
            prices.Add((rows.Int64(0), new PricePoint(rows.Time(1)!.Value, new Prices(rows.Decimal(2)!.Value, rows.Decimal(3)!.Value), rows.Word<Origin>(4))));
        return prices.ToLookup(price => price.Vehicle, price => price.Point);
    }
}
