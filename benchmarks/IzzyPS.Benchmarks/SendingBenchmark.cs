using System.Diagnostics;
using System.Globalization;

namespace IzzyPS.Benchmarks;

/// <summary>
/// Measures a thousand creates, from the plan to the last answer. The sandbox runs in another process and takes 20 ms for each call. The
/// ledger is on a real disk, absent, or on a disk whose every sync takes 4 ms longer.
/// </summary>
internal static class SendingBenchmark
{
    /// <summary>The argument that makes this program send its creates with a ledger on a slow disk.</summary>
    public const string Role = "--create";

    private const int WarmUps = 3;
    private const int Cars = 1000;
    private const int Latency = 20;
    private const int AtATime = 8;
    private const double Ideal = (double)Cars * Latency / AtATime;
    private const string Delay = "fdatasync,fsync:delay_exit=4000";

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        await using var sandbox = await SandboxProcess.StartAsync(Latency);
        var run = new CreateRun(sandbox.Account, sandbox.Secret, bench.MakeStock(Cars, StockDialect.Clean), AtATime);
        var ledgers = 0;
        var times = await Timing.MeasureInTurnsAsync(
            WarmUps,
            bench.CountRounds(7),
            async () =>
            {
                using var ledger = run.CreateLedger(bench.GetPath($"sending-{++ledgers}"));
                await run.RunAsync(ledger);
            },
            async () =>
            {
                using var ledger = new NullLedger();
                await run.RunAsync(ledger);
            });

        var details = Figure.Format($"{Timing.GetMedian(times[0]):0} ms, {Timing.GetMedian(times[1]):0} ms without a journal");
        yield return Figure.CreateAtMost(
            "1,000 creates, 8 at a time, 20 ms a call, with planning and token: time compared with 1,000 × 20 ms / 8", Timing.GetMedian(times[0]) / Ideal, 1.07, details);
        yield return Figure.CreateAtMost("The same, compared with the same run without a journal", Timing.GetRatio(times[0], times[1]), 1.05, details);
        await using var fresh = await SandboxProcess.StartAsync(Latency);
        yield return MeasureSlowDisk(fresh, bench);
    }

    /// <summary>Makes the creates in the other process: first the warm-up rounds, then the rounds that count.</summary>
    public static async Task<int> CreateAsync(string address, string clientId, string secret, string stock, string folder, int rounds)
    {
        var run = new CreateRun(new DealerAccount(new Uri(address), clientId), secret, stock, AtATime);
        for (var round = -WarmUps; round < rounds; round++)
        {
            using var ledger = run.CreateLedger(Path.Combine(folder, $"slow-{round}"));
            var time = await run.RunAsync(ledger);
            if (round >= 0)
                Console.WriteLine(time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        }

        return 0;
    }

    private static Figure MeasureSlowDisk(SandboxProcess sandbox, Bench bench)
    {
        const string Name = "The same creates on a disk whose every sync takes 4 ms longer, compared with 1,000 × 20 ms / 8";
        var folder = bench.GetPath("slow-disk");
        _ = Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo(
            "strace",
            [
                "-f", "--seccomp-bpf", "-o", Path.Combine(folder, "strace"), "-e", "trace=fdatasync,fsync", "-e", $"inject={Delay}",
                Environment.ProcessPath!, Role, sandbox.Account.BaseUri.AbsoluteUri, sandbox.Account.ClientId, sandbox.Secret,
                bench.MakeStock(Cars, StockDialect.Clean), folder, bench.CountRounds(5).ToString(CultureInfo.InvariantCulture),
            ])
        { RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(start)!;
            var lines = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"The creates on a slow disk ended with {process.ExitCode}.");
            var median = Timing.GetMedian(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture)));
            var syncs = File.ReadLines(Path.Combine(folder, "strace")).Count(line => line.Contains("(DELAYED)", StringComparison.Ordinal));
            if (syncs == 0)
                throw new InvalidOperationException("No sync was slowed, so the measurement is not of a slow disk.");
            return Figure.CreateAtMost(Name, median / Ideal, 1.15, Figure.Format($"{median:0} ms, {syncs / (bench.CountRounds(5) + WarmUps)} syncs a run"));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return Figure.CreateSkipped(Name, "≤ 1.15", "no strace on this machine (Debian: apt-get install strace)");
        }
    }
}
