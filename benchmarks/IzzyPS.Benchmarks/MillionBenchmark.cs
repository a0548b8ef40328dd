using System.Diagnostics;

namespace IzzyPS.Benchmarks;

/// <summary>Measures an unchanged rerun of the tool over a million vehicles: its duration, and its peak working set.</summary>
internal static class MillionBenchmark
{
    private const int Rows = 1_000_000;
    private const double MostSeconds = 6;
    private const double MostMegabytes = 160;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        var stock = bench.MakeStock(Rows, StockDialect.Clean);
        var (path, dataFolder) = (bench.GetPath("million.db"), bench.GetPath("million"));
        (await ListedStock.MakeAsync(path, Path.Combine(dataFolder, "izzyps"), stock)).Dispose();

        var (seconds, megabytes) = (new List<double>(), new List<double>());
        for (var round = 0; round < bench.CountRounds(3); round++)
        {
            var (time, memory) = await SyncAsync(stock, path, dataFolder);
            seconds.Add(time);
            megabytes.Add(memory);
        }

        var (median, most) = (Timing.GetMedian(seconds), megabytes.Max());
        yield return new Figure(
            "An unchanged rerun over a million vehicles, `izzy sync` from start to exit, peak working set",
            Figure.Format($"{median:0.0} s, {most:0} MB"),
            Figure.Format($"< {MostSeconds:0} s, < {MostMegabytes:0} MB"),
            median < MostSeconds && most < MostMegabytes);
    }

    private static async Task<(double Seconds, double Megabytes)> SyncAsync(string stock, string path, string dataFolder)
    {
        var start = ToolProcess.CreateSync(stock, path, dataFolder, ListedStock.Account.BaseUri, ListedStock.Account.ClientId, "none");
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(20)))
        {
            try
            {
                process.Refresh();
                peak = Math.Max(peak, process.PeakWorkingSet64);
            }
            catch (InvalidOperationException)
            {
                // The process has ended in the meantime.
            }
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (process.ExitCode != 0 || !(await output).Contains($"\"unchanged\": {Rows}", StringComparison.Ordinal))
            throw new InvalidOperationException($"izzy ended with {process.ExitCode}: {await error}{await output}");
        return (seconds, peak / (1024.0 * 1024));
    }
}
