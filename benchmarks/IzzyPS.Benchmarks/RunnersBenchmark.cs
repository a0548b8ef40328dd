using System.Diagnostics;
using System.Globalization;
using IzzyPS.Output;
using IzzyPS.Storage.Postgres;
using IzzyPS.Sync;

namespace IzzyPS.Benchmarks;

/// <summary>
/// Compares two runners that share one plan over one PostgreSQL with one runner alone. Each runner is a process of its own. The time is
/// measured from the first create until the last runner has ended.
/// </summary>
internal static class RunnersBenchmark
{
    /// <summary>The argument that makes this program a runner. It makes one run for each line of its standard input.</summary>
    public const string Role = "--runner";

    private const string Name = "Two runners of one plan on PostgreSQL, 4,000 creates, each runner 8 at a time, 20 ms a call: how many times as fast as one runner";
    private const double Least = 1.8;
    private const int WarmUps = 2;
    private const int Cars = 4000;
    private const int Latency = 20;
    private const int AtATime = 8;

    public static async IAsyncEnumerable<Figure> RunAsync(Bench bench)
    {
        using var database = PostgresProcess.TryStart();
        if (database is null)
        {
            yield return Figure.CreateSkipped(Name, Figure.Format($"≥ {Least:0.0}"), "no PostgreSQL server on this machine (Debian: apt-get install postgresql)");
            yield break;
        }

        await using var sandbox = await SandboxProcess.StartAsync(Latency, DoNotSpin);
        var stock = bench.MakeStock(Cars, StockDialect.Clean);
        var runners = new[] { Start(sandbox, stock), Start(sandbox, stock) };
        var (alone, together, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -WarmUps; round < bench.CountRounds(5); round++)
        {
            var one = await MeasureRunAsync(database, sandbox.Account, bench.GetPath($"runners-{round}-one"), runners[..1]);
            var two = await MeasureRunAsync(database, sandbox.Account, bench.GetPath($"runners-{round}-two"), runners);
            if (round < 0)
                continue;
            alone.Add(one);
            together.Add(two);
            ratios.Add(one / two);
        }

        foreach (var runner in runners)
            await EndAsync(runner);
        yield return Figure.CreateAtLeast(Name, Timing.GetMedian(ratios), Least, Figure.Format($"{Timing.GetMedian(together):0} ms vs {Timing.GetMedian(alone):0} ms"));
    }

    /// <summary>Works as a runner. Each line of standard input holds an address and a folder. The runner carries out the plan or its part of the plan, and writes the timestamps of its beginning and its end.</summary>
    public static async Task<int> RunAsync(string server, string clientId, string secret, string stock)
    {
        var run = new CreateRun(new DealerAccount(new Uri(server), clientId), secret, stock, AtATime);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var (address, folder) = line.Split(' ') is [var first, var second] ? (first, second) : throw new FormatException(line);
            var watch = new FirstSend();
            using (var ledger = run.OpenLedger(address, folder))
                _ = await run.RunAsync(ledger, watch);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.At} {Stopwatch.GetTimestamp()}"));
        }

        return 0;
    }

    private static Process Start(SandboxProcess sandbox, string stock)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, [Role, sandbox.Account.BaseUri.AbsoluteUri, sandbox.Account.ClientId, sandbox.Secret, stock])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        DoNotSpin(start);
        return Process.Start(start)!;
    }

    /// <summary>Turns off the spinning of idle threads. Server, database and runners would each have their own machine. Here they share a few cores, and spinning threads would slow each other.</summary>
    private static void DoNotSpin(ProcessStartInfo start) => start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";

    private static async Task EndAsync(Process runner)
    {
        runner.StandardInput.Close();
        await runner.WaitForExitAsync();
        runner.Dispose();
    }

    /// <summary>Makes one run of the runners with an empty ledger.</summary>
    /// <returns>The time from the first send to the end of the last runner, in ms. Timestamps of processes on one machine can be compared.</returns>
    private static async Task<double> MeasureRunAsync(PostgresProcess database, DealerAccount account, string folder, IReadOnlyList<Process> runners)
    {
        var address = PostgresAddress.Parse(database.Address, account);
        using (var tables = PostgresDatabase.Open(address))
            tables.Execute($"DROP SCHEMA IF EXISTS {address.Schema} CASCADE");
        foreach (var (number, runner) in runners.Index())
            await runner.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{database.Address} {folder}-{number}"));
        var (first, last) = (long.MaxValue, 0L);
        foreach (var runner in runners)
        {
            var said = await runner.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A runner ended before it was ready.");
            var times = said.Split(' ').Select(time => long.Parse(time, CultureInfo.InvariantCulture)).ToList();
            (first, last) = (Math.Min(first, times[0]), Math.Max(last, times[1]));
        }

        return Stopwatch.GetElapsedTime(first, last).TotalMilliseconds;
    }

    /// <summary>Records when the first operation is sent. At that moment the run gives its first notice about a vehicle.</summary>
    private sealed class FirstSend : IRunObserver
    {
        internal long At { get; private set; } = long.MaxValue;

        public void Started(Guid runId, int changes)
        {
        }

        public void Ended(SyncResult result)
        {
        }

        public void Notify(RunNotice notice)
        {
            if (notice.Severity == RunMessageLevel.Verbose && At == long.MaxValue)
                At = Stopwatch.GetTimestamp();
        }
    }
}
