using IzzyPS.Planning;

namespace IzzyPS.Tests.Planning.Guards;

/// <summary>A ledger with a listed feed, and plans of stocks in which some cars are changed.</summary>
internal sealed class GuardedFeed : IDisposable
{
    private readonly TestTime _time = new();
    private readonly TestLedger _ledger;

    internal GuardedFeed() => _ledger = new TestLedger(time: _time);

    public void Dispose() => _ledger.Dispose();

    internal Task ListAsync(int count, Action<int, Vehicle>? change = null) =>
        _ledger.SeedAsync(Enumerable.Range(1, count).Select(number => TestLedger.CreateListedEntry(Create(number, null, change))));

    internal Task SeedAsync(params IEnumerable<LedgerEntry> entries) => _ledger.SeedAsync(entries);

    /// <summary>Plans a stock of cars.</summary>
    /// <param name="numbers">The cars.</param>
    /// <param name="change">Changes a car, by its number.</param>
    /// <param name="options">The plan's options; null for the usual ones with closes.</param>
    internal SyncPlan Plan(IEnumerable<int> numbers, Action<int, Vehicle>? change = null, SyncPlanOptions? options = null) =>
        PlanCars(numbers, (number, file) => Create(number, file, change), options);

    internal SyncPlan PlanCars(IEnumerable<int> numbers, Func<int, StockFile, Vehicle> car, SyncPlanOptions? options = null)
    {
        var (set, vehicles) = TestCars.CreateStock(numbers, car: car);
        return PlanStock(set, vehicles, options);
    }

    internal SyncPlan PlanStock(StockSet set, IReadOnlyList<Vehicle> vehicles, SyncPlanOptions? options = null)
    {
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        return SyncPlanner.Plan(vehicles, set, snapshot, options ?? new SyncPlanOptions { CloseMissing = true }, _time);
    }

    /// <summary>Makes a car another car: other make, model, year and power.</summary>
    internal static void MakeOther(Vehicle car) =>
        (car.Make, car.Model, car.ManufactureYear, car.Power, car.SalesPrice) = ("Skoda", "Octavia", 2019, 110, 71_000m);

    private static Vehicle Create(int number, StockFile? file, Action<int, Vehicle>? change)
    {
        var car = TestCars.CreateCar(number, file);
        change?.Invoke(number, car);
        return car;
    }
}
