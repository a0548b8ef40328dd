using System.Collections.Immutable;
using System.Globalization;
using IzzyPS.Operations;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;

namespace IzzyPS.Soak;

/// <summary>
/// Many days of a changing stock against a server of whose answers one in twenty goes wrong, in every way and at every moment. Each
/// day is run until it is settled, with an operator who resolves what is in doubt; at its end the invariants hold.
/// </summary>
internal sealed class LongRun : IAsyncDisposable
{
    private const double FaultShare = 0.05;
    private const int MostRunsOfADay = 12;

    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(400);

    /// <summary>Later than a client waits, and before an operator looks.</summary>
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

    /// <param name="database">The address of a PostgreSQL; null for a ledger in a file.</param>
    /// <param name="vehicles">The size of the yard; a tenth of it changes a day in each way.</param>
    /// <param name="seed">Makes the days the same in each run, and the faults as far as concurrency does.</param>
    internal LongRun(string? database, int vehicles, int seed)
    {
        _random = new Random(seed);
        _changes = Math.Max(1, vehicles / 11);
        _nextNumber = vehicles;
        _yard = new Yard(Enumerable.Range(0, vehicles));
        _rig = new SoakRig(database, new SandboxOptions { Faults = Mixed(), Seed = seed, TokenLifetime = TimeSpan.FromSeconds(5) }, Served)
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

    /// <summary>50,000 operations.</summary>
    internal static async IAsyncEnumerable<SoakResult> RunAsync(SoakPlan plan)
    {
        foreach (var (name, address) in plan.Ledgers.Take(1))
        {
            await using var run = new LongRun(address, vehicles: 1_000, seed: 20261121);
            yield return await run.RunAsync(plan.Size(50_000)) with { Scenario = $"long run, {name}" };
        }
    }

    /// <summary>Lets days go by until so many operations were sent.</summary>
    internal async Task<SoakResult> RunAsync(int operations)
    {
        for (; (_ended < operations || SentSoFar() < operations) && _violations.Count == 0; _time.NextDay(), _days++)
        {
            await LiveADayAsync();
            ChangeStock();
        }

        Add(Invariants.SecretsKept(_rig));
        return new SoakResult(
            "long run",
            string.Create(CultureInfo.InvariantCulture, $"{_days} days of a stock of {_yard.Count} vehicles, 5 % of the requests with faults of {Mixed().Length} kinds"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{SentSoFar()} operations in {_runs} runs; {_faults} faults; {_inDoubt} in doubt, of which {_found} had made a car; {_rig.Server.Cars.Count} cars were created"),
            _violations);
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    /// <summary>Counted in the ledger: what was sent, however it ended.</summary>
    private int SentSoFar()
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

    private async Task LiveADayAsync()
    {
        var file = _rig.Write(_yard);
        for (var attempt = 1; !await IsSettledAsync(file); attempt++)
        {
            if (attempt < MostRunsOfADay)
                continue;
            _violations.Add($"Day {_days} is not settled after {attempt} runs.");
            return;
        }

        Add(await Invariants.RerunSendsNothingAsync(_rig.Server, () => _rig.SyncHereAsync(file)));
        using var ledger = _rig.OpenLedger();
        Add(Invariants.YardIsListed(_rig.Server, ledger, _yard));
        File.Delete(file);
    }

    /// <summary>Runs the stock once, and resolves what is in doubt then.</summary>
    /// <returns>Whether nothing is left to do.</returns>
    private async Task<bool> IsSettledAsync(string file)
    {
        var result = await _rig.SyncHereAsync(file);
        _runs++;
        _ended += new[] { "created", "updated", "price_updates", "closed", "in_doubt", "errors" }.Sum(result.Count);
        using (var ledger = _rig.OpenLedger())
        {
            Add(Invariants.OneCarPerKey(_rig.Server));
            Add(Invariants.ExitCodeAgrees(result, ledger));
            if (ledger.FindInDoubt().Count == 0)
            {
                Add(Invariants.NothingLost(_rig.Server, ledger));
                return result.ExitCode == 0;
            }
        }

        await Task.Delay(Late);
        using (var ledger = _rig.OpenLedger())
            Add(Invariants.NothingLost(_rig.Server, ledger));
        var (found, notCreated) = await _rig.ResolveAllAsync();
        _inDoubt += found + notCreated;
        _found += found;
        return false;
    }

    private void Add(IReadOnlyList<string> violations) =>
        _violations.AddRange(violations.Select(violation => string.Create(CultureInfo.InvariantCulture, $"Day {_days}: {violation}")));

    private void Served(ServedRequest request)
    {
        if (request.Fault is not null)
            Interlocked.Increment(ref _faults);
    }

    /// <summary>
    /// Every fault at every moment at which a client can tell it from a success: a 2xx to an update that was not made is a lie that
    /// none can see, and a 404 is believed.
    /// </summary>
    private static ImmutableArray<SandboxFault> Mixed()
    {
        var faults = new List<SandboxFault>();
        foreach (var moment in Enum.GetValues<FaultMoment>())
        {
            FaultKind[] silent = [FaultKind.Drop, FaultKind.Reset, FaultKind.NoAnswer, FaultKind.SlowHead, FaultKind.EndlessHead];
            FaultKind[] broken = [FaultKind.Truncated, FaultKind.SlowBody, FaultKind.Redirect];
            FaultKind[] unreadable = [FaultKind.Empty, FaultKind.NotJson, FaultKind.WrongType, FaultKind.RepeatedId, FaultKind.HugeBody, FaultKind.GzipBomb];
            faults.AddRange(silent.Concat(broken).Select(kind => new SandboxFault(kind) { Routes = SandboxRoutes.Cars, Moment = moment }));
            faults.AddRange(new[] { 408, 500, 502, 503, 504 }.Select(status => Status(status) with { Moment = moment }));
            var routes = moment == FaultMoment.AfterCommit ? SandboxRoutes.Cars : SandboxRoutes.CreateCar;
            faults.AddRange(unreadable.Select(kind => new SandboxFault(kind) { Routes = routes, Moment = moment }));
        }

        faults.AddRange([Status(400), Status(401), Status(409), Status(429, "0"), Status(429, "1"), Status(429, "soon"), Status(503, "1")]);
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

    private static SandboxFault Status(int status, string? retryAfter = null) =>
        new(FaultKind.Status) { Routes = SandboxRoutes.Cars, Status = status, RetryAfter = retryAfter };
}
