using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
using Xunit;

namespace IzzyPS.Tests.Planning.Guards;

public sealed class PriceGuardTests : IDisposable
{
    private readonly GuardedFeed _feed = new();

    public void Dispose() => _feed.Dispose();

    [Theory]
    [InlineData(70_000, 105_000, null, false)] // Half is not more than half.
    [InlineData(70_000, 105_001, null, true)]
    [InlineData(70_000, 35_000, null, false)]
    [InlineData(70_000, 34_999, null, true)]
    [InlineData(70_000, 700_000, 900, false)] // A ceiling allows up to itself …
    [InlineData(70_000, 700_001, 900, true)] // … and nothing above.
    [InlineData(70_000, 84_000, 10, true)] // A ceiling below the limit counts, too.
    public async Task Large_price_change_of_one_car_is_held_back(int before, int after, int? allowed, bool isHeld)
    {
        await _feed.ListAsync(1, (_, car) => car.SalesPrice = before);
        var change = Assert.Single(Plan(1, (_, car) => car.SalesPrice = after, allowed).Changes);
        Assert.Equal(isHeld ? (ChangeAction.Blocked, BlockReason.PriceLimit) : (ChangeAction.Reprice, BlockReason.None), (change.Action, change.BlockReason));
        if (isHeld)
            Assert.StartsWith("-AllowPriceChange ", change.AllowedBy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, 3, 30, false)] // A third is not more than a third.
    [InlineData(9, 4, 30, true)]
    [InlineData(9, 9, 20, false)]
    [InlineData(9, 9, 21, true)]
    [InlineData(2, 2, 30, false)] // In a feed of two only the limit of one car counts.
    [InlineData(3, 3, 30, true)]
    public async Task Price_changes_of_many_cars_are_held_back(int listed, int changed, int percent, bool isHeld)
    {
        await _feed.ListAsync(listed);
        var plan = Plan(listed, (number, car) => car.SalesPrice *= number <= changed ? 1 + (percent / 100m) : 1);
        Assert.Equal(isHeld ? changed : 0, plan.GetBlocked(BlockReason.PriceLimit).Count());
        Assert.Equal(isHeld ? 0 : changed, plan.GetChanges(ChangeAction.Reprice).Count());
    }

    [Theory]
    [InlineData(84.9)]
    [InlineData(0.01)]
    [InlineData(8_190_000)]
    public async Task Implausible_price_is_held_for_a_listed_car_and_an_error_for_a_new_one(double price)
    {
        await _feed.ListAsync(1);
        var options = new SyncPlanOptions { Allowed = new Allowances { PriceChange = 1_000_000 } };
        var changes = _feed.Plan([1, 2], (_, car) => car.SalesPrice = (decimal)price, options).Changes;
        Assert.Equal([BlockReason.PriceLimit, BlockReason.Invalid], changes.Select(change => change.BlockReason));
        Assert.All(changes, change => Assert.Contains("1000 to 5000000 PLN", change.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Implausible_price_that_is_listed_already_stays()
    {
        await _feed.ListAsync(1, (_, car) => car.SalesPrice = 900m);
        var change = Assert.Single(_feed.Plan([1], (_, car) => (car.SalesPrice, car.Mileage) = (900m, 30_000)).Changes);
        Assert.Equal((ChangeAction.Update, 0), (change.Action, change.HeldBack.Count));
    }

    [Fact]
    public async Task Small_changes_go_on_while_many_large_ones_are_held_back()
    {
        await _feed.ListAsync(9);
        var plan = Plan(9, (number, car) => car.SalesPrice *= number <= 5 ? 1.3m : 1.05m);
        Assert.Equal(5, plan.GetBlocked(BlockReason.PriceLimit).Count());
        Assert.Equal(4, plan.GetChanges(ChangeAction.Reprice).Count());
        var allowed = Plan(9, (number, car) => car.SalesPrice *= number <= 5 ? 1.3m : 1.05m, 30);
        Assert.Equal(9, allowed.GetChanges(ChangeAction.Reprice).Count());
    }

    [Theory]
    [InlineData(100, "100 times as high: they look like grosze")]
    [InlineData(0.01, "a hundredth")]
    public async Task Common_factor_of_a_hundred_is_named_once(double factor, string named)
    {
        await _feed.ListAsync(6, (number, car) => car.SalesPrice = 60_000 + (number * 1_000));
        var held = Plan(6, (number, car) =>
        {
            car.SalesPrice = (60_000 + (number * 1_000)) * (decimal)factor;
            car.ListPrice *= (decimal)factor;
        }).GetBlocked(BlockReason.PriceLimit).ToList();
        Assert.Equal(6, held.Count);
        Assert.Contains(named, Assert.Single(held.Select(change => change.Reason).Distinct()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_fields_go_on_and_the_held_price_is_said()
    {
        await _feed.ListAsync(1);
        var change = Assert.Single(Plan(1, (_, car) => (car.SalesPrice, car.Mileage) = (1_000m, 30_000)).Changes);
        Assert.Equal((ChangeAction.Update, 70_000m), (change.Action, change.After!.ToVehicle().SalesPrice!.Value));
        Assert.Equal(["Mileage"], change.Changes.Select(field => field.Name));
        Assert.Equal(new FieldChange("SalesPrice", 70_000m, 1_000m).ToString(), Assert.Single(change.HeldBack).ToString().Replace("70000.00", "70000", StringComparison.Ordinal));
        Assert.Contains("Price change held back", change.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Price_that_was_not_asked_for_is_said_when_other_fields_change()
    {
        await _feed.ListAsync(1);
        var change = Assert.Single(_feed.Plan([1], (_, car) => (car.SalesPrice, car.Mileage) = (71_000m, 30_000), new SyncPlanOptions { UpdatePrices = false }).Changes);
        Assert.Equal(ChangeAction.Update, change.Action);
        Assert.Contains("70000.00 → 71000.00", change.Reason, StringComparison.Ordinal);
        Assert.Equal(BlockReason.PriceHeldBack, Assert.Single(change.HeldBack).Reason);
    }

    [Theory]
    [InlineData(7_000_000, BlockReason.PriceLimit, "grosze")]
    [InlineData(84, BlockReason.PriceLimit, "1000 to 5000000 PLN")]
    [InlineData(42_000, BlockReason.PriceLimit, "6 of 6 listed vehicles")]
    [InlineData(69_000, BlockReason.PriceHeldBack, "70000.00 → 69000.00")]
    public async Task Prices_are_judged_where_no_price_change_was_asked_for(int price, BlockReason reason, string named)
    {
        await _feed.ListAsync(6);
        var plan = _feed.Plan(Enumerable.Range(1, 6), (_, car) => (car.SalesPrice, car.ListPrice) = (price, price == 7_000_000 ? 8_000_000 : 80_000), new SyncPlanOptions { UpdatePrices = false });
        Assert.Equal(6, plan.GetBlocked(reason).Count());
        Assert.All(plan.Changes, change => Assert.Contains(named, change.Reason, StringComparison.Ordinal));
        Assert.All(plan.Changes, change => Assert.Equal(reason, Assert.Single(change.HeldBack.Select(held => held.Reason).Distinct())));
    }

    private SyncPlan Plan(int listed, Action<int, Vehicle> change, int? allowed = null) =>
        _feed.Plan(Enumerable.Range(1, listed), change, new SyncPlanOptions { Allowed = new Allowances { PriceChange = allowed } });
}
