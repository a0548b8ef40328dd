using System.Collections.Immutable;
using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;
using IzzyPS.Planning;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using IzzyPS.Storage.Postgres;
using IzzyPS.Sync;
using IzzyPS.Sync.Joining;
using Npgsql;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>A sandbox, and machines that share one account with a ledger in PostgreSQL.</summary>
public abstract class SharedRunCase : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-shared-").FullName;
    private DealerAccount _account = null!;

    private protected SandboxServer Server { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        Serve(TimeSpan.FromMilliseconds(20));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected void Serve(TimeSpan latency, params ImmutableArray<SandboxFault> faults)
    {
        Server = SandboxServer.Start(new SandboxOptions { Latency = latency, Faults = faults });
        _account = new DealerAccount(Server.BaseUri, Server.ClientId);
        // Each machine knows the ledger before its first run.
        foreach (var machine in Enumerable.Range(0, 5).Select(number => $"machine {number}").Append("next"))
            Open(machine).Dispose();
    }

    /// <summary>Adds an operation that no living runner has in its plan: a runner that died had it in its own.</summary>
    private protected void AddStranger()
    {
        Sql("INSERT INTO vehicle (key, feed_id, state) SELECT 'STRANGER', id, 'Unlisted' FROM feed");
        Sql("""
            INSERT INTO operation (uuid, run_id, subject_kind, subject_id, subject_key, feed_id, kind, is_idempotent, state, payload_id, fence, attempts, planned_at)
            SELECT gen_random_uuid(), r.id, 'Vehicle', v.id, v.key, v.feed_id, 'Create', 0, 'Planned', (SELECT min(id) FROM payload), 1, 0, r.planned_at FROM run r, vehicle v WHERE v.key = 'STRANGER'
            """);
    }

    /// <summary>Another server takes the place of the first at its address, and knows no car.</summary>
    private protected async Task LoseCarsAsync()
    {
        var options = new SandboxOptions { Port = Server.BaseUri.Port, ClientId = Server.ClientId, ClientSecret = Server.ClientSecret, Latency = TimeSpan.FromMilliseconds(20) };
        await Server.DisposeAsync();
        Server = SamePort.Start(options);
    }

    private protected ILedger Open(string seat) => LedgerStore.Open(new LedgerOptions
    {
        Account = _account,
        Path = PostgresServer.Address,
        DataFolder = new DataFolder(Path.Combine(_folder, seat)),
        Seat = seat,
    });

    private protected static (SyncPlan Plan, string Identity) Plan(
        ILedger ledger, IEnumerable<int> numbers, decimal sales = 70_000m, string sha = "same", bool hasVin = true, Func<int, StockFile, Vehicle>? car = null)
    {
        var (set, vehicles) = TestCars.CreateStock(numbers, car: (number, file) =>
        {
            file.Sha256 = sha;
            if (car is not null)
                return car(number, file);
            return hasVin ? TestCars.CreateCar(number, file, sales) : TestCars.CreateCar(number, file, sales, vin: null);
        });
        using var snapshot = ledger.OpenSnapshot();
        var plan = SyncPlanner.Plan(vehicles, set, snapshot, new SyncPlanOptions { CloseMissing = true }, TimeProvider.System);
        return (plan, PlanIdentity.Compute(new SyncRequest(plan.Changes, string.Empty) { Plan = plan.Context })!);
    }

    private protected async Task<RunSummary> SyncAsync(
        string machine, IEnumerable<int> numbers, decimal sales = 70_000m, string sha = "same", CancellationTokenSource? stop = null, bool hasVin = true,
        Func<int, StockFile, Vehicle>? car = null)
    {
        using var ledger = Open(machine);
        return await RunAsync(ledger, machine, Plan(ledger, numbers, sales, sha, hasVin, car).Plan, stop);
    }

    /// <summary>Runs one plan on several machines. All of them compare before the first sends, so that each plan has every change.</summary>
    private protected async Task<RunSummary[]> SyncTogetherAsync(int machines, IEnumerable<int> numbers, Func<int, StockFile, Vehicle>? car = null)
    {
        var ledgers = Enumerable.Range(1, machines).Select(number => Open($"machine {number}")).ToList();
        try
        {
            var plans = ledgers.ConvertAll(ledger => Plan(ledger, numbers, car: car).Plan);
            return await Task.WhenAll(plans.Select((plan, place) => Task.Run(() => RunAsync(ledgers[place], $"machine {place + 1}", plan))));
        }
        finally
        {
            ledgers.ForEach(ledger => ledger.Dispose());
        }
    }

    private protected async Task<RunSummary> RunAsync(ILedger ledger, string machine, SyncPlan plan, CancellationTokenSource? stop = null)
    {
        using var client = IzzyServices.Default.CreateClient(new DealerOptions { Account = _account, ClientSecret = Server.ClientSecret }, TimeProvider.System);
        var executor = new SyncExecutor(ledger, client, new ExecutionOptions { ThrottleLimit = 8 }, TimeProvider.System);
        return await executor.RunAsync(new SyncRequest(plan.Changes, machine) { Plan = plan.Context }, new SilentView(), stop?.Token ?? Token);
    }

    private protected object? Sql(string sql)
    {
        using var connection = new NpgsqlConnection(PostgresAddress.Parse(PostgresServer.Address, _account).ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }
}
