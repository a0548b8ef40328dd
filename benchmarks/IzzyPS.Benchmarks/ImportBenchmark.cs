namespace IzzyPS.Benchmarks;

/// <summary>Compares <c>Import-Module</c> in fresh processes with the import of an empty compiled module.</summary>
internal static class ImportBenchmark
{
    private const double MostTimes = 4;
    private const double MostTime = 120;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        const string Name = "`Import-Module IzzyPS` in a fresh process, compared with an empty compiled module";
        var empty = Path.Combine(Bench.Output, "benchmarks", "EmptyModule", "EmptyModule.dll");
        var (own, other) = (new List<double>(), new List<double>());
        for (var round = 0; round < bench.CountRounds(7); round++)
        {
            own.Add(await ImportAsync(Shell.Module));
            other.Add(await ImportAsync(empty));
        }

        var (ours, theirs) = (Timing.GetMedian(own), Timing.GetMedian(other));
        yield return new Figure(
            Name,
            Figure.Format($"{ours / theirs:0.0} ({ours:0} ms vs {theirs:0} ms)"),
            Figure.Format($"≤ {MostTimes:0.0}, < {MostTime:0} ms"),
            ours / theirs <= MostTimes && ours < MostTime);
    }

    private static async Task<double> ImportAsync(string module) => (await Shell.RunAsync($"""
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Import-Module {Shell.Quote(module)}
        figure $watch.Elapsed.TotalMilliseconds
        """))[0];
}
