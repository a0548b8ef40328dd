using System.Diagnostics;

namespace IzzyPS.Benchmarks;

/// <summary>Fresh processes of the tool, measured from outside: its help, a sync that has nothing to do, and a first import.</summary>
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
        var stock = bench.Stock(Cars, StockDialect.Clean);
        var map = bench.PathOf("showrooms.json");
        await File.WriteAllTextAsync(map, """{"128": "6a3f0c52-8c1e-4b7a-9a55-0f2d5f1e7c11"}""");
        var (creates, noOps) = (new List<double>(), new List<double>());
        for (var round = 0; round < bench.Rounds(7); round++)
        {
            var folder = bench.PathOf($"start-{round}");
            var start = ToolProcess.Sync(stock, Path.Combine(folder, "ledger.db"), folder, sandbox.Account.BaseUri, sandbox.Account.ClientId, sandbox.Secret);
            start.Environment["IZZYLEASE_LOCATION_MAP_FILE"] = map;
            _ = Directory.CreateDirectory(folder);
            creates.Add(await SyncAsync(start, $"\"created\": {Cars}"));
            noOps.Add(await SyncAsync(start, $"\"unchanged\": {Cars}"));
        }

        var (create, noOp) = (Timing.Median(creates), Timing.Median(noOps));
        yield return new Figure(
            "A fresh `izzy sync` process over the same 1,000 vehicles that has nothing to send",
            Figure.Text($"{noOp:0} ms"), Figure.Text($"≤ {MostNoOp:0} ms"), noOp <= MostNoOp);
        yield return Figure.AtMost(
            "A fresh `izzy sync` process, 1,000 creates, 8 at a time, 20 ms a call, less a run that has nothing to send, beside 1,000 × 20 ms / 8",
            (create - noOp) / Ideal, 1.12, Figure.Text($"{create:0} ms less {noOp:0} ms"));
    }

    private static async Task<Figure> HelpAsync(Bench bench)
    {
        var times = await Timing.ByTurnsAsync(
            2,
            bench.Rounds(21),
            async () => _ = await ToolProcess.RunAsync(new ProcessStartInfo(ToolProcess.Izzy, "--help") { RedirectStandardOutput = true, RedirectStandardError = true }),
            async () => _ = await ToolProcess.RunAsync(new ProcessStartInfo(ToolProcess.Empty) { RedirectStandardOutput = true, RedirectStandardError = true }));
        var (help, empty) = (Timing.Median(times[0]), Timing.Median(times[1]));
        return Figure.AtMost("`izzy --help`, beside a console program that does nothing", help / empty, MostHelp, Figure.Text($"{help:0} ms beside {empty:0} ms"));
    }

    private static async Task<double> SyncAsync(ProcessStartInfo start, string expected)
    {
        var (time, output) = await ToolProcess.RunAsync(start);
        return output.Contains(expected, StringComparison.Ordinal) ? time : throw new InvalidOperationException($"izzy did not report {expected}: {output}");
    }
}
