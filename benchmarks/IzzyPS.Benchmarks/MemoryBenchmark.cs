
namespace IzzyPS.Benchmarks;

/// <summary>What a stream of a million vehicles costs in memory: the process's peak working set against its working set before.</summary>
internal static class MemoryBenchmark
{
    private const int Rows = 1_000_000;
    private const int MostMegabytes = 120;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        const string Name = "A million rows through `Import-IzzyVehicleCsv` to `Out-Null`: peak working set above that of the idle process with the module";
        var target = Figure.Text($"< {MostMegabytes} MB");
        // One process is its own idle process: two differ by more than what the first import of a row costs.
        var file = Shell.Quoted(bench.Stock(Rows, StockDialect.Clean));
        var megabytes = await Shell.RunAsync($$"""
            Import-Module {{Shell.Quoted(Shell.Module)}}
            [GC]::Collect()
            $process = [Diagnostics.Process]::GetCurrentProcess()
            figure ($process.WorkingSet64 / 1MB)
            Import-IzzyVehicleCsv -LiteralPath {{file}} | Out-Null
            $process.Refresh()
            figure ($process.PeakWorkingSet64 / 1MB)
            """);
        var above = megabytes[1] - megabytes[0];
        yield return new Figure(Name, Figure.Text($"{above:0} MB ({megabytes[1]:0} MB, idle {megabytes[0]:0} MB)"), target, above < MostMegabytes);
    }
}
