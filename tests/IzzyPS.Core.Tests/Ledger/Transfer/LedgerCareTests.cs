using System.Diagnostics;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Ledger.Transfer;
using IzzyPS.Operations.Journaling;
using Xunit;

namespace IzzyPS.Tests.Ledger.Transfer;

/// <summary>The care of a ledger: its check, its history, and copies of it.</summary>
public abstract class LedgerCareTests(LedgerKind kind) : LedgerTests(kind)
{
    [Fact]
    public async Task Copy_made_during_a_run_is_complete_and_consistent()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        var written = 0;
        using var done = new CancellationTokenSource();
        var writing = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    var pair = Enumerable.Range(written, 2).Select(n => LedgerHome.CreateListedWrite(new VehicleKey(LedgerHome.CreateVin(n)))).ToList();
                    writer.Write(pair);
                    written += 2;
                }
            },
            TestContext.Current.CancellationToken);
        try
        {
            for (var copy = 0; copy < 5; copy++)
            {
                var path = Path.Combine(Home.Folder, $"copy-{copy}.db");
                var before = Volatile.Read(ref written);
                ledger.CopyTo(path);
                var vehicles = ForeignLedger.Read(path, TimeProvider.System).Vehicles.ToList();
                Assert.True(vehicles.Count >= before && vehicles.Count % 2 == 0, $"{vehicles.Count} vehicles after {before} were written");
            }
        }
        finally
        {
            await done.CancelAsync();
            await writing;
        }
    }

    [Fact]
    public async Task Backup_time_grows_linearly_with_the_ledger()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        writer.Write([.. Enumerable.Range(1, 20_000).Select(n => LedgerHome.CreateListedWrite(Key(n)))]);
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(20_000, ledger.ReadArchive().Count(vehicle => vehicle.Prices.Count == 1));
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Copy_never_overwrites_a_file()
    {
        using var ledger = Home.Open();
        var path = Path.Combine(Home.Folder, "copy.db");
        File.WriteAllText(path, "mine");
        Assert.Equal(LedgerFault.Storage, Assert.Throws<LedgerException>(() => ledger.CopyTo(path)).Fault);
        Assert.Throws<IOException>(() => LedgerExport.Write(ledger, path, LedgerFormat.Json, overwrite: false, [], LedgerHome.Now));
        Assert.Equal("mine", File.ReadAllText(path));
        File.Delete(path);
        LedgerExport.Write(ledger, path, LedgerFormat.Native, overwrite: true, [], LedgerHome.Now);
        Assert.Equal(Home.Account.Hash, ForeignLedger.Read(path, TimeProvider.System).Identity.AccountHash);
        Assert.Empty(Directory.GetFiles(Home.Folder, "*.new"));
    }

    [Fact]
    public async Task The_overview_counts_each_vehicle_once_and_knows_who_holds_the_ledger()
    {
        using var ledger = Home.Open();
        Assert.Equal((0, 0, null), (ledger.ReadOverview().Active, ledger.ReadOverview().Feeds.Count, ledger.ReadOverview().Lease));
        await using (var writer = await LedgerHome.BeginRunAsync(ledger))
        {
            var (active, closed, relisted, rejected) = (Key(1), Key(2), Key(3), Key(4));
            writer.Write([LedgerHome.CreateListedWrite(active), new LedgerWrite(null, LedgerHome.CreateEntry(closed, ListingState.Closed)), new LedgerWrite(null, LedgerHome.CreateEntry(relisted, ListingState.Closed))]);
            writer.Write([new LedgerWrite(LedgerHome.CreateOperation(relisted, state: OperationState.InDoubt)), new LedgerWrite(LedgerHome.CreateOperation(rejected, state: OperationState.Rejected))]);
            var held = ledger.ReadOverview();
            Assert.Equal((1, 1, 1), (held.Active, held.Closed, held.InDoubt));
            Assert.True(held.Lease is { IsHeld: true, Holder: "anna on office, process 12: Sync-IzzyVehicle" });
            Assert.Equal(RunOutcome.Running, Assert.Single(held.Feeds).LastRun!.Outcome);
            Assert.EndsWith("; 0 of 3 changes of its run have ended.", LedgerTest.Run(ledger, Home.Account).Checks.Single(check => check.Name == "Lease").Detail, StringComparison.Ordinal);
            writer.EndRun(LedgerHome.RunId, RunOutcome.Finished, new RunCounts(1, 0, 0, 0, 1, 0), LedgerHome.Now);
        }

        var free = ledger.ReadOverview();
        Assert.Null(free.Lease);
        Assert.Equal((RunOutcome.Finished, new RunCounts(1, 0, 0, 0, 1, 0)), (free.Feeds[0].LastRun!.Outcome, free.Feeds[0].LastRun!.Counts));
    }

    [Theory]
    [InlineData(OperationState.InDoubt, null, 1)]
    [InlineData(OperationState.Rejected, null, 1)]
    [InlineData(null, "wvwzzz1k*1", 1)]
    [InlineData(null, "*", 4)]
    [InlineData(OperationState.InDoubt, "X*", 0)]
    public async Task Operations_are_found_by_each_query(OperationState? state, string? pattern, int count)
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        OperationState[] states = [OperationState.InDoubt, OperationState.Sending, OperationState.Rejected, OperationState.Acked];
        writer.Write([.. states.Index().Select(item => new LedgerWrite(LedgerHome.CreateOperation(Key(item.Index), state: item.Item)))]);
        Assert.Equal(count, ledger.FindOperations(new OperationQuery(state, pattern)).Count());
        Assert.Equal(count, ledger.FindOperations(new OperationQuery(state, pattern, LedgerHome.RunId)).Count());
        Assert.Empty(ledger.FindOperations(new OperationQuery(state, pattern, Guid.CreateVersion7())));
    }

    [Fact]
    public async Task Create_that_was_being_sent_is_in_doubt_when_its_run_has_let_go_of_the_ledger()
    {
        using var ledger = Home.Open();
        await using (var writer = await LedgerHome.BeginRunAsync(ledger))
        {
            writer.Write([new LedgerWrite(LedgerHome.CreateOperation(Key(1), state: OperationState.Sending))]);
            Assert.Equal((0, 0, 0), CountInDoubt(ledger));
        }

        Assert.Equal((1, 1, 1), CountInDoubt(ledger));
    }

    private static (int Found, int Queried, int Counted) CountInDoubt(ILedger ledger) =>
        (ledger.FindInDoubt().Count, ledger.FindOperations(new OperationQuery(OperationState.InDoubt)).Count(), ledger.ReadOverview().InDoubt);

    private protected static VehicleKey Key(int number) => new(LedgerHome.CreateVin(number));
}

[Trait("Category", "Slow")]
public sealed class PostgresLedgerCareTests() : LedgerCareTests(LedgerKind.Postgres)
{
    [Fact]
    public async Task Copy_is_a_sqlite_ledger_with_the_same_content()
    {
        using var ledger = Home.Open();
        await using (var writer = await LedgerHome.BeginRunAsync(ledger))
        {
            writer.Adopt([LedgerHome.CreateListedWrite(Key(1)), LedgerHome.CreateListedWrite(VehicleKey.FromConfigurationNumber("Zamówienie 17")), new LedgerWrite(LedgerHome.CreateOperation(Key(2), state: OperationState.InDoubt))]);
            Assert.True(writer.GetFeedFacts("default", LedgerHome.Now).MustReestablish);
            Assert.Equal((Key(1), null), (writer.FindOwner("id-of-" + Key(1)), writer.FindOwner("nobody")));
            Assert.Equal(OperationState.InDoubt, writer.GetOperation(ledger.FindInDoubt()[0].Id)!.State);
            writer.EndRun(LedgerHome.RunId, RunOutcome.Stopped, new RunCounts(2, 0, 0, 0, 1, 0), LedgerHome.Now);
        }

        var path = ledger.KeepBackup("import");
        using var copy = LedgerStore.Open(Home.Options with { Path = path });

        Assert.Equal(ledger.Find(new LedgerQuery()), copy.Find(new LedgerQuery()));
        Assert.Equal(ledger.FindOperations(new OperationQuery()), copy.FindOperations(new OperationQuery()));
        Assert.Equal(ledger.ReadOverview().Feeds, copy.ReadOverview().Feeds);
        Assert.Equivalent(ledger.ReadHistory(Key(1)), copy.ReadHistory(Key(1)), strict: true);
        Assert.Equal("stock.csv", Assert.Single(Assert.Single(ledger.ReadHistory(Key(1))).Files));
        Assert.Equivalent(ledger.ReadArchive().ToList(), copy.ReadArchive().ToList(), strict: true);
        Assert.Equal(3, ledger.ReadArchive().Count());
        Assert.Empty(ledger.FindDamage());
        _ = Home.ExecuteSql("UPDATE payload SET json = json || ' '");
        Assert.Contains("payloads with a wrong hash", Assert.Single(ledger.FindDamage()), StringComparison.Ordinal);
    }
}

public sealed class SqliteLedgerCareTests() : LedgerCareTests(LedgerKind.Sqlite)
{
    [Fact]
    public async Task Killed_holder_no_longer_counts_as_the_holder()
    {
        using var ledger = Home.Open();
        await (await LedgerHome.AcquireLeaseAsync(ledger)).DisposeAsync();
        _ = Home.ExecuteSql("UPDATE lease SET released_at = NULL");
        Assert.True(ledger.ReadOverview().Lease is { IsHeld: false });
    }

    [Fact]
    public async Task Copy_can_replace_the_ledger()
    {
        var copy = Path.Combine(Home.Folder, "copy.db");
        using (var ledger = Home.Open())
        {
            await using (var writer = await LedgerHome.BeginRunAsync(ledger))
                writer.Write([LedgerHome.CreateListedWrite(new VehicleKey(LedgerHome.CreateVin(1)))]);
            ledger.CopyTo(copy);
        }

        File.WriteAllText(Home.LedgerPath, "damaged");
        Assert.Equal(LedgerFault.Corrupt, Assert.Throws<LedgerException>(Home.Open).Fault);
        foreach (var suffix in new[] { "-wal", "-shm" })
            File.Delete(Home.LedgerPath + suffix);
        File.Move(copy, Home.LedgerPath, overwrite: true);
        using var restored = Home.Open();
        Assert.Single(restored.Find(new LedgerQuery()));
    }

    [Fact]
    public void Ledger_is_copied_before_its_schema_is_upgraded()
    {
        Home.Open().Dispose();
        _ = Home.ExecuteSql("PRAGMA user_version = 0");
        Assert.Throws<LedgerException>(Home.Open);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(Home.LedgerPath)!, "*.backup-*-upgrade.db"));
    }

    [Fact]
    public async Task Damaged_ledger_is_reported_by_the_check()
    {
        using var ledger = Home.Open();
        await using (var writer = await LedgerHome.BeginRunAsync(ledger))
            writer.Write([LedgerHome.CreateListedWrite(new VehicleKey(LedgerHome.CreateVin(1)))]);
        Assert.Empty(ledger.FindDamage());
        _ = Home.ExecuteSql("PRAGMA foreign_keys = OFF; DELETE FROM payload");
        Assert.Contains(ledger.FindDamage(), fault => fault.Contains("refer to nothing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_history_says_what_when_why_at_which_price_and_from_which_file()
    {
        await using var rig = new SyncRig();
        _ = await rig.SyncAsync([1, 2, 3]);
        rig.Time.Advance(TimeSpan.FromDays(1));
        _ = await rig.SyncAsync([1, 2, 3], car: (n, file) => TestCars.CreateCar(n, file, n == 1 ? 65_000m : 70_000m));
        rig.Time.Advance(TimeSpan.FromDays(1));
        _ = await rig.SyncAsync([2, 3]);
        var history = VehicleEvent.Read(rig.Store.Ledger, new VehicleKey(TestCars.CreateVin(1))).ToList();
        Assert.Equal(
            [(VehicleEventKind.Listed, "Not listed yet.", null, 70_000m), (VehicleEventKind.Repriced, "Sales price 70000.00 → 65000.00 PLN.", 70_000m, 65_000m), (VehicleEventKind.Closed, "Not in today.csv any more.", null, null)],
            history.Select(line => (line.Event, line.Reason, line.OldSalesPrice, line.SalesPrice)));
        Assert.All(history, line => Assert.Equal(("/stock/today.csv", "a test"), (Assert.Single(line.Files), line.Command)));
        Assert.Equal(3, history.Select(line => line.RunId).Distinct().Count());
        Assert.Equal(history.Select(line => line.At).Order(), history.Select(line => line.At));
        Assert.Empty(VehicleEvent.Read(rig.Store.Ledger, new VehicleKey(TestCars.CreateVin(9))));
    }
}
