
namespace IzzyPS.Benchmarks;

/// <summary>Measures the memory of a stream of a million vehicles: the peak working set of the process, minus its working set before.</summary>
internal static class MemoryBenchmark
{
    private const int Rows = 1_000_000;
    private const int MostMegabytes = 120;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        const string Name = "A million rows through `Import-IzzyVehicleCsv` to `Out-Null`: peak working set above that of the idle process with the module";
        var target = Figure.Format($"< {MostMegabytes} MB");
        // The idle working set is measured in the same process. Two processes differ by more than the memory of the first rows.
        var file = Shell.Quote(bench.MakeStock(Rows, StockDialect.Clean));
        var megabytes = await Shell.RunAsync($$"""
            Import-Module {{Shell.Quote(Shell.Module)}}
            [GC]::Collect()
            $process = [Diagnostics.Process]::GetCurrentProcess()
            figure ($process.WorkingSet64 / 1MB)
            Import-IzzyVehicleCsv -LiteralPath {{file}} | Out-Null
            $process.Refresh()
            figure ($process.PeakWorkingSet64 / 1MB)
            """);
        var above = megabytes[1] - megabytes[0];
        yield return new Figure(Name, Figure.Format($"{above:0} MB ({megabytes[1]:0} MB, idle {megabytes[0]:0} MB)"), target, above < MostMegabytes);
    }
}
