using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Snapshots;
using IzzyPS.Planning;
using IzzyPS.Stock.Reading;
using IzzyPS.Sync;

namespace IzzyPS.Benchmarks;

/// <summary>Compares the rerun of an unchanged stock, from the file to the end of the run, with reading the file.</summary>
internal static class RerunBenchmark
{
    private const int Rows = 100_000;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        var file = bench.MakeStock(Rows, StockDialect.Clean);
        using var ledger = await ListedStock.MakeAsync(bench.GetPath("rerun.db"), bench.GetPath("rerun"), file);
        var times = await Timing.MeasureInTurnsAsync(
            3,
            bench.CountRounds(15),
            () => RerunAsync(ledger, file),
            () =>
            {
                ReadingBenchmark.Read(file);
                return Task.CompletedTask;
            });
        yield return Figure.CreateAtMost(
            "An unchanged rerun over 100,000 vehicles (read, compare, run; no request), compared with reading the file",
            Timing.GetRatio(times[0], times[1]), 2, Figure.Format($"{Timing.GetMedian(times[0]):0} ms vs {Timing.GetMedian(times[1]):0} ms"));
    }

    private static async Task RerunAsync(ILedger ledger, string path)
    {
        using var snapshot = new SnapshotAhead(ledger);
        var reader = new StockReader(new StockReaderOptions());
        var stock = new StockSet();
        var file = reader.Examine(stock, path, CancellationToken.None);
        stock.Seal();
        var planner = new SyncPlanner(snapshot.Value, new SyncPlanOptions { CloseMissing = true }, TimeProvider.System);
        planner.Begin(stock);
        foreach (var row in reader.Read(file, CancellationToken.None))
            planner.Add(row.Vehicle!);
        var plan = planner.Complete();
        if (plan.Unchanged != Rows || plan.Changes.Count > 0)
            throw new InvalidOperationException($"{plan.Unchanged} of {Rows} vehicles are unchanged, {plan.Changes.Count} are not.");
        using var noServer = IzzyServices.Default.CreateClient(new DealerOptions { Account = ListedStock.Account, ClientSecret = "none" }, TimeProvider.System);
        var summary = await new SyncExecutor(ledger, noServer, new ExecutionOptions(), TimeProvider.System)
            .RunAsync(new SyncRequest(plan.Changes, "a benchmark") { Plan = plan.Context }, SilentObserver.Instance, CancellationToken.None);
        if (summary.Outcome != RunOutcome.Finished)
            throw new InvalidOperationException($"The run wanted to send something: {summary.Fault}");
    }
}
