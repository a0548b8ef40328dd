using IzzyPS.Planning;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>Listings that a partner's status column closed, over several days. A file that says nothing about the status lists none of them again.</summary>
public abstract class StatusCloseTests(LedgerKind kind) : ExecutorTests(kind)
{
    private const int Sold = 3;

    [Theory]
    [InlineData(nameof(SaleStatus.Sold))]
    [InlineData(nameof(SaleStatus.Withdrawn))]
    public async Task Car_closed_by_its_status_stays_closed_while_the_file_lacks_the_status(string status)
    {
        await CloseByStatusAsync(Enum.Parse<SaleStatus>(status));
        var plan = await RunDayAsync("c", Range(1, 20), SaleStatus.Unknown);
        var change = Assert.Single(plan.Changes);
        Assert.Equal((ChangeAction.Blocked, BlockReason.ClosedByStatus, TestCars.CreateVin(Sold)), (change.Action, change.BlockReason, change.Vin));
        _ = await RunDayAsync("d", Range(1, 20), SaleStatus.Unknown);
        Assert.Equal(19, Server.ActiveCars.Count);
    }

    [Fact]
    public async Task Car_closed_by_its_status_is_listed_again_when_it_is_available()
    {
        await CloseByStatusAsync(SaleStatus.Sold);
        var plan = await RunDayAsync("c", Range(1, 20), SaleStatus.Available);
        Assert.Equal(ChangeAction.Reactivate, Assert.Single(plan.Changes).Action);
        Assert.Equal(20, Server.ActiveCars.Count);
    }

    [Fact]
    public async Task Car_closed_by_its_status_is_listed_again_after_a_file_without_it()
    {
        await CloseByStatusAsync(SaleStatus.Sold);
        _ = await RunDayAsync("c", Range(1, 20), SaleStatus.Sold);
        var plan = await RunDayAsync("d", [.. Range(1, 20).Where(number => number != Sold)], SaleStatus.Unknown);
        Assert.True(Assert.Single(plan.Changes).IsRelease);
        plan = await RunDayAsync("e", Range(1, 20), SaleStatus.Unknown);
        Assert.Equal(ChangeAction.Reactivate, Assert.Single(plan.Changes).Action);
        Assert.Equal(20, Server.ActiveCars.Count);
    }

    [Fact]
    public async Task Car_that_a_file_lacked_is_listed_again_without_a_status()
    {
        _ = await RunDayAsync("a", Range(1, 20), SaleStatus.Unknown);
        _ = await RunDayAsync("b", Range(2, 19), SaleStatus.Unknown);
        Assert.Equal(19, Server.ActiveCars.Count);
        Assert.Equal(ChangeAction.Reactivate, Assert.Single((await RunDayAsync("c", Range(1, 20), SaleStatus.Unknown)).Changes).Action);
        Assert.Equal(20, Server.ActiveCars.Count);
    }

    private static int[] Range(int first, int count) => [.. Enumerable.Range(first, count)];

    private async Task CloseByStatusAsync(SaleStatus status)
    {
        _ = await RunDayAsync("a", Range(1, 20), SaleStatus.Available);
        var plan = await RunDayAsync("b", Range(1, 20), status);
        Assert.Equal(ChangeAction.Close, Assert.Single(plan.Changes).Action);
        Assert.Equal(19, Server.ActiveCars.Count);
    }

    /// <summary>Syncs the stock of a day in which one car has a status and the others are available, or all have none.</summary>
    private async Task<SyncPlan> RunDayAsync(string content, int[] numbers, SaleStatus status)
    {
        Time.Advance(TimeSpan.FromMinutes(1));
        var (set, vehicles) = TestCars.CreateStock(numbers);
        set.Files[0].Sha256 = content;
        foreach (var (number, vehicle) in numbers.Zip(vehicles))
            vehicle.Status = number == Sold || status == SaleStatus.Unknown ? status : SaleStatus.Available;
        SyncPlan plan;
        using (var snapshot = Store.Ledger.OpenSnapshot())
            plan = SyncPlanner.Plan(vehicles, set, snapshot, new SyncPlanOptions { CloseMissing = true }, Time);
        _ = await RunAsync(plan.Changes, plan.Context);
        return plan;
    }
}

public sealed class SqliteStatusCloseTests() : StatusCloseTests(LedgerKind.Sqlite);

public sealed class PostgresStatusCloseTests() : StatusCloseTests(LedgerKind.Postgres);
