using IzzyPS.Dealer;
using IzzyPS.Execution;
using IzzyPS.Ledger;
using IzzyPS.Planning;
using IzzyPS.Stock;
using IzzyPS.Tests.Stock;

namespace IzzyPS.Benchmarks;

/// <summary>
/// A thousand creates from the plan to the last answer, against a sandbox in another process that takes 20 ms a call:
/// with the ledger on a real disk, and with none.
/// </summary>
internal static class SendingBenchmark
{
    private const int Cars = 1000;
    private const int Latency = 20;
    private const int AtATime = 8;
    private const double Ideal = (double)Cars * Latency / AtATime;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        await using var sandbox = await SandboxProcess.StartAsync(Latency);
        var (stock, vehicles) = Read(bench.Stock(Cars, StockDialect.Clean));
        var ledgers = 0;
        var times = await Timing.ByTurnsAsync(
            1,
            bench.Rounds(7),
            async () =>
            {
                using var ledger = LedgerStore.Open(new LedgerOptions
                {
                    Account = sandbox.Account,
                    Path = bench.PathOf($"sending-{++ledgers}.db"),
                    DataFolder = new DataFolder(bench.PathOf($"sending-{ledgers}")),
                });
                await CreateAsync(sandbox, ledger, stock, vehicles);
            },
            async () =>
            {
                using var ledger = new NullLedger();
                await CreateAsync(sandbox, ledger, stock, vehicles);
            });

        var details = Figure.Text($"{Timing.Median(times[0]):0} ms, {Timing.Median(times[1]):0} ms without a journal");
        yield return Figure.AtMost(
            "1,000 creates, 8 at a time, 20 ms a call, planning and token included, beside 1,000 × 20 ms / 8", Timing.Median(times[0]) / Ideal, 1.10, details);
        yield return Figure.AtMost("The same, beside the same run without a journal", Timing.Ratio(times[0], times[1]), 1.05, details);
    }

    private static (StockSet Stock, List<Vehicle> Vehicles) Read(string path)
    {
        var reader = new StockReader(new StockReaderOptions());
        var stock = new StockSet();
        var file = reader.Examine(stock, path, CancellationToken.None);
        stock.Seal();
        return (stock, [.. reader.Read(file, CancellationToken.None).Select(row => row.Vehicle!)]);
    }

    private static async Task CreateAsync(SandboxProcess sandbox, ILedger ledger, StockSet stock, List<Vehicle> vehicles)
    {
        SyncPlan plan;
        using (var snapshot = ledger.OpenSnapshot())
            plan = SyncPlanner.Plan(vehicles, stock, snapshot, new SyncPlanOptions(), TimeProvider.System);
        using var client = new DealerClient(new DealerOptions { Account = sandbox.Account, ClientSecret = sandbox.Secret, ThrottleLimit = AtATime }, TimeProvider.System);
        var executor = new SyncExecutor(ledger, client, new ExecutionOptions { ThrottleLimit = AtATime }, TimeProvider.System);
        var summary = await executor.RunAsync(new SyncRequest(plan.Changes, "a benchmark") { Plan = plan.Context }, SilentObserver.Instance, CancellationToken.None);
        if (summary.Counts.Created != Cars)
            throw new InvalidOperationException($"{summary.Counts.Created} of {Cars} cars were created. {summary.Fault}");
    }
}
