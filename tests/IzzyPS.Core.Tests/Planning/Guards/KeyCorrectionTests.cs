using IzzyPS.Planning.Guards;
using IzzyPS.Planning;
using Xunit;

namespace IzzyPS.Tests.Planning.Guards;

public sealed class KeyCorrectionTests : IDisposable
{
    private readonly GuardedFeed _feed = new();

    public void Dispose() => _feed.Dispose();

    [Theory]
    [InlineData("CFG00001", "CFG00001")]
    [InlineData("CFG00001", "cfg00001")]
    [InlineData("CFG-00001", "CFG–00001")]
    [InlineData("00417", "417")]
    [InlineData("417", "417.0")]
    [InlineData("00417", " 417,00 ")]
    public async Task Listing_gets_the_corrected_vin_by_an_update(string listed, string written)
    {
        await _feed.SeedAsync(TestLedger.CreateListedEntry(TestCars.CreateCar(1, configuration: listed)), TestLedger.CreateListedEntry(TestCars.CreateCar(2)));
        var change = Assert.Single(Plan((901, written), (2, "CFG00002")).Changes);
        Assert.Equal((ChangeAction.Update, TestCars.CreateVin(1), TestCars.CreateVin(901)), (change.Action, change.ReplacesKey?.Value, change.Key.Value));
        Assert.Equal($"remote-{TestCars.CreateVin(1)}", change.RemoteId);
    }

    [Fact]
    public async Task Two_listings_with_similar_numbers_decide_nothing()
    {
        await _feed.SeedAsync(TestLedger.CreateListedEntry(TestCars.CreateCar(1, configuration: "00417")), TestLedger.CreateListedEntry(TestCars.CreateCar(2, configuration: "0417")));
        Assert.Equal([ChangeAction.Create, ChangeAction.Close, ChangeAction.Close], Plan((901, "417")).Changes.Select(change => change.Action));
        var exact = Plan((901, "0417"));
        Assert.Equal(TestCars.CreateVin(2), exact.GetChanges(ChangeAction.Update).Single().ReplacesKey?.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Another_car_with_a_listed_number_is_blocked_and_the_old_one_stays(bool wasListedBefore)
    {
        await _feed.ListAsync(2);
        if (wasListedBefore)
            await _feed.SeedAsync(TestLedger.CreateListedEntry(TestCars.CreateCar(901)) with { State = ListingState.Closed, Closed = new DateTimeOffset(2026, 11, 2, 6, 0, 0, TimeSpan.Zero), ClosedBy = Origin.Feed });
        var plan = _feed.PlanCars([901, 2], (number, file) =>
        {
            var car = TestCars.CreateCar(number, file, configuration: number == 901 ? "CFG00001" : "");
            if (number == 901 && !wasListedBefore)
                GuardedFeed.MakeOther(car);
            return car;
        });
        var blocked = Assert.Single(plan.Changes);
        Assert.Equal((BlockReason.SameNumber, TestCars.CreateVin(901)), (blocked.BlockReason, blocked.Vin));
        Assert.Contains(TestCars.CreateVin(1), blocked.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Number_of_many_cars_identifies_nothing()
    {
        await _feed.SeedAsync(Enumerable.Range(1, 3).Select(number => TestLedger.CreateListedEntry(TestCars.CreateCar(number, configuration: "KIA-SPORTAGE"))));
        Assert.Equal(
            [ChangeAction.Create, ChangeAction.Create, ChangeAction.Close],
            Plan((1, "KIA-SPORTAGE"), (2, "KIA-SPORTAGE"), (901, "KIA-SPORTAGE"), (902, "KIA-SPORTAGE")).Changes.Select(change => change.Action));
    }

    [Fact]
    public async Task New_car_with_the_number_of_a_car_that_is_still_in_the_file_is_blocked()
    {
        await _feed.ListAsync(2);
        foreach (var mileage in new[] { 29_550, 30_000 }) // The listed car unchanged, and changed.
        {
            var plan = _feed.PlanCars([1, 2, 901], (number, file) =>
            {
                var car = TestCars.CreateCar(number, file, configuration: $"CFG0000{(number == 2 ? 2 : 1)}");
                car.Mileage = number == 1 ? mileage : car.Mileage;
                return car;
            });
            var blocked = Assert.Single(plan.Changes, change => change.Action != ChangeAction.Update);
            Assert.Equal((BlockReason.SameNumber, TestCars.CreateVin(901)), (blocked.BlockReason, blocked.Vin));
        }
    }

    [Fact]
    public async Task Two_new_cars_with_the_number_of_an_absent_listing_are_blocked()
    {
        await _feed.ListAsync(1);
        var plan = Plan((901, "CFG00001"), (902, "CFG00001"));
        Assert.Equal(2, plan.GetBlocked(BlockReason.SameNumber).Count());
        Assert.Equal(2, plan.Changes.Count); // The listing may be one of the two, so it is not closed.
    }

    [Theory]
    [InlineData(19, 2)]
    [InlineData(17, 0)] // More than one in ten: the partner's numbers identify nothing.
    public void New_cars_that_share_a_number_are_blocked_unless_many_do(int others, int blocked)
    {
        var rows = Enumerable.Range(1, others).Select(number => (number, $"CFG{number:D5}")).Concat([(901, "X"), (902, "X")]).ToArray();
        Assert.Equal(blocked, Plan(rows).GetBlocked(BlockReason.SameNumber).Count());
    }

    [Theory]
    [InlineData("00100", "100.0", "00100")]
    [InlineData("00100", "100", "00100")]
    [InlineData("100.0", "00100", "00100")]
    [InlineData("100", "101", "101")]
    [InlineData("WH-1", "WH-01", "WH-01")]
    public async Task Damaged_number_does_not_replace_the_number_of_a_listing(string listed, string written, string sent)
    {
        await _feed.SeedAsync(TestLedger.CreateListedEntry(TestCars.CreateCar(1, configuration: listed)));
        var change = _feed.PlanCars([1], (number, file) =>
        {
            var car = TestCars.CreateCar(number, file, configuration: written);
            car.Color = "Czarny";
            return car;
        }).Changes.Single();
        Assert.Equal(sent, change.After!.ToVehicle().ConfigurationNumber);
    }

    [Fact]
    public async Task Number_of_a_renumbered_listing_is_free()
    {
        await _feed.ListAsync(1);
        Assert.Equal([ChangeAction.Update, ChangeAction.Create], Plan((1, "CFG00777"), (901, "CFG00001")).Changes.Select(change => change.Action));
    }

    [Fact]
    public async Task Number_of_a_listing_that_may_not_change_is_not_free()
    {
        await _feed.ListAsync(1);
        var plan = _feed.PlanCars([1, 901], (number, file) =>
        {
            var car = TestCars.CreateCar(number, file, configuration: number == 1 ? "CFG00777" : "CFG00001");
            if (number == 1)
                GuardedFeed.MakeOther(car);
            return car;
        });
        Assert.Equal([BlockReason.IdentityChanged, BlockReason.SameNumber], plan.Changes.Select(change => change.BlockReason));
    }

    [Theory]
    [InlineData("CFG00009", "cfg00009")]
    [InlineData("00417", "417.0")]
    public async Task Damaged_number_of_a_car_without_vin_keeps_its_listing(string listed, string written)
    {
        await _feed.SeedAsync(TestLedger.CreateListedEntry(TestCars.CreateCar(1, vin: null, configuration: listed)));
        var plan = _feed.PlanCars([1], (number, file) => TestCars.CreateCar(number, file, vin: null, configuration: written));
        Assert.Empty(plan.Changes);
        Assert.Equal(1, plan.Unchanged);
    }

    private SyncPlan Plan(params (int Vin, string Number)[] rows)
    {
        var numbers = rows.ToDictionary(row => row.Vin, row => row.Number);
        return _feed.PlanCars(numbers.Keys, (number, file) => TestCars.CreateCar(number, file, configuration: numbers[number]), new SyncPlanOptions { CloseMissing = true, Allowed = new Allowances { Close = 9 } });
    }
}
