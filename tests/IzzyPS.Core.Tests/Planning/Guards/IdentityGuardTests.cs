using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
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
