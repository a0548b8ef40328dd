
namespace IzzyPS.Benchmarks;

/// <summary>Compares <c>Import-IzzyVehicleCsv</c> with PowerShell's own <c>Import-Csv</c>, in one process in turns.</summary>
internal static class ShellBenchmark
{
    private const int Rows = 100_000;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        const string Streamed = "`Import-IzzyVehicleCsv` of 100,000 rows to `Out-Null`: how many times as fast as `Import-Csv` of the same file";
        const string Kept = "The same, with the results in a variable";
        var file = Shell.Quote(bench.MakeStock(Rows, StockDialect.Clean));
        yield return await CompareAsync(Streamed, 3.5, $"Import-Csv -LiteralPath {file} | Out-Null", $"Import-IzzyVehicleCsv -LiteralPath {file} | Out-Null");
        yield return await CompareAsync(Kept, 3.5, $"$kept = Import-Csv -LiteralPath {file}", $"$kept = Import-IzzyVehicleCsv -LiteralPath {file}");
    }

    /// <summary>Compares the medians of three rounds. One warm-up round comes first.</summary>
    private static async Task<Figure> CompareAsync(string name, double least, string theirs, string ours)
    {
        var times = await Shell.RunAsync($$"""
            Import-Module {{Shell.Quote(Shell.Module)}}
            function Measure-Work([scriptblock] $work) {
                [GC]::Collect()
                [GC]::WaitForPendingFinalizers()
                $watch = [Diagnostics.Stopwatch]::StartNew()
                & $work
                $watch.Elapsed.TotalMilliseconds
            }
            foreach ($round in 0..3) {
                $theirs = Measure-Work { {{theirs}} }
                $ours = Measure-Work { {{ours}} }
                if ($round -gt 0) { figure $theirs; figure $ours }
            }
            """);
        var (their, our) = (Timing.GetMedian(times.Where((_, at) => at % 2 == 0)), Timing.GetMedian(times.Where((_, at) => at % 2 == 1)));
        return Figure.CreateAtLeast(name, their / our, least, Figure.Format($"{our:0} ms vs {their:0} ms"));
    }
}
