
namespace IzzyPS.Benchmarks;

/// <summary><c>Import-IzzyVehicleCsv</c> beside PowerShell's own <c>Import-Csv</c>, in one process by turns.</summary>
internal static class ShellBenchmark
{
    private const int Rows = 100_000;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        const string Streamed = "`Import-IzzyVehicleCsv`, 100,000 rows to `Out-Null`, times as fast as `Import-Csv` of the same file";
        const string Kept = "The same, the results kept in a variable";
        var file = Shell.Quoted(bench.Stock(Rows, StockDialect.Clean));
        yield return await CompareAsync(Streamed, 3.5, $"Import-Csv -LiteralPath {file} | Out-Null", $"Import-IzzyVehicleCsv -LiteralPath {file} | Out-Null");
        yield return await CompareAsync(Kept, 3.5, $"$kept = Import-Csv -LiteralPath {file}", $"$kept = Import-IzzyVehicleCsv -LiteralPath {file}");
    }

    /// <summary>The medians of three rounds after one that does not count.</summary>
    private static async Task<Figure> CompareAsync(string name, double least, string theirs, string ours)
    {
        var times = await Shell.RunAsync($$"""
            Import-Module {{Shell.Quoted(Shell.Module)}}
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
        var (their, our) = (Timing.Median(times.Where((_, at) => at % 2 == 0)), Timing.Median(times.Where((_, at) => at % 2 == 1)));
        return Figure.AtLeast(name, their / our, least, Figure.Text($"{our:0} ms beside {their:0} ms"));
    }
}
