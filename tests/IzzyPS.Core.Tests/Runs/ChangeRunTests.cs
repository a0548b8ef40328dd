using IzzyPS.Ledger;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Planning;
using IzzyPS.Planning.Changes;
using IzzyPS.Planning.Guards;
using IzzyPS.Runs;
using IzzyPS.Runs.Faults;
using IzzyPS.Runs.Reporting;
using IzzyPS.Sync;
using Xunit;

namespace IzzyPS.Tests.Runs;

/// <summary>Changes that an operator chose, carried out over real HTTP and a real ledger, as the sending cmdlets do.</summary>
public sealed class ChangeRunTests : IAsyncLifetime
{
    private readonly RunRig _rig = new();
    private DealerConnection _connection = null!;

    public ValueTask InitializeAsync()
    {
        _connection = _rig.Connect();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _connection.Dispose();
        await _rig.DisposeAsync();
    }

    [Fact]
    public async Task Changes_of_a_stock_are_a_stock_run_with_the_same_report_as_its_use_case()
    {
        var report = await RunAsync(Plan([1, 2, 3]).Changes);
        Assert.Equal((RunKind.StockSync, RunTrigger.Cmdlet, RunVerdict.Done), (report.Kind, report.Trigger, report.Verdict));
        Assert.Equal((3, 3), (report.Created.Count, report.Results.Count));
    }

    [Fact]
    public async Task Change_by_hand_is_a_manual_run()
    {
        _ = await RunAsync(Plan([1]).Changes);
        var report = await RunAsync([new HandChanges(_connection.Ledger, _connection.Time, null).Reprice(Entry(1), null, 65_000m)]);
        Assert.Equal((RunKind.Manual, RunVerdict.Done, 1), (report.Kind, report.Verdict, report.Repriced.Count));
    }

    [Fact]
    public async Task Closes_held_back_for_one_reason_are_one_group_of_results()
    {
        _ = await RunAsync(Plan(Enumerable.Range(1, 20)).Changes);
        var plan = Plan(Enumerable.Range(1, 8), new SyncPlanOptions { CloseMissing = true, Allowed = new Allowances { Close = 12 } });
        var report = await RunAsync(plan.Changes, allowClose: 5);
        Assert.Equal((RunVerdict.HeldBack, 12), (report.Verdict, report.HeldBack.Count));
        var group = Assert.Single(ChangeClasses.GroupFaults(report.Results));
        Assert.Equal((12, FaultCode.CloseHeldBack), (group.Count, FaultCodes.FromResult(group[0])));
    }

    [Fact]
    public async Task Vehicle_closed_by_hand_since_it_was_planned_is_a_stale_change()
    {
        var plan = Plan([1]);
        _ = await RunAsync(plan.Changes);
        var closed = await RunAsync([new HandChanges(_connection.Ledger, _connection.Time, new Allowances { Close = 1 }).Close(Entry(1), CloseReason.Sold)], allowClose: 1);
        Assert.Single(closed.Closed);

        var report = await RunAsync(plan.Changes);
        Assert.Equal((RunVerdict.Errors, SyncOutcome.Blocked), (report.Verdict, Assert.Single(report.Results).Outcome));
        Assert.Equal(FaultCode.ChangeStale, Assert.Single(report.Errors).Code);
        Assert.Empty(_rig.Server.ActiveCars);
    }

    private SyncPlan Plan(IEnumerable<int> numbers, SyncPlanOptions? options = null)
    {
        var (set, vehicles) = TestCars.CreateStock(numbers);
        using var snapshot = _connection.Ledger.OpenSnapshot();
        return SyncPlanner.Plan(vehicles, set, snapshot, options ?? new SyncPlanOptions(), _connection.Time);
    }

    private LedgerEntry Entry(int number) => _connection.Ledger.Find(new LedgerQuery(TestCars.CreateVin(number))).Single();

    private Task<RunReport> RunAsync(IReadOnlyList<VehicleChange> changes, int? allowClose = null) =>
        new ChangeRun(_connection, RunTrigger.Cmdlet).RunAsync(new SyncRequest(changes, "a test") { Allowed = new Allowances { Close = allowClose } }, _rig.Observer, TestContext.Current.CancellationToken);
}
