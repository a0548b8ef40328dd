using System.Diagnostics;

namespace IzzyPS.Benchmarks;

/// <summary>Measures fresh processes of the tool from outside: the help, a sync that has nothing to send, and a first import.</summary>
internal static class StartBenchmark
{
    private const int Cars = 1000;
    private const int Latency = 20;
    private const int AtATime = 8;
    private const double Ideal = (double)Cars * Latency / AtATime;
    private const double MostHelp = 1.5;
    private const double MostNoOp = 350;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        yield return await HelpAsync(bench);

        await using var sandbox = await SandboxProcess.StartAsync(Latency);
        var stock = bench.MakeStock(Cars, StockDialect.Clean);
        var map = bench.GetPath("showrooms.json");
        await File.WriteAllTextAsync(map, """{"128": "6a3f0c52-8c1e-4b7a-9a55-0f2d5f1e7c11"}""");
        var (creates, noOps) = (new List<double>(), new List<double>());
        for (var round = 0; round < bench.CountRounds(7); round++)
        {
            var folder = bench.GetPath($"start-{round}");
            var start = ToolProcess.CreateSync(stock, Path.Combine(folder, "ledger.db"), folder, sandbox.Account.BaseUri, sandbox.Account.ClientId, sandbox.Secret);
            start.Environment["IZZYLEASE_LOCATION_MAP_FILE"] = map;
            _ = Directory.CreateDirectory(folder);
            creates.Add(await SyncAsync(start, $"\"created\": {Cars}"));
            noOps.Add(await SyncAsync(start, $"\"unchanged\": {Cars}"));
        }

        var (create, noOp) = (Timing.GetMedian(creates), Timing.GetMedian(noOps));
        yield return new Figure(
            "A fresh `izzy sync` process over the same 1,000 vehicles that has nothing to send",
            Figure.Format($"{noOp:0} ms"), Figure.Format($"≤ {MostNoOp:0} ms"), noOp <= MostNoOp);
        yield return Figure.CreateAtMost(
            "A fresh `izzy sync` process with 1,000 creates, 8 at a time, 20 ms a call, minus a run that has nothing to send: time compared with 1,000 × 20 ms / 8",
            (create - noOp) / Ideal, 1.12, Figure.Format($"{create:0} ms less {noOp:0} ms"));
    }

    private static async Task<Figure> HelpAsync(Bench bench)
    {
        var times = await Timing.MeasureInTurnsAsync(
            2,
            bench.CountRounds(21),
            async () => _ = await ToolProcess.RunAsync(new ProcessStartInfo(ToolProcess.Izzy, "--help") { RedirectStandardOutput = true, RedirectStandardError = true }),
            async () => _ = await ToolProcess.RunAsync(new ProcessStartInfo(ToolProcess.Empty) { RedirectStandardOutput = true, RedirectStandardError = true }));
        var (help, empty) = (Timing.GetMedian(times[0]), Timing.GetMedian(times[1]));
        return Figure.CreateAtMost("`izzy --help`, compared with a console program that does nothing", help / empty, MostHelp, Figure.Format($"{help:0} ms vs {empty:0} ms"));
    }

    private static async Task<double> SyncAsync(ProcessStartInfo start, string expected)
    {
        var (time, output) = await ToolProcess.RunAsync(start);
        return output.Contains(expected, StringComparison.Ordinal) ? time : throw new InvalidOperationException($"izzy did not report {expected}: {output}");
    }
}
