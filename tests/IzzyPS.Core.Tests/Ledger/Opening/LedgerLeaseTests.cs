using System.Diagnostics;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.RunRecords;
using Xunit;

namespace IzzyPS.Tests.Ledger.Opening;

/// <summary>One writer per account.</summary>
public abstract class LedgerLeaseTests(LedgerKind kind) : LedgerTests(kind)
{
    private protected static readonly VehicleKey Key = new(LedgerHome.CreateVin(1));

    [Fact]
    public async Task Opening_and_reading_take_no_lease()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        writer.Write([LedgerHome.CreateListedWrite(Key)]);

        using var other = Home.Open();
        using var snapshot = other.OpenSnapshot();

        Assert.Equal(1, snapshot.Count);
        Assert.Single(other.Find(new LedgerQuery()));
        Assert.Empty(other.FindInDoubt());
    }

    [Fact]
    public async Task Lease_names_its_holder_and_is_free_after_the_holder_is_killed()
    {
        using var ledger = Home.Open();
        using var process = LeaseProcess.Start(Home.Options);
        try
        {
            var exception = await Refused(ledger);
            Assert.Equal(LedgerFault.Leased, exception.Fault);
            Assert.Matches("Another run holds the ledger '.*': the child process, since 20[0-9-]+ [0-9:]+ UTC", exception.Message);
            Assert.Contains("-WaitForLock", exception.Message, StringComparison.Ordinal);

            // A wait ends with the process; nothing else has to be done after kill -9.
            var waiting = ledger.AcquireLeaseAsync("next", TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.False(waiting.IsCompleted);
            process.Kill();
            await using var writer = await waiting;

            var operation = Assert.Single(writer.Recover(LedgerHome.Now));
            Assert.Equal(OperationState.InDoubt, operation.State);
            Assert.Equal(Key, operation.Key);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public async Task Runspaces_of_one_process_share_the_lease()
    {
        using var first = Home.Open();
        using var second = Home.Open();
        var otherRun = Guid.CreateVersion7();
        var one = await LedgerHome.BeginRunAsync(first);
        var two = await LedgerHome.BeginRunAsync(second, otherRun);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(() =>
        {
            var key = new VehicleKey(LedgerHome.CreateVin(number + 10));
            var writer = number % 2 == 0 ? one : two;
            writer.Write([LedgerHome.CreateListedWrite(key)]);
        })));
        await one.DisposeAsync();
        two.Write([LedgerHome.CreateListedWrite(Key)]);
        Assert.False(Home.IsReleased());
        await two.DisposeAsync();

        Assert.Equal(201L, Home.ExecuteSql("SELECT count(*) FROM vehicle"));
        Assert.Equal(1L, Home.ReadFence());
        Assert.True(Home.IsReleased());
    }

    [Fact]
    public async Task Recovery_leaves_runs_of_this_process_unchanged()
    {
        using var ledger = Home.Open();
        var sending = LedgerHome.CreateOperation(Key, state: OperationState.Sending);
        var one = await LedgerHome.BeginRunAsync(ledger);
        one.Write([new LedgerWrite(sending)]);
        await using var two = await LedgerHome.AcquireLeaseAsync(ledger);

        Assert.Empty(two.Recover(LedgerHome.Now));
        Assert.Equal("Sending", Home.ExecuteSql("SELECT state FROM operation"));

        // A run whose writer is gone is dead, whether or not it said so.
        await one.DisposeAsync();
        Assert.Equal(sending.Id, Assert.Single(two.Recover(LedgerHome.Now)).Id);
    }

    [Fact]
    public async Task Holder_that_lost_the_lease_writes_nothing_more()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        writer.Write([LedgerHome.CreateListedWrite(Key)]);
        var serial = ledger.Serial;
        Home.StealLease();

        Action[] writes =
        [
            () => writer.Write([LedgerHome.CreateListedWrite(new(LedgerHome.CreateVin(2)))]),
            () => writer.Recover(LedgerHome.Now),
            () => writer.BeginRun(LedgerHome.CreateRunRecord(Guid.CreateVersion7())),
            () => writer.EndRun(LedgerHome.RunId, RunOutcome.Finished, new RunCounts(1, 0, 0, 0, 0, 0), LedgerHome.Now),
        ];

        Assert.All(writes, write =>
        {
            var exception = Assert.Throws<LedgerException>(write);
            Assert.Equal(LedgerFault.LeaseLost, exception.Fault);
            Assert.Contains("the thief", exception.Message, StringComparison.Ordinal);
        });
        Assert.Equal(serial, ledger.Serial);
        Assert.Equal(1L, Home.ExecuteSql("SELECT count(*) FROM vehicle"));
        Assert.Equal("Running", Home.ExecuteSql("SELECT state FROM run"));
    }

    [Fact]
    public async Task Each_lease_raises_fence_and_serial()
    {
        using var ledger = Home.Open();
        var serial = ledger.Serial;

        await (await LedgerHome.AcquireLeaseAsync(ledger)).DisposeAsync();
        await (await LedgerHome.AcquireLeaseAsync(ledger)).DisposeAsync();

        Assert.Equal(2L, Home.ReadFence());
        Assert.Equal(serial + 2, ledger.Serial);
    }

    [Fact]
    public async Task Anchor_keeps_the_last_serial()
    {
        using var ledger = Home.Open();
        await using (var writer = await LedgerHome.BeginRunAsync(ledger))
        {
            for (var number = 0; number < 20; number++)
                writer.Write([LedgerHome.CreateListedWrite(new(LedgerHome.CreateVin(number)))]);
        }

        Assert.Equal(ledger.Serial, LedgerAnchor.Read(Home.AnchorPath)!.Serial);
    }

    private protected static Task<LedgerException> Refused(ILedger ledger) => Assert.ThrowsAsync<LedgerException>(() => LedgerHome.AcquireLeaseAsync(ledger));
}

public sealed class PostgresLedgerLeaseTests() : LedgerLeaseTests(LedgerKind.Postgres);

public sealed class SqliteLedgerLeaseTests() : LedgerLeaseTests(LedgerKind.Sqlite)
{
    [Fact]
    public async Task Wait_for_a_lease_ends_in_time_and_can_be_cancelled()
    {
        using var ledger = Home.Open();
        using var held = new FileStream(Home.LedgerPath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        var exception = await Assert.ThrowsAsync<LedgerException>(() =>
            ledger.AcquireLeaseAsync("me", TimeSpan.FromMilliseconds(150), TestContext.Current.CancellationToken));
        Assert.Contains("just starting", exception.Message, StringComparison.Ordinal);

        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ledger.AcquireLeaseAsync("me", TimeSpan.FromMinutes(5), cancel.Token));
    }

    [Fact]
    public async Task Child_processes_do_not_inherit_the_lock()
    {
        using var ledger = Home.Open();
        using var child = new Process { StartInfo = new ProcessStartInfo("dotnet", ["--version"]) { RedirectStandardOutput = true } };
        await using (await LedgerHome.AcquireLeaseAsync(ledger))
        {
            child.Start();
        }

        await using var again = await LedgerHome.AcquireLeaseAsync(ledger);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Each_lease_raises_fence_and_serial_so_that_copies_are_older()
    {
        using var ledger = Home.Open();
        var copy = Home.LedgerPath + ".copy";
        File.Copy(Home.LedgerPath, copy);
        var serial = ledger.Serial;

        await (await LedgerHome.AcquireLeaseAsync(ledger)).DisposeAsync();
        await (await LedgerHome.AcquireLeaseAsync(ledger)).DisposeAsync();

        Assert.Equal(2L, Home.ExecuteSql("SELECT fence FROM lease"));
        Assert.Equal(serial + 2, ledger.Serial);
        File.Move(copy, Home.LedgerPath, overwrite: true);
        // Opened before the copy was put in place, too.
        Assert.Equal(LedgerFault.Older, (await Refused(ledger)).Fault);
        Assert.Equal(LedgerFault.Older, Assert.Throws<LedgerException>(Home.Open).Fault);
    }

    [Fact]
    public async Task A_ledger_that_was_replaced_since_it_was_opened_gets_no_lease()
    {
        using var ledger = Home.Open();
        File.Delete(Home.LedgerPath);
        LedgerStore.Open(Home.Options with { NewLedger = true }).Dispose();

        Assert.Contains("replaced", (await Refused(ledger)).Message, StringComparison.Ordinal);
    }
}
