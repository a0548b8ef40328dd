using System.Diagnostics;
using System.Globalization;

namespace IzzyPS.Benchmarks;

/// <summary>
/// A thousand creates from the plan to the last answer, against a sandbox in another process that takes 20 ms a call:
/// with the ledger on a real disk, with none, and on a disk of which every sync takes 4 ms longer.
/// </summary>
internal static class SendingBenchmark
{
    /// <summary>The argument that makes this program the one that sends to a slow disk.</summary>
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
        var run = new CreateRun(sandbox.Account, sandbox.Secret, bench.Stock(Cars, StockDialect.Clean), AtATime);
        var ledgers = 0;
        var times = await Timing.ByTurnsAsync(
            WarmUps,
            bench.Rounds(7),
            async () =>
            {
                using var ledger = run.NewLedger(bench.PathOf($"sending-{++ledgers}"));
                await run.GoAsync(ledger);
            },
            async () =>
            {
                using var ledger = new NullLedger();
                await run.GoAsync(ledger);
            });

        var details = Figure.Text($"{Timing.Median(times[0]):0} ms, {Timing.Median(times[1]):0} ms without a journal");
        yield return Figure.AtMost(
            "1,000 creates, 8 at a time, 20 ms a call, planning and token included, beside 1,000 × 20 ms / 8", Timing.Median(times[0]) / Ideal, 1.07, details);
        yield return Figure.AtMost("The same, beside the same run without a journal", Timing.Ratio(times[0], times[1]), 1.05, details);
        await using var fresh = await SandboxProcess.StartAsync(Latency);
        yield return SlowDisk(fresh, bench);
    }

    /// <summary>What the other process does: the same creates, some to get warm and then some that count.</summary>
    public static async Task<int> CreateAsync(string address, string clientId, string secret, string stock, string folder, int rounds)
    {
        var run = new CreateRun(new DealerAccount(new Uri(address), clientId), secret, stock, AtATime);
        for (var round = -WarmUps; round < rounds; round++)
        {
            using var ledger = run.NewLedger(Path.Combine(folder, $"slow-{round}"));
            var time = await run.GoAsync(ledger);
            if (round >= 0)
                Console.WriteLine(time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
        }

        return 0;
    }

    private static Figure SlowDisk(SandboxProcess sandbox, Bench bench)
    {
        const string Name = "The same creates on a disk of which every sync takes 4 ms longer, beside 1,000 × 20 ms / 8";
        var folder = bench.PathOf("slow-disk");
        _ = Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo(
            "strace",
            [
                "-f", "--seccomp-bpf", "-o", Path.Combine(folder, "strace"), "-e", "trace=fdatasync,fsync", "-e", $"inject={Delay}",
                Environment.ProcessPath!, Role, sandbox.Account.BaseUri.AbsoluteUri, sandbox.Account.ClientId, sandbox.Secret,
                bench.Stock(Cars, StockDialect.Clean), folder, bench.Rounds(5).ToString(CultureInfo.InvariantCulture),
            ])
        { RedirectStandardOutput = true };
        try
        {
            using var process = Process.Start(start)!;
            var lines = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"The creates on a slow disk ended with {process.ExitCode}.");
            var median = Timing.Median(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture)));
            var syncs = File.ReadLines(Path.Combine(folder, "strace")).Count(line => line.Contains("(DELAYED)", StringComparison.Ordinal));
            if (syncs == 0)
                throw new InvalidOperationException("No sync was slowed: what was measured is the disk as it is.");
            return Figure.AtMost(Name, median / Ideal, 1.15, Figure.Text($"{median:0} ms, {syncs / (bench.Rounds(5) + WarmUps)} syncs a run"));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return Figure.Skipped(Name, "≤ 1.15", "no strace on this machine (Debian: apt-get install strace)");
        }
    }
}
