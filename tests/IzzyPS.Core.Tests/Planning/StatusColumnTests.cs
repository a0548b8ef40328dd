using IzzyPS.Planning;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Planning;

/// <summary>What a partner's status column does to listings: a sold car is closed as sold, with all guards of closing; a reserved car stays as it is.</summary>
public sealed class StatusColumnTests : IDisposable
{
    private readonly TestTime _time = new();
    private readonly TestLedger _ledger;

    public StatusColumnTests() => _ledger = new TestLedger(time: _time);

    [Theory]
    [InlineData("Sold", "Sold")]
    [InlineData("Withdrawn", "Deleted")]
    public async Task Listing_of_a_car_not_for_sale_is_closed_with_the_reason(string status, string reason)
    {
        await ListAsync(20);
        var change = Assert.Single(Plan(20, closeMissing: true, (3, Enum.Parse<SaleStatus>(status))).Changes);
        Assert.Equal((ChangeAction.Close, TestCars.CreateVin(3), reason), (change.Action, change.Vin, change.CloseReason.ToString()));
    }

    [Fact]
    public async Task Sold_cars_above_the_limit_are_held_back()
    {
        await ListAsync(20);
        var plan = Plan(20, closeMissing: true, [.. Enumerable.Range(1, 12).Select(number => (number, SaleStatus.Sold))]);
        Assert.Equal(12, plan.Changes.Count);
        Assert.All(plan.Changes, change => Assert.Equal(BlockReason.CloseLimit, change.BlockReason));
    }

    [Theory]
    [InlineData("Sold", "2 NotForSale")]
    [InlineData("Withdrawn", "2 NotForSale")]
    [InlineData("Reserved", "3 NotForSale")]
    public async Task Car_not_for_sale_is_not_listed_and_without_closing_its_listing_stays(string status, string blocked)
    {
        await ListAsync(2);
        var plan = Plan(3, closeMissing: false, (2, Enum.Parse<SaleStatus>(status)), (3, Enum.Parse<SaleStatus>(status)));
        var change = Assert.Single(plan.Changes);
        Assert.Equal(blocked, $"{change.Vin![^1]} {change.BlockReason}");
        Assert.Equal(status == "Reserved" ? 2 : 1, plan.Unchanged);
        Assert.Equal(status == "Reserved" ? null : "--close-missing", change.Permission?.Option);
    }

    [Fact]
    public async Task Sold_row_that_lacks_everything_but_its_key_closes_the_listing()
    {
        await ListAsync(20);
        var (set, vehicles) = TestCars.CreateStock(Enumerable.Range(1, 20));
        (vehicles[2].Status, vehicles[2].Make, vehicles[2].SalesPrice) = (SaleStatus.Sold, null, null);
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        var change = Assert.Single(SyncPlanner.Plan(vehicles, set, snapshot, new SyncPlanOptions { CloseMissing = true }, _time).Changes);
        Assert.Equal((ChangeAction.Close, CloseReason.Sold), (change.Action, change.CloseReason));
    }

    [Fact]
    public async Task Reserved_car_is_neither_changed_nor_closed()
    {
        await ListAsync(2);
        Assert.Empty(Plan(2, closeMissing: true, (1, SaleStatus.Reserved)).Changes);
    }

    public void Dispose() => _ledger.Dispose();

    private Task ListAsync(int count) =>
        _ledger.SeedAsync(Enumerable.Range(1, count).Select(number => TestLedger.CreateListedEntry(TestCars.CreateCar(number))));

    private SyncPlan Plan(int count, bool closeMissing, params (int Number, SaleStatus Status)[] ended)
    {
        var (set, vehicles) = TestCars.CreateStock(Enumerable.Range(1, count));
        foreach (var (number, status) in ended)
        {
            vehicles[number - 1].Status = status;
            vehicles[number - 1].Color = "Czarny";
        }

        using var snapshot = _ledger.Ledger.OpenSnapshot();
        return SyncPlanner.Plan(vehicles, set, snapshot, new SyncPlanOptions { CloseMissing = closeMissing }, _time);
    }
}
