using System.Diagnostics;
using System.Globalization;
using IzzyPS.Sandbox;

namespace IzzyPS.Soak;

/// <summary>
/// A first import by the real tool, killed with SIGKILL at a random moment. Some of the reruns are killed too. Half of the moments are
/// after a random number of requests, the others after a random time.
/// </summary>
/// <param name="database">The address of a PostgreSQL. Null means a ledger in a file.</param>
/// <param name="vehicles">The size of the import.</param>
/// <param name="seed">The seed. It makes the moments the same in each run, as far as the speed of the machine allows.</param>
internal sealed class RandomKills(string? database, int vehicles, int seed)
{
    private const int KilledBySignal = 128 + 9;
    private const int InDoubtByOneKill = 2 * 8;

    private static readonly SandboxOptions Busy = new() { Latency = TimeSpan.FromMilliseconds(3) };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly List<string> _violations = [];
    private readonly List<int> _inDoubt = [];
    private int _rounds;
    private int _kills;
    private int _killsOfReruns;
    private TimeSpan _usual;

    /// <summary>Makes 200 kills of an import of 500 vehicles, with each kind of ledger.</summary>
    internal static async IAsyncEnumerable<SoakResult> RunAsync(SoakPlan plan)
    {
        foreach (var (name, address) in plan.Ledgers)
        {
            var result = await new RandomKills(address, vehicles: 500, seed: 20261121).RunAsync(kills: plan.ScaleSize(200), atATime: 4);
            yield return result with { Scenario = $"random kills, {name}" };
        }
    }

    /// <summary>Makes a number of kills.</summary>
    internal async Task<SoakResult> RunAsync(int kills, int atATime)
    {
        await MeasureAsync();
        await Task.WhenAll(Enumerable.Range(0, atATime).Select(async _ =>
        {
            while (Volatile.Read(ref _kills) < kills)
                await StrikeAsync(Interlocked.Increment(ref _rounds));
        }));
        return new SoakResult(
            "random kills",
            string.Create(CultureInfo.InvariantCulture, $"an import of {vehicles} vehicles, killed at random moments"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_kills} kills, {_killsOfReruns} of them of a rerun; one import and its reruns left {_inDoubt.Average():0.0} creates in doubt on average, {_inDoubt.Max()} at most"),
            _violations);
    }

    /// <summary>Measures the duration of an import without a kill.</summary>
    private async Task MeasureAsync()
    {
        await using var rig = new SoakRig(database, Busy);
        var start = Stopwatch.GetTimestamp();
        _ = await rig.SyncAsync(rig.Write(new Yard(Enumerable.Range(0, vehicles))));
        _usual = Stopwatch.GetElapsedTime(start);
    }

    private async Task StrikeAsync(int round)
    {
        var random = new Random(seed + round);
        await using var rig = new SoakRig(database, Busy);
        var yard = new Yard(Enumerable.Range(0, vehicles));
        var file = rig.Write(yard);
        var violations = new List<string>();
        var kills = 0;
        do
        {
            var killed = await KillAsync(rig, file, random);
            if (killed.ExitCode == KilledBySignal)
            {
                if (++kills > 1)
                    Interlocked.Increment(ref _killsOfReruns);
                Interlocked.Increment(ref _kills);
            }

            AddViolations(rig, violations, killed);
        }
        while (random.Next(4) == 0);

        var again = await rig.SyncAsync(file);
        AddViolations(rig, violations, again);
        int inDoubt;
        using (var ledger = rig.OpenLedger())
        {
            violations.AddRange(Invariants.CheckExitCode(again, ledger));
            inDoubt = ledger.FindInDoubt().Count;
            if (Invariants.CountInDoubtByFault(ledger) > kills * InDoubtByOneKill)
                violations.Add($"{Invariants.CountInDoubtByFault(ledger)} are in doubt after {kills} kills.");
            if (ledger.ReadOverview().Active + inDoubt != vehicles)
                violations.Add($"{ledger.ReadOverview().Active} are active and {inDoubt} in doubt of {vehicles}.");
        }

        violations.AddRange(await Invariants.CheckRerunSendsNothingAsync(rig.Server, () => rig.SyncHereAsync(file)));
        _ = await rig.ResolveAllAsync();
        var last = await rig.SyncHereAsync(file);
        AddViolations(rig, violations, last);
        using (var ledger = rig.OpenLedger())
            violations.AddRange(Invariants.CheckYardIsListed(rig.Server, ledger, yard));
        lock (_lock)
        {
            _inDoubt.Add(inDoubt);
            _violations.AddRange(violations.Select(violation => $"Round {round}: {violation}"));
        }
    }

    private async Task<IzzyResult> KillAsync(SoakRig rig, string file, Random random)
    {
        var before = rig.Server.CountRequests(SandboxRoutes.CreateCar);
        var (requests, time) = random.Next(2) == 0
            ? (before + random.Next(vehicles), TimeSpan.FromMilliseconds(4 * random.NextDouble()))
            : (0, _usual * random.NextDouble());
        using var izzy = rig.Start(file, null, "--wait-for-lock", "30");
        using (var limit = new CancellationTokenSource(Patience))
        {
            while (rig.Server.CountRequests(SandboxRoutes.CreateCar) < requests && !izzy.HasExited)
                await Task.Delay(1, limit.Token);
            await Task.Delay(time, limit.Token);
        }

        izzy.Kill();
        return await izzy.EndAsync();
    }

    private static void AddViolations(SoakRig rig, List<string> violations, IzzyResult result)
    {
        violations.AddRange(Invariants.CheckOneCarPerKey(rig.Server));
        violations.AddRange(Invariants.CheckSecrets(rig, result.Output, result.Error));

        // A run that was killed before it had a ledger has sent nothing.
        if (rig.Server.CountRequests(SandboxRoutes.Api) == 0)
            return;
        using var ledger = rig.OpenLedger();
        violations.AddRange(Invariants.CheckNothingLost(rig.Server, ledger));
    }
}
