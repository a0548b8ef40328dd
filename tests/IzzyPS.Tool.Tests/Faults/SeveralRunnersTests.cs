using System.Globalization;
using IzzyPS.Operations.Journaling;
using IzzyPS.Sandbox;
using Xunit;

namespace IzzyPS.Tests.Faults;

/// <summary>Several processes of the tool at once, as cron on several machines starts them.</summary>
[Trait("Category", "Slow")]
public sealed class SeveralRunnersTests : IAsyncLifetime
{
    private const int Cars = 240;

    private readonly List<string> _said = [];
    private SoakRig? _rig;

    private SoakRig Rig => _rig!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_rig is not null)
            await _rig.DisposeAsync();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Runners_of_one_plan_list_each_vehicle_once_and_each_reports_all_of_them(int count)
    {
        Serve(PostgresServer.Address);
        var file = Stock(Cars);
        var runners = new List<IzzyProcess> { Start(file, 1) };
        await Eventually.UntilAsync(() => Rig.Server.ActiveCars.Count > Cars / 6);
        await WhileStalledAsync(runners[0], async () =>
        {
            // They plan while the first sends, and can't end before it does.
            runners.AddRange(Enumerable.Range(2, count - 1).Select(machine => Start(file, machine)));
            await Eventually.UntilAsync(() => CountSharing() == count);
        });

        foreach (var result in await EndAsync(runners))
        {
            Assert.Equal(0, result.ExitCode);
            Assert.Equal((Cars, 0, 0, 0), (result.Count("created") + result.Count("unchanged"), result.Count("held_back"), result.Count("in_doubt"), result.Count("errors")));
        }

        Assert.Equal(Cars, Rig.Server.Cars.Count);
        using var ledger = Rig.OpenLedger();
        Assert.Equal((RunOutcome.Finished, Cars), Assert.Single(ledger.ReadOverview().Feeds).LastRun is { } run ? (run.Outcome, run.Counts!.Created) : default);
        await AssertInvariantsAsync(file);
    }

    [Fact]
    public async Task Others_finish_a_killed_runners_claims_and_its_sends_are_in_doubt()
    {
        Serve(PostgresServer.Address, lease: 10);
        var file = Stock(Cars);
        var runners = Enumerable.Range(1, 3).Select(machine => Start(file, machine)).ToList();
        await Eventually.UntilAsync(() => Rig.Server.ActiveCars.Count > Cars / 3);
        runners[0].Kill();

        using var ledger = Rig.OpenLedger();
        var results = await EndAsync(runners[1..]);
        var inDoubt = ledger.FindInDoubt().Count;
        Assert.InRange(Invariants.CountInDoubtByFault(ledger), 0, 16);
        Assert.All(results, result =>
        {
            Assert.Equal(inDoubt > 0 ? 5 : 0, result.ExitCode);
            Assert.Equal((Cars - inDoubt, 0), (result.Count("created") + result.Count("unchanged"), result.Count("errors")));
            Assert.Empty(Invariants.CheckExitCode(result, ledger));
        });
        await AssertInvariantsAsync(file);
        await AssertWholeAsync(file);
        runners[0].Dispose();
    }

    [Fact]
    public async Task Runner_stopped_by_Ctrl_C_leaves_the_rest_to_the_other_runner()
    {
        Serve(PostgresServer.Address);
        var file = Stock(Cars);
        var runners = new List<IzzyProcess> { Start(file, 1) };
        await Eventually.UntilAsync(() => Rig.Server.ActiveCars.Count > Cars / 6);
        await WhileStalledAsync(runners[0], async () =>
        {
            runners.Add(Start(file, 2));
            await Eventually.UntilAsync(() => CountSharing() == 2);
            runners[0].Interrupt();
        });

        using var ledger = Rig.OpenLedger();
        var results = await EndAsync(runners);
        Assert.True(results[0].ExitCode == 130 && results[1].ExitCode == 0, string.Join('\n', results.Select(result => $"{result.ExitCode}: {result.Output}{result.Error}")));
        Assert.Equal((Cars, 0), (results[1].Count("created") + results[1].Count("unchanged"), results[1].Count("errors")));
        Assert.Equal(Cars, Rig.Server.Cars.Count);
        Assert.All(ledger.FindOperations(new OperationQuery()), operation => Assert.Equal(OperationState.Acked, operation.State));
        await AssertInvariantsAsync(file);
    }

    [Fact]
    public async Task Runner_with_another_file_is_told_who_holds_the_ledger_or_waits()
    {
        Serve(PostgresServer.Address);
        await SecondIsToldOrWaitsAsync(Stock(Cars), Stock(Cars + 1));
    }

    [Fact]
    public async Task Second_run_on_a_file_ledger_is_told_who_holds_it_or_waits()
    {
        Serve(database: null);
        var file = Stock(Cars);
        await SecondIsToldOrWaitsAsync(file, file);
    }

    private async Task SecondIsToldOrWaitsAsync(string file, string other)
    {
        var first = Start(file, 1);
        await Eventually.UntilAsync(() => Rig.Server.ActiveCars.Count > Cars / 6);
        IzzyProcess? waiting = null;
        await WhileStalledAsync(first, async () =>
        {
            waiting = Start(other, 2, "--wait-for-lock", "60");
            var refusal = Assert.Single(await EndAsync([Start(other, 2)]));
            Assert.Equal((6, 0), (refusal.ExitCode, refusal.Count("created")));
            Assert.Matches("Another run holds the ledger .* izzy sync by .*, since 20", refusal.Error);
            Assert.False(waiting.HasExited);
        });

        Assert.All(await EndAsync([first, waiting!]), result => Assert.Equal((0, 0), (result.ExitCode, result.Count("errors"))));
        Assert.Equal(File.ReadLines(other).Count() - 1, Rig.Server.Cars.Count);
        await AssertInvariantsAsync(other);
    }

    private void Serve(string? database, int lease = 120)
    {
        _rig = new SoakRig(database, new SandboxOptions { Latency = TimeSpan.FromMilliseconds(25) }) { LeaseTime = TimeSpan.FromSeconds(lease) };
        if (database is not null)
            _rig.RememberLedger(Enumerable.Range(1, 4).Select(HomeOf));
    }

    private string Stock(int cars) => Rig.Write(new Yard(Enumerable.Range(1, cars)));

    private string HomeOf(int machine) => Path.Combine(Rig.Folder, string.Create(CultureInfo.InvariantCulture, $"machine-{machine}"));

    /// <summary>A runner on a machine of its own, which remembers the account's ledger by itself. A ledger in a file is of one machine.</summary>
    private IzzyProcess Start(string file, int machine, params IEnumerable<string> options)
    {
        var more = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Rig.IsPostgres)
            more["XDG_DATA_HOME"] = HomeOf(machine);
        return Rig.Start(file, more, options);
    }

    /// <summary>Does something while a process stands still.</summary>
    private async Task WhileStalledAsync(IzzyProcess runner, Func<Task> work)
    {
        runner.Stall();

        // A process that stands still within a transaction would block the others, until the server ends its transaction after 15 s.
        while (Rig.IsPostgres && CountLocks() > 0)
        {
            runner.Wake();
            await Task.Delay(TimeSpan.FromMilliseconds(5));
            runner.Stall();
        }

        await work();
        runner.Wake();
    }

    /// <summary>How many take part in a run.</summary>
    private long CountSharing() => CountRows("runner WHERE run_id IS NOT NULL AND ended_at IS NULL");

    /// <summary>How many locks transactions hold on the tables of the ledger.</summary>
    private long CountLocks() =>
        CountRows("pg_locks WHERE pid <> pg_backend_pid() AND relation IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)");

    private long CountRows(string source)
    {
        using var connection = new Npgsql.NpgsqlConnection(IzzyPS.Storage.Postgres.PostgresAddress.Parse(Rig.LedgerAddress!, Rig.Account).ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {source}";
        return (long)command.ExecuteScalar()!;
    }

    private async Task<List<IzzyResult>> EndAsync(IEnumerable<IzzyProcess> runners)
    {
        var results = new List<IzzyResult>();
        foreach (var runner in runners)
        {
            results.Add(await runner.EndAsync());
            runner.Dispose();
        }

        _said.AddRange(results.SelectMany(result => new[] { result.Output, result.Error }));
        return results;
    }

    /// <summary>The five checks.</summary>
    private async Task AssertInvariantsAsync(string file)
    {
        using var ledger = Rig.OpenLedger();
        Assert.Empty(Invariants.CheckOneCarPerKey(Rig.Server));
        Assert.Empty(Invariants.CheckNothingLost(Rig.Server, ledger));
        Assert.Empty(await Invariants.CheckRerunSendsNothingAsync(Rig.Server, async () =>
        {
            var rerun = await Rig.SyncAsync(file);
            _said.AddRange([rerun.Output, rerun.Error]);
            Assert.Empty(Invariants.CheckExitCode(rerun, ledger));
        }));
        Assert.Empty(Invariants.CheckSecrets(Rig, _said));
    }

    /// <summary>After an operator resolved the doubts, every vehicle is listed exactly once.</summary>
    private async Task AssertWholeAsync(string file)
    {
        _ = await Rig.ResolveAllAsync();
        Assert.Equal(0, (await Rig.SyncAsync(file)).ExitCode);
        Assert.Empty(Invariants.CheckOneCarPerKey(Rig.Server));
        Assert.Equal(Cars, Rig.Server.ActiveCars.Count);
    }
}
