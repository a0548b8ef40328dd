using System.Collections.Concurrent;
using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Output;
using IzzyPS.Planning;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using IzzyPS.Sync;
using IzzyPS.Sync.Resolving;
using Xunit;

namespace IzzyPS.Testing.Rigs;

/// <summary>A sandbox, the ledger of its account, and methods that run syncs of stocks of numbered cars.</summary>
internal sealed class SyncRig : IAsyncDisposable
{
    private readonly TimeProvider _clock;

    internal SyncRig(params SandboxFault[] faults)
        : this(clock: null, faults)
    {
    }

    /// <summary>Creates a rig with another clock than <see cref="Time"/>, such as the system's clock when latencies are measured.</summary>
    internal SyncRig(TimeProvider? clock, params SandboxFault[] faults)
    {
        _clock = clock ?? Time;
        Server = SandboxServer.Start(new SandboxOptions { Faults = [.. faults] });
        var account = new DealerAccount(Server.BaseUri, Server.ClientId);
        Store = new TestLedger(account, _clock);
        Client = IzzyServices.Default.CreateClient(new DealerOptions { Account = account, ClientSecret = Server.ClientSecret }, _clock);
    }

    /// <summary>A fault that loses the answer to the second create. The server has created the car, and the run does not know it.</summary>
    internal static SandboxFault LostAnswer { get; } = new(FaultKind.Drop) { Moment = FaultMoment.AfterCommit, From = 2, Times = 1 };

    /// <summary>A fault that loses the second create itself. The server has not created the car, and the run does not know it.</summary>
    internal static SandboxFault LostCreate { get; } = new(FaultKind.Drop) { Moment = FaultMoment.BeforeCommit, From = 2, Times = 1 };

    internal TestTime Time { get; } = new();

    /// <summary>The notices of the runs.</summary>
    internal ConcurrentQueue<string> Said { get; } = new();

    /// <summary>The most requests in flight. The default is 1, so that a fault strikes a known vehicle.</summary>
    internal int ThrottleLimit { get; init; } = 1;

    internal SandboxServer Server { get; }

    internal TestLedger Store { get; }

    internal DealerClient Client { get; }

    internal SyncPlan Plan(IEnumerable<int> numbers, SyncPlanOptions? options = null, Func<int, StockFile, Vehicle>? car = null)
    {
        var (set, vehicles) = TestCars.CreateStock(numbers, car: car);
        using var snapshot = Store.Ledger.OpenSnapshot();
        return SyncPlanner.Plan(vehicles, set, snapshot, options ?? new SyncPlanOptions { CloseMissing = true }, _clock);
    }

    internal async Task<RunSummary> SyncAsync(IEnumerable<int> numbers, SyncPlanOptions? options = null, Func<int, StockFile, Vehicle>? car = null)
    {
        var plan = Plan(numbers, options, car);
        return await RunAsync(plan.Changes, plan.Context);
    }

    internal Task<RunSummary> RunAsync(IReadOnlyList<VehicleChange> changes, PlanContext? plan = null) =>
        new SyncExecutor(Store.Ledger, Client, new ExecutionOptions { ThrottleLimit = ThrottleLimit }, _clock)
            .RunAsync(new SyncRequest(changes, "a test") { Plan = plan }, new Listener(Said), TestContext.Current.CancellationToken);

    internal async Task<ResolveResult> ResolveAsync(Guid operation, string? remoteId) =>
        Assert.Single(await new OperationResolver(Store.Ledger, Client, _clock)
            .ResolveAsync([new Resolution(operation, remoteId)], "a test", TimeSpan.Zero, TestContext.Current.CancellationToken));

    /// <summary>Moves the clock forward in steps until the task has ended.</summary>
    internal async Task<T> AdvanceUntilAsync<T>(Task<T> running)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (!running.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromMilliseconds(200));
            _ = await Task.WhenAny(running, Task.Delay(1, CancellationToken.None));
        }

        return await running;
    }

    internal string GetCarId(int number) => Server.ActiveCars.Single(car => car.Vin == TestCars.CreateVin(number)).Id;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Store.Dispose();
        await Server.DisposeAsync();
    }

    private sealed class Listener(ConcurrentQueue<string> said) : IRunObserver
    {
        public void Started(Guid runId, int changes)
        {
        }

        public void Ended(SyncResult result)
        {
        }

        public void Notify(RunNotice notice) => said.Enqueue(notice.ToString());
    }
}
