using System.Collections.Immutable;
using System.Globalization;
using IzzyPS.Operations.Journaling;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;

namespace IzzyPS.Soak;

/// <summary>
/// Many days of a changing stock. The server fails one request in twenty, with every fault and at every moment. Each day is run until
/// everything is settled, and an operator resolves the creates in doubt. At the end of each day the invariants must hold.
/// </summary>
internal sealed class LongRun : IAsyncDisposable
{
    private const double FaultShare = 0.05;
    private const int MostRunsOfADay = 12;

    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(400);

    /// <summary>The time of late answers: longer than the timeout of the client. The operator waits as long before looking.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(600);

    private readonly CalendarTime _time = new();
    private readonly SoakRig _rig;
    private readonly Yard _yard;
    private readonly Random _random;
    private readonly int _changes;
    private readonly List<string> _violations = [];
    private int _nextNumber;
    private int _days;
    private int _runs;
    private int _ended;
    private int _inDoubt;
    private int _found;
    private long _faults;

    /// <param name="database">The address of a PostgreSQL. Null means a ledger in a file.</param>
    /// <param name="vehicles">The size of the yard. Each day about a tenth of the vehicles leaves, a tenth is updated, a tenth gets another price, and as many come.</param>
    /// <param name="seed">The seed. It makes the days the same in each run, and the faults too as far as concurrency allows.</param>
    internal LongRun(string? database, int vehicles, int seed)
    {
        _random = new Random(seed);
        _changes = Math.Max(1, vehicles / 11);
        _nextNumber = vehicles;
        _yard = new Yard(Enumerable.Range(0, vehicles));
        _rig = new SoakRig(database, new SandboxOptions { Faults = CreateFaults(), Seed = seed, TokenLifetime = TimeSpan.FromSeconds(5) }, CountFault)
        {
            Time = _time,
            Dealer = options => options with
            {
                Timeout = Timeout,
                RetryDelay = TimeSpan.FromMilliseconds(10),
                MaxRetryAfter = TimeSpan.FromMilliseconds(50),
                BreakDuration = TimeSpan.FromSeconds(0.5),
            },
        };
    }

    /// <summary>Runs days until 50,000 operations were sent.</summary>
    internal static async IAsyncEnumerable<SoakResult> RunAsync(SoakPlan plan)
    {
        foreach (var (name, address) in plan.Ledgers.Take(1))
        {
            await using var run = new LongRun(address, vehicles: 1_000, seed: 20261121);
            yield return await run.RunAsync(plan.ScaleSize(50_000)) with { Scenario = $"long run, {name}" };
        }
    }

    /// <summary>Runs days until a number of operations was sent.</summary>
    internal async Task<SoakResult> RunAsync(int operations)
    {
        for (; (_ended < operations || CountSent() < operations) && _violations.Count == 0; _time.GoToNextDay(), _days++)
        {
            await RunDayAsync();
            ChangeStock();
        }

        Add(Invariants.CheckSecrets(_rig));
        return new SoakResult(
            "long run",
            string.Create(CultureInfo.InvariantCulture, $"{_days} days of a stock of {_yard.Count} vehicles, 5 % of the requests had a fault, of {CreateFaults().Length} kinds"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{CountSent()} operations in {_runs} runs; {_faults} faults; {_inDoubt} creates in doubt, of which {_found} had created a car; {_rig.Server.Cars.Count} cars were created"),
            _violations);
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    /// <summary>Counts the sent operations in the ledger, whatever their outcome.</summary>
    private int CountSent()
    {
        using var ledger = _rig.OpenLedger();
        return ledger.FindOperations(new OperationQuery()).Count(operation => operation is { SentAt: not null, State: not OperationState.Cancelled });
    }

    private void ChangeStock()
    {
        var numbers = _yard.Numbers.ToArray();
        _random.Shuffle(numbers);
        _yard.Remove(numbers[.._changes]);
        _yard.Drive(numbers[_changes..(2 * _changes)]);
        _yard.Cut(numbers[(2 * _changes)..(3 * _changes)]);
        _yard.Add(Enumerable.Range(_nextNumber, _changes));
        _nextNumber += _changes;
    }

    private async Task RunDayAsync()
    {
        var file = _rig.Write(_yard);
        for (var attempt = 1; !await IsSettledAsync(file); attempt++)
        {
            if (attempt < MostRunsOfADay)
                continue;
            _violations.Add($"Day {_days} is not settled after {attempt} runs.");
            return;
        }

        Add(await Invariants.CheckRerunSendsNothingAsync(_rig.Server, () => _rig.SyncHereAsync(file)));
        using var ledger = _rig.OpenLedger();
        Add(Invariants.CheckYardIsListed(_rig.Server, ledger, _yard));
        File.Delete(file);
    }

    /// <summary>Runs the sync once, and resolves the creates that are then in doubt.</summary>
    /// <returns>Whether the day is settled: no create is in doubt, and the run had no errors.</returns>
    private async Task<bool> IsSettledAsync(string file)
    {
        var result = await _rig.SyncHereAsync(file);
        _runs++;
        _ended += new[] { "created", "updated", "price_updates", "closed", "in_doubt", "errors" }.Sum(result.Count);
        using (var ledger = _rig.OpenLedger())
        {
            Add(Invariants.CheckOneCarPerKey(_rig.Server));
            Add(Invariants.CheckExitCode(result, ledger));
            if (ledger.FindInDoubt().Count == 0)
            {
                Add(Invariants.CheckNothingLost(_rig.Server, ledger));
                return result.ExitCode == 0;
            }
        }

        await Task.Delay(Late);
        using (var ledger = _rig.OpenLedger())
            Add(Invariants.CheckNothingLost(_rig.Server, ledger));
        var (found, notCreated) = await _rig.ResolveAllAsync();
        _inDoubt += found + notCreated;
        _found += found;
        return false;
    }

    private void Add(IReadOnlyList<string> violations) =>
        _violations.AddRange(violations.Select(violation => string.Create(CultureInfo.InvariantCulture, $"Day {_days}: {violation}")));

    private void CountFault(ServedRequest request)
    {
        if (request.Fault is not null)
            Interlocked.Increment(ref _faults);
    }

    /// <summary>
    /// Creates every fault at every moment at which a client can tell it from a success. No client can detect a 2xx for an update that was
    /// not made. A 404 is left out, because the client believes it.
    /// </summary>
    private static ImmutableArray<SandboxFault> CreateFaults()
    {
        var faults = new List<SandboxFault>();
        foreach (var moment in Enum.GetValues<FaultMoment>())
        {
            FaultKind[] silent = [FaultKind.Drop, FaultKind.Reset, FaultKind.NoAnswer, FaultKind.SlowHead, FaultKind.EndlessHead];
            FaultKind[] broken = [FaultKind.Truncated, FaultKind.SlowBody, FaultKind.Redirect];
            FaultKind[] unreadable = [FaultKind.Empty, FaultKind.NotJson, FaultKind.WrongType, FaultKind.RepeatedId, FaultKind.HugeBody, FaultKind.GzipBomb];
            faults.AddRange(silent.Concat(broken).Select(kind => new SandboxFault(kind) { Routes = SandboxRoutes.Cars, Moment = moment }));
            faults.AddRange(new[] { 408, 500, 502, 503, 504 }.Select(status => CreateStatus(status) with { Moment = moment }));
            var routes = moment == FaultMoment.AfterCommit ? SandboxRoutes.Cars : SandboxRoutes.CreateCar;
            faults.AddRange(unreadable.Select(kind => new SandboxFault(kind) { Routes = routes, Moment = moment }));
        }

        faults.AddRange([CreateStatus(400), CreateStatus(401), CreateStatus(409), CreateStatus(429, "0"), CreateStatus(429, "1"), CreateStatus(429, "soon"), CreateStatus(503, "1")]);
        faults.AddRange(
        [
            new SandboxFault(FaultKind.Delay) { Routes = SandboxRoutes.Cars, Delay = Late },
            new SandboxFault(FaultKind.Delay) { Routes = SandboxRoutes.Cars, Delay = Late, Moment = FaultMoment.AfterCommit },
            new SandboxFault(FaultKind.CloseAfter) { Routes = SandboxRoutes.Cars, Moment = FaultMoment.AfterCommit },
        ]);
        FaultKind[] ofTokens = [FaultKind.Drop, FaultKind.Status, FaultKind.NotJson, FaultKind.NoAnswer];
        return
        [
            .. faults.Select(fault => fault with { Chance = FaultShare / faults.Count }),
            .. ofTokens.Select(kind => new SandboxFault(kind) { Routes = SandboxRoutes.Token, Chance = FaultShare / ofTokens.Length }),
        ];
    }

    private static SandboxFault CreateStatus(int status, string? retryAfter = null) =>
        new(FaultKind.Status) { Routes = SandboxRoutes.Cars, Status = status, RetryAfter = retryAfter };
}
