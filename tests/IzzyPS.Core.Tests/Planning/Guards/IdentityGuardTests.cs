using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Planning.Guards;

public sealed class IdentityGuardTests : IDisposable
{
    private readonly GuardedFeed _feed = new();

    public void Dispose() => _feed.Dispose();

    [Theory]
    [InlineData("Kia", "KIA", true)]
    [InlineData("Škoda", "skoda", true)]
    [InlineData("Citroën", "CITROEN", true)]
    [InlineData("Mercedes", "Mercedes-Benz", true)]
    [InlineData("Mercedes Benz", "MercedesBenz", true)]
    [InlineData("Mercedes-AMG", "Mercedes-Benz", true)]
    [InlineData("VW", "Volkswagen", true)]
    [InlineData("VW", "Volkswagen Samochody Dostawcze", true)]
    [InlineData("Volkswagen", "VW Użytkowe", true)]
    [InlineData("VW Samochody Użytkowe", "Volkswagen Nutzfahrzeuge", true)]
    [InlineData("Volkswagen Commercial Vehicles", "VW", true)]
    [InlineData("Mercedes-Benz Vans", "MB", true)]
    [InlineData("MB Vans", "Mercedes-Benz", true)]
    [InlineData("VW Użytkowe", "Fiat Użytkowe", false)]
    [InlineData("VW Użytkowe", "MAN", false)]
    [InlineData("Alfa", "Alfa Romeo", true)]
    [InlineData("Land Rover", "Rover", true)]
    [InlineData("BMW", "Audi", false)]
    [InlineData("Kia", "Nokia", false)]
    [InlineData("MG", "AMG", false)]
    public void AreSame(string left, string right, bool same)
    {
        Assert.Equal(same, MakeNames.AreSame(left, right));
        Assert.Equal(same, MakeNames.AreSame(right, left));
    }

    public static TheoryData<string, Action<Vehicle>, bool> Changes => new()
    {
        { "another make", car => car.Make = "Skoda", true },
        { "the make in capitals", car => car.Make = "KIA MOTORS", false },
        { "three corrections", car => (car.ManufactureYear, car.Power, car.CubicCapacity) = (2022, 136, 1598), false },
        { "four changes", car => (car.ManufactureYear, car.Power, car.CubicCapacity, car.FuelType) = (2022, 136, 1598, FuelType.Petrol), true },
        { "a longer model", car => (car.Model, car.ManufactureYear, car.Power, car.CubicCapacity) = ("SPORTAGE 1.6 T-GDI", 2022, 136, 1598), false },
        { "fields that became empty", car => (car.ManufactureYear, car.Power, car.CubicCapacity, car.FuelType) = (null, null, 0, FuelType.Petrol), false },
        { "fields that were empty", car => (car.FirstRegistrationDate, car.ManufactureYear, car.Power, car.CubicCapacity) = (new DateOnly(2023, 5, 1), 2022, 136, 1598), false },
        { "other mileage, colour and price", car => (car.Mileage, car.Color, car.SalesPrice) = (12, "Czarny", 71_000m), false },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task Another_car_under_a_listed_vin_is_blocked(string what, Action<Vehicle> change, bool isOther)
    {
        await _feed.ListAsync(1);
        var planned = Assert.Single(_feed.Plan([1], (_, car) => change(car)).Changes);
        Assert.True((planned.BlockReason == BlockReason.IdentityChanged) == isOther, $"{what}: {planned} {planned.Reason}");
        Assert.Equal(isOther ? "-AllowIdentityChange 1" : null, planned.AllowedBy);
    }

    [Theory]
    [InlineData(3, 20, false)] // Three are never the whole file …
    [InlineData(4, 40, false)] // … nor is a tenth.
    [InlineData(4, 39, true)]
    [InlineData(10, 10, true)]
    public async Task Many_other_cars_hold_the_whole_file_back(int others, int listed, bool isWhole)
    {
        await _feed.ListAsync(listed + 1);
        var plan = _feed.Plan([.. Enumerable.Range(1, listed), 900], (number, car) =>
        {
            if (number <= others)
                GuardedFeed.MakeOther(car);
        });
        Assert.Equal(isWhole ? plan.Changes.Count : others, plan.GetBlocked(isWhole ? BlockReason.IdentityOfFile : BlockReason.IdentityChanged).Count());
        var (created, closed) = (plan.Changes.Single(change => change.Vin == TestCars.CreateVin(900)), plan.Changes.Single(change => change.Vin == TestCars.CreateVin(listed + 1)));
        Assert.Equal(isWhole ? ChangeAction.Blocked : ChangeAction.Create, created.Action);
        Assert.Equal(isWhole ? ChangeAction.Blocked : ChangeAction.Close, closed.Action);
        if (isWhole)
            Assert.All([created, closed], change => Assert.Contains($"{others} of {listed} vehicles changed identity", change.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(9, true)]
    public async Task Allowed_identity_change_takes_its_price_and_empty_fields_along(int allowed, bool isSent)
    {
        await _feed.ListAsync(5, (_, car) => car.Description = "ABS");
        var options = new SyncPlanOptions { UpdatePrices = false, Allowed = new Allowances { IdentityChange = allowed } };
        var plan = _feed.Plan(Enumerable.Range(1, 5), (number, car) =>
        {
            if (number < 5)
                GuardedFeed.MakeOther(car);
            (car.SalesPrice, car.Description) = (4_000_000m, number < 5 ? null : "ABS and more");
        }, options);

        if (!isSent)
        {
            Assert.All(plan.Changes, change => Assert.Equal(ChangeAction.Blocked, change.Action));
            return;
        }

        Assert.Equal(5, plan.GetChanges(ChangeAction.Update).Count());
        Assert.All(plan.Changes, change =>
        {
            var (after, isOther) = (change.After!.ToVehicle(), change.Make == "Skoda");
            Assert.Equal(isOther ? (4_000_000m, null) : (70_000m, "ABS and more"), (after.SalesPrice!.Value, after.Description));
        });
    }

    [Fact]
    public async Task Shifted_vins_of_equal_cars_are_known_by_their_numbers()
    {
        await _feed.ListAsync(6, (number, car) => (car.Mileage, car.Color) = (number * 1_000, $"Kolor {number}"));
        var plan = _feed.PlanCars(Enumerable.Range(1, 6), (number, file) =>
        {
            var other = (number % 6) + 1;
            var car = TestCars.CreateCar(number, file, configuration: $"CFG{other:D5}");
            (car.Mileage, car.Color) = (other * 1_000, $"Kolor {other}");
            return car;
        });
        Assert.Equal(6, plan.GetBlocked(BlockReason.IdentityOfFile).Count());
        Assert.All(plan.Changes, change => Assert.Contains("and the data of", change.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.98)] // The prices changed on the same day.
    public async Task Shifted_vins_of_one_make_are_known_by_the_data_of_their_rows(double price)
    {
        await _feed.ListAsync(10, (number, car) => SetData(car, number));
        var plan = _feed.PlanCars([.. Enumerable.Range(1, 10), 77], (number, file) =>
        {
            var car = TestCars.CreateCar(number, file);
            SetData(car, number == 77 ? 77 : (number % 10) + 1);
            car.SalesPrice = decimal.Round(car.SalesPrice!.Value * (decimal)price);
            return car;
        });
        Assert.Equal(11, plan.GetBlocked(BlockReason.IdentityOfFile).Count());
    }

    [Fact]
    public async Task Shifted_vins_of_equal_cars_are_known_by_mileage_and_price()
    {
        await _feed.ListAsync(10, (number, car) => (car.Mileage, car.SalesPrice) = (number * 1_000, 70_000 - (number * 500)));
        var plan = _feed.Plan(Enumerable.Range(1, 10), (number, car) => (car.Mileage, car.SalesPrice) = (((number % 10) + 1) * 1_000, 70_000 - (((number % 10) + 1) * 500)));
        Assert.Equal(10, plan.GetBlocked(BlockReason.IdentityOfFile).Count());
    }

    [Fact]
    public async Task Equal_cars_of_a_stock_may_be_corrected()
    {
        await _feed.ListAsync(10, (number, car) => (car.Model, car.Mileage, car.Color) = ("Ceed", number <= 5 ? 10 : number, number <= 5 ? "Biały" : "Szary"));
        var corrected = _feed.Plan(Enumerable.Range(1, 10), (number, car) => (car.Model, car.Mileage, car.Color, car.SalesPrice) = ("Ceed", 10, "Biały", 69_000m));
        Assert.Equal(10, corrected.Changes.Count(change => change.Action is ChangeAction.Update or ChangeAction.Reprice));
        var driven = _feed.Plan(Enumerable.Range(1, 10), (number, car) => (car.Model, car.Mileage, car.Color) = ("Ceed", number <= 5 ? 10 : number + 1, number <= 5 ? "Biały" : "Szary"));
        Assert.Equal(5, driven.GetChanges(ChangeAction.Update).Count());
    }

    [Fact]
    public async Task Each_file_of_a_stock_is_measured_by_itself()
    {
        await _feed.ListAsync(105);
        var set = new StockSet();
        var vehicles = new List<Vehicle>();
        AddFile(set, vehicles, "/stock/wrong.csv", [.. Enumerable.Range(1, 5), .. Enumerable.Range(201, 20)], GuardedFeed.MakeOther);
        AddFile(set, vehicles, "/stock/right.csv", [.. Enumerable.Range(6, 100), 301], _ => { });
        set.Seal();
        var plan = _feed.PlanStock(set, vehicles);
        Assert.Equal(25, plan.GetBlocked(BlockReason.IdentityOfFile).Count());
        Assert.Equal(TestCars.CreateVin(301), Assert.Single(plan.GetChanges(ChangeAction.Create)).Vin);
        Assert.Contains("5 of 5 vehicles changed identity", plan.Changes[0].Reason, StringComparison.Ordinal);
    }

    private static void AddFile(StockSet set, List<Vehicle> vehicles, string path, int[] numbers, Action<Vehicle> change)
    {
        var file = set.Add(path);
        foreach (var number in numbers)
        {
            var car = TestCars.CreateCar(number, file);
            change(car);
            vehicles.Add(car);
            file.ValidKeys.Add(KeyHash.Compute(car.Key!.Value));
        }

        (file.RowCount, file.HasFinalLineBreak, file.IsReadToEnd) = (numbers.Length, true, true);
    }

    private static void SetData(Vehicle car, int number) =>
        (car.Model, car.ManufactureYear, car.Mileage, car.SalesPrice) = (number % 2 == 0 ? "Ceed" : "Sportage", 2018 + (number % 5), number * 1_000, 70_000 + (number * 100));

    [Fact]
    public async Task Renumbered_cars_are_updated()
    {
        await _feed.ListAsync(6, (number, car) => car.Mileage = number * 1_000);
        var plan = _feed.PlanCars(Enumerable.Range(2, 5), (number, file) =>
        {
            var car = TestCars.CreateCar(number, file, configuration: $"CFG{number - 1:D5}");
            car.Mileage = number * 1_000;
            return car;
        });
        Assert.Equal(5, plan.GetChanges(ChangeAction.Update).Count());
        Assert.Equal(TestCars.CreateVin(1), Assert.Single(plan.GetChanges(ChangeAction.Close)).Vin);
    }

    [Fact]
    public async Task Adopted_listing_has_no_identity_to_compare()
    {
        var car = TestCars.CreateCar(1);
        await _feed.SeedAsync(TestLedger.CreateListedEntry(car) with { Make = null, Model = null, ListPrice = 0, SalesPrice = 0, FeedPrices = null, Payload = CarPayload.CreateBare(car.Vin, car.ConfigurationNumber) });
        Assert.Equal(ChangeAction.Update, Assert.Single(_feed.Plan([1], (_, other) => GuardedFeed.MakeOther(other)).Changes).Action);
    }
}
