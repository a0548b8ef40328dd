namespace IzzyPS.Benchmarks;

/// <summary><c>Import-Module</c> in fresh processes, beside an empty compiled module's.</summary>
internal static class ImportBenchmark
{
    private const double MostTimes = 4;
    private const double MostTime = 120;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        const string Name = "`Import-Module IzzyPS` in a fresh process, beside an empty compiled module";
        var empty = Path.Combine(Bench.Output, "benchmarks", "EmptyModule", "EmptyModule.dll");
        var (own, other) = (new List<double>(), new List<double>());
        for (var round = 0; round < bench.Rounds(7); round++)
        {
            own.Add(await ImportAsync(Shell.Module));
            other.Add(await ImportAsync(empty));
        }

        var (ours, theirs) = (Timing.Median(own), Timing.Median(other));
        yield return new Figure(
            Name,
            Figure.Text($"{ours / theirs:0.0} ({ours:0} ms beside {theirs:0} ms)"),
            Figure.Text($"≤ {MostTimes:0.0}, < {MostTime:0} ms"),
            ours / theirs <= MostTimes && ours < MostTime);
    }

    private static async Task<double> ImportAsync(string module) => (await Shell.RunAsync($"""
        $watch = [Diagnostics.Stopwatch]::StartNew()
        Import-Module {Shell.Quoted(module)}
        figure $watch.Elapsed.TotalMilliseconds
        """))[0];
}
