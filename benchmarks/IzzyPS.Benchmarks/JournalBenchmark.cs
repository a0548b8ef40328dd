
namespace IzzyPS.Benchmarks;

/// <summary>
/// Measures the durable operations a second. Each operation is committed before its send and after its answer, with 32 sends in flight and
/// a sandbox without latency. Compared with a ledger that commits each row by itself, on the same disk.
/// </summary>
internal static class JournalBenchmark
{
    private const int AtATime = 32;
    private const int Cars = 4000;
    private const int CarsRowByRow = 500;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        await using var sandbox = await SandboxProcess.StartAsync(latency: 0);
        var grouped = new CreateRun(sandbox.Account, sandbox.Secret, bench.MakeStock(Cars, StockDialect.Clean), AtATime);
        var single = new CreateRun(sandbox.Account, sandbox.Secret, bench.MakeStock(CarsRowByRow, StockDialect.Clean), AtATime);
        var ledgers = 0;
        var times = await Timing.MeasureInTurnsAsync(
            3,
            bench.CountRounds(7),
            async () =>
            {
                using var ledger = grouped.CreateLedger(bench.GetPath($"journal-{++ledgers}"));
                await grouped.RunAsync(ledger);
            },
            async () =>
            {
                using var ledger = new RowByRowLedger(single.CreateLedger(bench.GetPath($"journal-{++ledgers}")));
                await single.RunAsync(ledger);
            });

        var (rate, rowByRow) = (Cars * 1000 / Timing.GetMedian(times[0]), CarsRowByRow * 1000 / Timing.GetMedian(times[1]));
        yield return Figure.CreateAtLeast(
            "Durable operations a second, 32 sends at a time, a server without latency: how many times as many as with one commit for each row",
            rate / rowByRow, 7, Figure.Format($"{rate:N0}/s vs {rowByRow:N0}/s"));
    }
}
