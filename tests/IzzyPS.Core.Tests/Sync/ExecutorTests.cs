using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Output;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using IzzyPS.Sync;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>A run over real HTTP on loopback and a real ledger.</summary>
public abstract class ExecutorTests(LedgerKind kind) : IAsyncLifetime
{
    private protected TestTime Time { get; } = new();

    private protected SandboxServer Server { get; private set; } = null!;

    private protected TestLedger Store { get; private set; } = null!;

    private protected DealerClient Client { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        Serve();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Store.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected static Vehicle Recoloured(Vehicle vehicle)
    {
        vehicle.Color = "Czarny";
        return vehicle;
    }

    /// <summary>Starts a server; a second one takes the place of the first at the same address, with the same account.</summary>
    private protected void Serve(SandboxFault? fault = null, TimeSpan latency = default, bool keepCars = true)
    {
        var first = Server;
        if (first is not null)
        {
            Assert.True(!keepCars || first.Cars.Count == 0 || fault?.Routes == SandboxRoutes.UpdateCar);
            first.DisposeAsync().AsTask().GetAwaiter().GetResult();
            Client.Dispose();
        }

        Server = SamePort.Start(new SandboxOptions
        {
            Port = first?.BaseUri.Port ?? 0,
            ClientId = first?.ClientId,
            ClientSecret = first?.ClientSecret,
            Latency = latency,
            Faults = fault is null ? [] : [fault],
        });
        var account = new DealerAccount(Server.BaseUri, Server.ClientId);
        Store ??= new TestLedger(account, Time, kind);
        Client = IzzyServices.Default.CreateClient(new DealerOptions { Account = account, ClientSecret = Server.ClientSecret, ThrottleLimit = 16 }, Time);
    }

    private protected int Requests() => Server.Requests.Sum(route => route.Value);

    private protected SyncPlan Plan(
        IEnumerable<int> numbers, SyncPlanOptions? options = null, Func<int, StockFile, Vehicle>? car = null, bool includesUnchanged = false)
    {
        var (set, vehicles) = TestCars.CreateStock(numbers, car: car);
        using var snapshot = Store.Ledger.OpenSnapshot();
        var planner = new SyncPlanner(snapshot, options ?? new SyncPlanOptions { CloseMissing = true }, Time) { IncludeUnchanged = includesUnchanged };
        planner.Begin(set);
        vehicles.ForEach(planner.Add);
        return planner.Complete();
    }

    private protected Task<RunSummary> SyncAsync(
        IEnumerable<int> numbers,
        Func<int, StockFile, Vehicle>? car = null,
        int throttle = 8,
        List<string>? said = null,
        Action? ended = null,
        CancellationTokenSource? stop = null)
    {
        var plan = Plan(numbers, car: car);
        return RunAsync(plan.Changes, plan.Context, throttle, said, ended, stop: stop);
    }

    private protected Task<RunSummary> RunAsync(
        IReadOnlyList<VehicleChange> changes,
        PlanContext? plan = null,
        int throttle = 8,
        List<string>? said = null,
        Action? ended = null,
        int? allowClose = null,
        int? allowGone = null,
        TimeProvider? time = null,
        CancellationTokenSource? stop = null) =>
        new SyncExecutor(Store.Ledger, Client, new ExecutionOptions { ThrottleLimit = throttle }, time ?? Time)
            .RunAsync(new SyncRequest(changes, "a test") { Plan = plan, Allowed = new Allowances { Close = allowClose }, AllowGone = allowGone }, new Observer(said, ended), stop?.Token ?? TestContext.Current.CancellationToken);

    /// <summary>Moves the clock whenever the run waits for it.</summary>
    private protected async Task AdvanceUntilAsync(Task running)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (!running.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromMilliseconds(200));
            _ = await Task.WhenAny(running, Task.Delay(1, CancellationToken.None));
        }
    }

    private protected sealed class Observer(List<string>? said, Action? ended) : IRunObserver
    {
        public void Started(Guid runId, int changes)
        {
        }

        public void Ended(SyncResult result) => ended?.Invoke();

        public void Notify(RunNotice notice) => said?.Add(notice.ToString());
    }
}
