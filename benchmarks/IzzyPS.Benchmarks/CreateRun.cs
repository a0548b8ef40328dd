using System.Diagnostics;
using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;
using IzzyPS.Planning;
using IzzyPS.Stock.Reading;
using IzzyPS.Sync;

namespace IzzyPS.Benchmarks;

/// <summary>A first import, from the plan to the last answer. It creates every car of a stock.</summary>
internal sealed class CreateRun
{
    private readonly DealerOptions _dealer;
    private readonly StockSet _stock = new();
    private readonly List<Vehicle> _vehicles;

    public CreateRun(DealerAccount account, string secret, string stock, int atATime)
    {
        _dealer = new DealerOptions { Account = account, ClientSecret = secret, ThrottleLimit = atATime };
        var reader = new StockReader(new StockReaderOptions());
        var file = reader.Examine(_stock, stock, CancellationToken.None);
        _stock.Seal();
        _vehicles = [.. reader.Read(file, CancellationToken.None).Select(row => row.Vehicle!)];
    }

    /// <summary>Creates an empty ledger of the account.</summary>
    public ILedger CreateLedger(string path) => OpenLedger(path + ".db", path);

    /// <summary>Opens a ledger of the account. When two runners open one ledger, the first may already have begun its run.</summary>
    /// <param name="place">The path or the address of the ledger.</param>
    /// <param name="folder">The folder of the account's anchor.</param>
    public ILedger OpenLedger(string place, string folder) => LedgerStore.Open(new LedgerOptions { Account = _dealer.Account, Path = place, DataFolder = new DataFolder(folder), AdoptLedger = true });

    /// <summary>Plans and creates all cars.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="observer">Observes the run.</param>
    /// <returns>The duration.</returns>
    public async Task<TimeSpan> RunAsync(ILedger ledger, IRunObserver? observer = null)
    {
        var started = Stopwatch.GetTimestamp();
        SyncPlan plan;
        using (var snapshot = ledger.OpenSnapshot())
            plan = SyncPlanner.Plan(_vehicles, _stock, snapshot, new SyncPlanOptions(), TimeProvider.System);
        using var client = IzzyServices.Default.CreateClient(_dealer, TimeProvider.System);
        var executor = new SyncExecutor(ledger, client, new ExecutionOptions { ThrottleLimit = _dealer.ThrottleLimit }, TimeProvider.System);
        var summary = await executor.RunAsync(new SyncRequest(plan.Changes, "a benchmark") { Plan = plan.Context }, observer ?? SilentObserver.Instance, CancellationToken.None);
        if (summary.Counts.Created != _vehicles.Count)
            throw new InvalidOperationException($"{summary.Counts.Created} of {_vehicles.Count} cars were created. {summary.Fault}");
        return Stopwatch.GetElapsedTime(started);
    }
}
