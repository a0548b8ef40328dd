using System.Diagnostics;
using System.Globalization;
using IzzyPS.Output;
using IzzyPS.Storage.Postgres;
using IzzyPS.Sync;

namespace IzzyPS.Benchmarks;

/// <summary>
/// Two runners, each a process as on a machine of its own, that share one plan over one PostgreSQL, beside one that has it alone: from
/// the first create that is sent until the last runner has ended.
/// </summary>
internal static class RunnersBenchmark
{
    /// <summary>The argument that makes this program a runner, which goes once for each line of its standard input.</summary>
    public const string Role = "--runner";

    private const string Name = "Two runners of one plan on PostgreSQL, 4,000 creates, 8 at a time each, 20 ms a call, times as fast as one";
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
            yield return Figure.Skipped(Name, Figure.Text($"≥ {Least:0.0}"), "no PostgreSQL server on this machine (Debian: apt-get install postgresql)");
            yield break;
        }

        await using var sandbox = await SandboxProcess.StartAsync(Latency, DoNotSpin);
        var stock = bench.Stock(Cars, StockDialect.Clean);
        var runners = new[] { Start(sandbox, stock), Start(sandbox, stock) };
        var (alone, together, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -WarmUps; round < bench.Rounds(5); round++)
        {
            var one = await GoAsync(database, sandbox.Account, bench.PathOf($"runners-{round}-one"), runners[..1]);
            var two = await GoAsync(database, sandbox.Account, bench.PathOf($"runners-{round}-two"), runners);
            if (round < 0)
                continue;
            alone.Add(one);
            together.Add(two);
            ratios.Add(one / two);
        }

        foreach (var runner in runners)
            await EndAsync(runner);
        yield return Figure.AtLeast(Name, Timing.Median(ratios), Least, Figure.Text($"{Timing.Median(together):0} ms beside {Timing.Median(alone):0} ms"));
    }

    /// <summary>A runner: for each line, an address and a folder, it carries the plan out or takes its part, and says when it began and ended.</summary>
    public static async Task<int> RunAsync(string server, string clientId, string secret, string stock)
    {
        var run = new CreateRun(new DealerAccount(new Uri(server), clientId), secret, stock, AtATime);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var (address, folder) = line.Split(' ') is [var first, var second] ? (first, second) : throw new FormatException(line);
            var watch = new FirstSend();
            using (var ledger = run.OpenLedger(address, folder))
                _ = await run.GoAsync(ledger, watch);
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

    /// <summary>Server, database and runners are machines of their own: here, on a few cores, their idle threads must not spin against each other.</summary>
    private static void DoNotSpin(ProcessStartInfo start) => start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";

    private static async Task EndAsync(Process runner)
    {
        runner.StandardInput.Close();
        await runner.WaitForExitAsync();
        runner.Dispose();
    }

    /// <summary>Has runners go on a ledger that nothing was listed in yet.</summary>
    /// <returns>From the first send to the last end, in ms: timestamps of one machine compare.</returns>
    private static async Task<double> GoAsync(PostgresProcess database, DealerAccount account, string folder, IReadOnlyList<Process> runners)
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

    /// <summary>Notes when the first operation is sent: the first thing that a run says of a vehicle.</summary>
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
