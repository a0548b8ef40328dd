using System.Diagnostics;
using System.Globalization;
using IzzyPS.Soak.Fuzz;

namespace IzzyPS.Soak;

/// <summary>
/// Reads mutated stock files. The reader must not crash, hang or need too much memory, and every row must be a vehicle, a repeat or an
/// error. Source: SAFETY.md, "Faults to survive", 10 and 11.
/// </summary>
internal static class FuzzedFiles
{
    /// <summary>The largest working set that the process may reach, with a reader on each core.</summary>
    private const long MostWorkingSet = 512L * 1024 * 1024;

    private const int Whole = 120_000;
    private const int Seed = 20261121;

    internal static async IAsyncEnumerable<SoakResult> RunAsync(SoakPlan plan)
    {
        var run = new FuzzRun();
        var clock = Stopwatch.StartNew();
        await Task.Run(() => run.Read(plan.ScaleSize(Whole), Seed));
        var rate = run.Files / clock.Elapsed.TotalSeconds;
        using var self = Process.GetCurrentProcess();
        var violations = run.Violations.ToList();
        if (self.PeakWorkingSet64 > MostWorkingSet)
            violations.Add($"The process needed {self.PeakWorkingSet64:N0} bytes at its peak.");
        yield return new SoakResult(
            "fuzzed stock files",
            string.Create(CultureInfo.InvariantCulture, $"{run.Files:N0} mutated files, {rate:N0} a second"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{run.ReadToEnd:N0} read to their end, {run.Files - run.ReadToEnd:N0} refused; {run.Rows:N0} rows: {run.Vehicles:N0} vehicles, {run.Errors:N0} errors, the rest repeats; slowest {run.Slowest.TotalMilliseconds:N0} ms, largest {run.Largest / 1048576.0:N1} MB, peak {self.PeakWorkingSet64 / 1048576.0:N0} MB"),
            violations);

        var count = plan.ScaleSize(10_000);
        var (read, wrong) = await Task.Run(() => SettingsFuzz.Run(count, Seed));
        yield return new SoakResult(
            "fuzzed settings", string.Create(CultureInfo.InvariantCulture, $"{count * 3:N0} mutated location maps and profiles"), string.Create(CultureInfo.InvariantCulture, $"{read:N0} read, the rest refused with a reason"), wrong);
    }
}
