using System.Globalization;
using IzzyPS.Ledger;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
using IzzyPS.Stock.Reading;

namespace IzzyPS.Soak.Fuzz;

/// <summary>
/// Ruins the file of a listed feed of 200 cars and plans it. The invariant: whatever a ruined file would do to the feed is within the limits of the
/// guards. Source: SAFETY.md, "Guards".
/// </summary>
internal sealed class RuinRun : IDisposable
{
    internal const int Cars = 200;

    private const int MostSaid = 10;

    private readonly TestTime _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-ruin-").FullName;
    private readonly TestLedger _ledger;
    private readonly List<string> _violations = [];
    private Dictionary<VehicleKey, LedgerEntry> _listed = [];

    internal RuinRun() => _ledger = new TestLedger(time: _time);

    /// <summary>The violations, with the seed and the number from which the file can be made again.</summary>
    internal IReadOnlyList<string> Violations => _violations;

    internal int Plans { get; private set; }

    internal int Changes { get; private set; }

    internal int HeldBack { get; private set; }

    public void Dispose()
    {
        _ledger.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Lists the feed, and plans a number of ruined files.</summary>
    internal async Task RunAsync(int count, int seed)
    {
        string[] lines = [StockFileGenerator.Header, .. CreateRows(1)];
        string[] others = [.. CreateRows(5_001)];
        var (_, vehicles) = Read(lines);
        await _ledger.SeedAsync(vehicles.Select(vehicle => TestLedger.CreateListedEntry(vehicle)));
        _listed = _ledger.Ledger.Find(new LedgerQuery()).ToDictionary(entry => entry.Key);
        for (var number = 0; number < count; number++)
        {
            var random = new Random(unchecked((seed * 1_000_003) + number));
            var ruin = random.GetItems(Enum.GetValues<Ruin>(), 1)[0];
            var fault = Check(Plan(RuinMutator.Mutate(random, ruin, lines, others)));
            if (fault is not null && _violations.Count < MostSaid)
                _violations.Add(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}, file {number}, {ruin}: {fault}."));
        }
    }

    /// <summary>Creates 200 rows without quotes, so that their cells can be moved.</summary>
    private static IEnumerable<string> CreateRows(int first) => Enumerable.Range(first, 4 * Cars)
        .Select(number => StockFileGenerator.CreateRow(number, StockDialect.Clean).Replace("TESTCAR", "TESTC4R", StringComparison.Ordinal))
        .Where(row => !row.Contains('"', StringComparison.Ordinal))
        .Take(Cars);

    private SyncPlan Plan(IReadOnlyList<string> lines)
    {
        var (set, vehicles) = Read(lines);
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        return SyncPlanner.Plan(vehicles, set, snapshot, new SyncPlanOptions { CloseMissing = true }, _time);
    }

    private (StockSet Set, List<Vehicle> Vehicles) Read(IReadOnlyList<string> lines)
    {
        var path = Path.Combine(_folder, "stock.csv");
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        var set = new StockSet(time: _time);
        var reader = new StockReader(new StockReaderOptions { TimeProvider = _time });
        var file = reader.Examine(set, path, CancellationToken.None);
        var vehicles = file.IsReadable ? reader.Read(file, CancellationToken.None).Select(row => row.Vehicle).OfType<Vehicle>().ToList() : [];
        set.Seal();
        return (set, vehicles);
    }

    /// <summary>Finds what a plan would do beyond the limits; null where the plan is within them. The limits are written here a second time.</summary>
    private string? Check(SyncPlan plan)
    {
        Plans++;
        Changes += plan.Changes.Count(change => change.Action != ChangeAction.Blocked);
        HeldBack += plan.Changes.Count(change => change.Action == ChangeAction.Blocked || change.HeldBack.Count > 0);
        var updates = plan.Changes.Where(change => change.Action is ChangeAction.Update or ChangeAction.Reprice).Select(change => (Before: change.Before!.ToVehicle(), After: change.After!.ToVehicle())).ToList();
        var others = updates.Count(pair => !MakeNames.AreSame(pair.Before.Make!, pair.After.Make!));
        if (others > 0)
            return $"{others} listings become cars of other makes";
        var closes = plan.GetChanges(ChangeAction.Close).Count();
        if (closes > Cars / 10)
            return $"{closes} of {Cars} listings would be closed";
        var prices = updates.ConvertAll(pair => PriceGuard.Measure(pair.Before, pair.After).Change);
        if (prices.Exists(change => change > 0.5m))
            return $"a price changes by {prices.Max():0.#%}";
        if (prices.Count(change => change > 0.2m) > (Cars / 3) + 1)
            return $"{prices.Count(change => change > 0.2m)} prices change by more than 20 %";
        if (updates.Exists(pair => pair.After.SalesPrice is < 1_000 or > 5_000_000))
            return "a listing gets an implausible price";
        foreach (var field in ColumnGuard.Fields)
        {
            var emptied = updates.Count(pair => !field.IsEmpty(pair.Before) && field.IsEmpty(pair.After));
            var filled = _listed.Values.Count(entry => !field.IsEmpty(entry.Payload.ToVehicle()));
            if (emptied >= 5 && emptied * 2 > filled)
                return $"{field.Name} is emptied for {emptied} of {filled} listings";
        }

        var numbers = plan.Changes.Where(change => change.Action == ChangeAction.Create && change.ConfigurationNumber is not null && change.Vin is not null)
            .Count(change => _listed.Values.Count(entry => entry.ConfigurationNumber == change.ConfigurationNumber) == 1
                && !plan.Changes.Any(other => other != change && other.ConfigurationNumber == change.ConfigurationNumber));
        return numbers > 0 ? $"{numbers} numbers would have a second listing" : null;
    }
}
