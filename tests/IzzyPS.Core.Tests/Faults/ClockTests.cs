using System.Globalization;
using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;
using IzzyPS.Planning;
using IzzyPS.Sandbox;
using IzzyPS.Storage.Sqlite;
using IzzyPS.Sync;
using Xunit;

namespace IzzyPS.Tests.Faults;

/// <summary>Somebody sets the clock a day forward or back, within a run and between two, or the summer ends. Source: SAFETY.md, "Faults to survive", 8.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);
    private static readonly SyncPlanOptions Closing = new() { CloseMissing = true };

    private readonly SandboxServer _server;
    private TestTime _time = new(Start);
    private TestLedger _ledger = null!;
    private DealerClient _client = null!;
    private int _requestsUntilSet;
    private TimeSpan _setBy;

    public ClockTests() => _server = SandboxServer.Start(new SandboxOptions(), Served);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _ledger?.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(LedgerKind.Sqlite, 24)]
    [InlineData(LedgerKind.Sqlite, -24)]
    [InlineData(LedgerKind.Postgres, 24)]
    [InlineData(LedgerKind.Postgres, -24)]
    public async Task A_clock_set_in_the_middle_of_a_run_changes_nothing(LedgerKind kind, int hours)
    {
        Open(kind);
        _ = await SyncAsync(Enumerable.Range(1, 40));
        (_requestsUntilSet, _setBy) = (10, TimeSpan.FromHours(hours));
        var summary = await SyncAsync(Enumerable.Range(3, 60), sales: number => number < 20 ? 60_000m : 70_000m);

        Assert.Equal(Start + _setBy, _time.GetUtcNow());
        Assert.All(summary.Results, result => Assert.Equal(SyncOutcome.Succeeded, result.Outcome));
        Assert.Equal((22, 17, 2), (summary.Counts.Created, summary.Counts.Repriced, summary.Counts.Closed));
        Assert.Equal(1, _server.CountRequests(SandboxRoutes.Token));
        Assert.Equal(60, _server.ActiveCars.Count);
        Assert.Empty(Invariants.CheckOneCarPerKey(_server).Concat(Invariants.CheckNothingLost(_server, _ledger.Ledger)));
        Assert.Empty(await Invariants.CheckRerunSendsNothingAsync(_server, () => SyncAsync(Enumerable.Range(3, 60), sales: number => number < 20 ? 60_000m : 70_000m)));
    }

    [Theory]
    [InlineData(24)]
    [InlineData(-24)]
    public async Task Clock_set_between_two_runs_delays_nothing(int hours)
    {
        Open();
        _ = await SyncAsync(Enumerable.Range(1, 40));
        _time.SetBy(TimeSpan.FromHours(hours));
        var summary = await SyncAsync(Enumerable.Range(2, 41), sales: number => number == 5 ? 60_000m : 70_000m);
        Assert.Equal((2, 1, 1), (summary.Counts.Created, summary.Counts.Repriced, summary.Counts.Closed));
        Assert.Empty(Invariants.CheckNothingLost(_server, _ledger.Ledger));
    }

    [Fact]
    public async Task Plan_from_before_a_clock_set_back_closes_nothing_after_a_newer_plan()
    {
        Open();
        _ = await SyncAsync(Enumerable.Range(1, 40));
        _time.SetBy(TimeSpan.FromHours(23));
        var (old, context) = Plan(Enumerable.Range(1, 39));
        _time.SetBy(TimeSpan.FromHours(-23));
        _time.Advance(TimeSpan.FromHours(1));
        _ = await SyncAsync(Enumerable.Range(1, 41)); // Number 40 is back in stock. An hour has passed, but the clock shows a day earlier.

        var result = Assert.Single((await RunAsync(old, context)).Results);
        Assert.Equal(SyncOutcome.HeldBack, result.Outcome);
        Assert.Contains("newer plan", result.Error!, StringComparison.Ordinal);
        Assert.Equal(41, _server.ActiveCars.Count);
    }

    [Fact]
    public async Task Closes_made_before_the_clock_was_set_back_still_count()
    {
        Open();
        _ = await SyncAsync(Enumerable.Range(1, 40));
        Assert.Equal(4, (await SyncAsync(Enumerable.Range(5, 36))).Counts.Closed);
        _time.SetBy(TimeSpan.FromDays(-1));
        Assert.Equal(0, (await SyncAsync(Enumerable.Range(7, 34))).Counts.Closed);
        Assert.Equal(36, _server.ActiveCars.Count);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(-24)]
    public async Task Database_lease_stays_held_whatever_the_clients_clocks_say(int hours)
    {
        Open(LedgerKind.Postgres);
        await using var writer = (ISharedWriter)await LedgerHome.BeginRunAsync(_ledger.Ledger);
        using var other = LedgerStore.Open(new LedgerOptions
        {
            Account = _ledger.Account,
            Path = PostgresServer.Address,
            Seat = "another machine",
            AdoptLedger = true,
            DataFolder = new DataFolder(Path.Combine(Path.GetTempPath(), $"izzyps-{Guid.CreateVersion7():N}")),
            TimeProvider = new TestTime(Start + TimeSpan.FromHours(hours)),
        });
        Assert.Equal(LedgerFault.Leased, (await Assert.ThrowsAsync<LedgerException>(() => LedgerHome.AcquireLeaseAsync(other))).Fault);

        _time.SetBy(TimeSpan.FromHours(hours));
        await writer.EnsureHeldAsync();
        writer.Write([LedgerHome.CreateListedWrite(new(LedgerHome.CreateVin(1)))]);
        Assert.Equal(LedgerFault.Leased, (await Assert.ThrowsAsync<LedgerException>(() => LedgerHome.AcquireLeaseAsync(other))).Fault);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(-24)]
    public async Task Wait_for_a_lease_lasts_as_long_as_requested_when_the_clock_is_set(int hours)
    {
        Open();
        using var held = SqliteLock.TryTake(_ledger.Ledger.Location);
        var waiting = _ledger.Ledger.AcquireLeaseAsync("a test", TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        _time.SetBy(TimeSpan.FromHours(hours));
        foreach (var minutes in new[] { 2, 2 })
        {
            Assert.True(SpinWait.SpinUntil(() => _time.Waiting > 0, Eventually.Limit));
            _time.Advance(TimeSpan.FromMinutes(minutes));
        }

        Assert.True(SpinWait.SpinUntil(() => _time.Waiting > 0, Eventually.Limit));
        Assert.False(waiting.IsCompleted);
        held!.Dispose();
        _time.Advance(TimeSpan.FromSeconds(1));
        await (await waiting).DisposeAsync();
    }

    [Theory]
    [InlineData("2026-10-25T00:30:00Z", 2, 2)]
    [InlineData("2027-03-28T00:30:00Z", 1, 3)]
    public async Task Runs_across_a_daylight_saving_change_work_as_on_any_hour(string start, int hourBefore, int hourAfter)
    {
        var first = DateTimeOffset.Parse(start, CultureInfo.InvariantCulture);
        _time = new TestTime(first, Warsaw());
        Assert.Equal(hourBefore, _time.GetLocalNow().Hour);
        Open();
        _ = await SyncAsync(Enumerable.Range(1, 40));
        var (old, context) = Plan(Enumerable.Range(1, 38));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(hourAfter, _time.GetLocalNow().Hour);

        Assert.Equal(1, (await SyncAsync(Enumerable.Range(1, 39))).Counts.Closed);
        Assert.All((await RunAsync(old, context)).Results, result => Assert.NotEqual(SyncOutcome.Succeeded, result.Outcome));
        Assert.Equal(39, _server.ActiveCars.Count);
        var entry = Assert.Single(_ledger.Ledger.Find(new LedgerQuery(State: ListingState.Closed)));
        Assert.Equal(first.AddHours(1), entry.Closed);
    }

    [Theory]
    [InlineData(-12)]
    [InlineData(14)]
    public void Planner_and_reader_agree_on_the_year_in_any_time_zone(int hours)
    {
        // It is New Year in UTC and another day in the machine's zone. Reader and planner must agree on the highest model year.
        var zone = TimeZoneInfo.CreateCustomTimeZone("far", TimeSpan.FromHours(hours), "far", "far");
        _time = new TestTime(new DateTimeOffset(2027, 1, 1, 0, 30, 0, TimeSpan.Zero), zone);
        Open();
        var (changes, _) = Plan([1], car: car => car.ManufactureYear = 2028);
        Assert.Equal(ChangeAction.Create, Assert.Single(changes).Action);
        var (refused, _) = Plan([1], car: car => car.ManufactureYear = 2029);
        Assert.Equal(ChangeAction.Blocked, Assert.Single(refused).Action);
    }

    private void Open(LedgerKind kind = LedgerKind.Sqlite)
    {
        var account = new DealerAccount(_server.BaseUri, _server.ClientId);
        _ledger = new TestLedger(account, _time, kind);
        _client = IzzyServices.Default.CreateClient(new DealerOptions { Account = account, ClientSecret = _server.ClientSecret }, _time);
    }

    private void Served(ServedRequest request)
    {
        if (Interlocked.Decrement(ref _requestsUntilSet) == 0)
            _time.SetBy(_setBy);
    }

    private (IReadOnlyList<VehicleChange> Changes, PlanContext Context) Plan(
        IEnumerable<int> numbers, Func<int, decimal>? sales = null, Action<Vehicle>? car = null)
    {
        var (set, vehicles) = TestCars.CreateStock(numbers, car: (number, file) =>
        {
            var vehicle = TestCars.CreateCar(number, file, sales?.Invoke(number) ?? 70_000m);
            car?.Invoke(vehicle);
            return vehicle;
        });
        using var snapshot = _ledger.Ledger.OpenSnapshot();
        var plan = SyncPlanner.Plan(vehicles, set, snapshot, Closing, _time);
        return (plan.Changes, plan.Context);
    }

    private Task<RunSummary> SyncAsync(IEnumerable<int> numbers, Func<int, decimal>? sales = null)
    {
        var (changes, context) = Plan(numbers, sales);
        return RunAsync(changes, context);
    }

    private Task<RunSummary> RunAsync(IReadOnlyList<VehicleChange> changes, PlanContext plan) =>
        new SyncExecutor(_ledger.Ledger, _client, new ExecutionOptions { ThrottleLimit = 4 }, _time)
            .RunAsync(new SyncRequest(changes, "a test") { Plan = plan }, new SilentView(), TestContext.Current.CancellationToken);

    /// <summary>Warsaw's rules, built here because a machine may lack time zone data.</summary>
    private static TimeZoneInfo Warsaw()
    {
        var morning = new DateTime(1, 1, 1, 2, 0, 0);
        var summer = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date,
            DateTime.MaxValue.Date,
            TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(morning, 3, 5, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(morning.AddHours(1), 10, 5, DayOfWeek.Sunday));
        return TimeZoneInfo.CreateCustomTimeZone("Warsaw", TimeSpan.FromHours(1), "Warsaw", "Warsaw", "Warsaw, summer", [summer]);
    }
}
