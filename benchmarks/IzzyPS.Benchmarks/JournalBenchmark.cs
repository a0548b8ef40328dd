
namespace IzzyPS.Benchmarks;

/// <summary>
/// How many operations a second are durable, each written down before it is sent and after it is answered, with 32 sends at a time
/// against a sandbox that answers at once; beside a ledger that commits each row by itself, on the same disk.
/// </summary>
internal static class JournalBenchmark
{
    private const int AtATime = 32;
    private const int Cars = 4000;
    private const int CarsRowByRow = 500;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        await using var sandbox = await SandboxProcess.StartAsync(latency: 0);
        var grouped = new CreateRun(sandbox.Account, sandbox.Secret, bench.Stock(Cars, StockDialect.Clean), AtATime);
        var single = new CreateRun(sandbox.Account, sandbox.Secret, bench.Stock(CarsRowByRow, StockDialect.Clean), AtATime);
        var ledgers = 0;
        var times = await Timing.ByTurnsAsync(
            3,
            bench.Rounds(7),
            async () =>
            {
                using var ledger = grouped.NewLedger(bench.PathOf($"journal-{++ledgers}"));
                await grouped.GoAsync(ledger);
            },
            async () =>
            {
                using var ledger = new RowByRowLedger(single.NewLedger(bench.PathOf($"journal-{++ledgers}")));
                await single.GoAsync(ledger);
            });

        var (rate, beside) = (Cars * 1000 / Timing.Median(times[0]), CarsRowByRow * 1000 / Timing.Median(times[1]));
        yield return Figure.AtLeast(
            "Durable operations a second, 32 sends at a time against a server without latency, times as many as with a commit for each row",
            rate / beside, 7, Figure.Text($"{rate:N0}/s beside {beside:N0}/s"));
    }
}
