using IzzyPS.Ledger.Listings;
using IzzyPS.Operations.Journaling;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Transfer;

/// <summary>Reads every vehicle as of one moment, to make a backup or to import one.</summary>
internal static class ArchiveReader
{
    /// <summary>Reads the vehicles in the order of their keys.</summary>
    /// <param name="ledger">A connection. It is closed at the end.</param>
    internal static IEnumerable<ArchivedVehicle> Read(ILedgerConnection ledger)
    {
        using (ledger)
        {
            var (inDoubt, held, prices) = ledger.Guard(() =>
            {
                ledger.BeginSnapshot();
                return (OperationReader.ReadInDoubt(ledger, isHeld: false).Where(operation => operation.Subject.Kind == VehicleTable.SubjectKind).ToDictionary(operation => operation.Key), FeedMemoryTable.ReadHeld(ledger), ReadPrices(ledger));
            });
            using var rows = ledger.Guard(() => ledger.Query(EntryReader.Bare));
            while (ledger.Guard(rows.Step))
            {
                var vehicle = ledger.Guard(() =>
                {
                    var key = new VehicleKey(rows.GetText(1)!);
                    return new ArchivedVehicle(key, EntryReader.Read(rows), inDoubt.GetValueOrDefault(key), held.GetValueOrDefault(key), [.. prices[rows.GetInt64(0)]]);
                });
                if (vehicle is { Entry: not null } or { InDoubt: not null })
                    yield return vehicle;
            }
        }
    }

    private static ILookup<long, PricePoint> ReadPrices(ILedgerQueries ledger)
    {
        using var rows = ledger.Query("SELECT vehicle_id, at, list, sales, set_by FROM price ORDER BY id");
        var prices = new List<(long Vehicle, PricePoint Point)>();
        while (rows.Step())
            prices.Add((rows.GetInt64(0), new PricePoint(rows.GetTime(1)!.Value, new Prices(rows.GetDecimal(2)!.Value, rows.GetDecimal(3)!.Value), rows.GetWord<Origin>(4))));
        return prices.ToLookup(price => price.Vehicle, price => price.Point);
    }
}
