using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.RunRecords;
using Microsoft.Data.Sqlite;
using Xunit;

namespace IzzyPS.Tests.Ledger;

/// <summary>The journal: every write whole or not at all, and what a killed run leaves.</summary>
public abstract class LedgerWriterTests(LedgerKind kind) : LedgerTests(kind)
{
    private static readonly VehicleKey Key = new(LedgerHome.CreateVin(1));
    private static readonly VehicleKey Other = new(LedgerHome.CreateVin(2));
    private static readonly VehicleKey Unbuilt = VehicleKey.FromConfigurationNumber("CFG/2026-1");

    [Fact]
    public async Task Entry_is_read_as_it_was_written()
    {
        var listed = LedgerHome.CreateEntry(Key) with { IsUnconfirmed = true, PriceSetBy = Origin.Hand };
        var closed = LedgerHome.CreateEntry(Other, ListingState.Closed) with { IsReleased = true, FeedPrices = null, Make = "", Model = null };
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);

        writer.Write([new LedgerWrite(null, listed), new LedgerWrite(null, closed)]);

        Assert.Equal(listed, writer.Get(Key));
        Assert.Equal(closed, writer.Get(Other));
        Assert.Null(writer.Get(Unbuilt));
        Assert.Equal([listed, closed], ledger.Find(new LedgerQuery()));
    }

    [Fact]
    public async Task Operation_keeps_its_states_and_shares_its_payload()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        var operation = LedgerHome.CreateOperation(Key);
        var id = operation.Id.ToString();

        writer.Write([new LedgerWrite(operation)]);
        writer.Write([new LedgerWrite(operation with { State = OperationState.Sending, SentAt = LedgerHome.Now, Attempts = 1 })]);
        writer.Write([LedgerHome.CreateListedWrite(Key) with
        {
            Operation = operation with { State = OperationState.Acked, RemoteId = "r1", Status = 200, Attempts = 1, EndedAt = LedgerHome.Now },
        }]);

        Assert.Equal("Acked|1|200|r1|1", Home.ExecuteSql($"SELECT state||'|'||attempts||'|'||status||'|'||remote_id||'|'||fence FROM operation WHERE uuid = '{id}'"));
        Assert.Equal(1L, Home.ExecuteSql("SELECT count(*) FROM payload"));
        Assert.Equal("99900.50|89900|Feed", Home.ExecuteSql("SELECT list||'|'||sales||'|'||set_by FROM price"));
        Assert.Equal("Listed|2026-11-21T09:00:00.0000000Z", Home.ExecuteSql("SELECT name||'|'||at FROM event"));
    }

    [Fact]
    public async Task Batch_is_written_completely_or_not_at_all()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        var serial = ledger.Serial;

        // The first write makes a feed, which the writer must not believe in after the failure.
        Assert.Throws<InvalidOperationException>(() => writer.Write(
        [
            LedgerHome.CreateListedWrite(Key, feed: "new feed"),
            new LedgerWrite(LedgerHome.CreateOperation(Other, runId: Guid.CreateVersion7())),
        ]));
        Assert.Equal(serial, ledger.Serial);
        Assert.Equal(0L, Home.ExecuteSql("SELECT count(*) FROM vehicle"));

        writer.Write([LedgerHome.CreateListedWrite(Key, feed: "new feed")]);
        Assert.Equal("new feed", writer.Get(Key)!.Feed);
        Assert.Equal(serial + 1, ledger.Serial);
    }

    [Theory]
    [InlineData(OperationState.Planned)]
    [InlineData(OperationState.Sending)]
    [InlineData(OperationState.InDoubt)]
    public async Task A_second_open_operation_on_a_vehicle_is_refused(OperationState open)
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        var first = LedgerHome.CreateOperation(Key, state: open);
        writer.Write([new LedgerWrite(first)]);

        var exception = Assert.Throws<LedgerException>(() => writer.Write(
            [new LedgerWrite(LedgerHome.CreateOperation(Other)), new LedgerWrite(LedgerHome.CreateOperation(Key))]));

        Assert.Equal((LedgerFault.Conflict, 1), (exception.Fault, exception.WriteIndex));
        Assert.Contains($"{Key} can't be written", exception.Message, StringComparison.Ordinal);
        Assert.Contains("under way or in doubt", exception.Message, StringComparison.Ordinal);
        writer.Write([new LedgerWrite(first with { State = OperationState.Resolved }), new LedgerWrite(LedgerHome.CreateOperation(Key))]);
    }

    [Fact]
    public async Task Repeated_car_id_is_a_conflict_that_can_be_stored_as_in_doubt()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        var write = LedgerHome.CreateListedWrite(Other);
        writer.Write([LedgerHome.CreateListedWrite(Key), new LedgerWrite(write.Operation! with { State = OperationState.Sending })]);
        var repeated = write with { Entry = write.Entry! with { RemoteId = "id-of-" + Key.Value } };

        var exception = Assert.Throws<LedgerException>(() => writer.Write([repeated]));
        Assert.Equal((LedgerFault.Conflict, 0), (exception.Fault, exception.WriteIndex));
        Assert.Contains("belongs to another vehicle", exception.Message, StringComparison.Ordinal);

        writer.Write([new LedgerWrite(write.Operation! with { State = OperationState.InDoubt, Error = exception.Message })]);
        Assert.Equal(ListingState.InDoubt, writer.Get(Other)!.State);
        Assert.Equal(ListingState.Active, writer.Get(Key)!.State);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task History_follows_the_key_when_the_vin_arrives_or_is_corrected(bool planSaysSo, bool hadVin)
    {
        var before = hadVin ? Other : Unbuilt;
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        writer.Write([LedgerHome.CreateListedWrite(before)]);
        var update = LedgerHome.CreateOperation(Key, OperationKind.Update);

        writer.Write([new LedgerWrite(update, ReplacesKey: planSaysSo ? before : null)]);
        Assert.Equal(planSaysSo ? 1L : 2L, Home.ExecuteSql("SELECT count(*) FROM vehicle"));
        writer.Write([new LedgerWrite(
            update with { State = OperationState.Acked },
            LedgerHome.CreateEntry(Key, remoteId: "id-of-" + before.Value),
            ReplacesKey: before,
            Event: LedgerHome.CreateEvent(Key, VehicleEventKind.Updated))]);

        Assert.Null(writer.Get(before));
        Assert.Equal(Key.Value, writer.Get(Key)!.Vin);
        Assert.Equal(1L, Home.ExecuteSql("SELECT count(*) FROM vehicle"));
        Assert.Equal("Listed,Updated", Home.ReadColumn("SELECT name FROM event JOIN vehicle v ON v.id = vehicle_id WHERE v.vin IS NOT NULL ORDER BY event.id"));
        Assert.Equal(2L, Home.ExecuteSql("SELECT count(*) FROM operation o JOIN vehicle v ON v.id = o.subject_id"));
        Assert.Equal(1L, Home.ExecuteSql("SELECT count(*) FROM price p JOIN vehicle v ON v.id = p.vehicle_id"));
    }

    [Fact]
    public async Task New_vin_of_another_listed_car_is_refused()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        writer.Write([LedgerHome.CreateListedWrite(Unbuilt), LedgerHome.CreateListedWrite(Key)]);

        var exception = Assert.Throws<LedgerException>(() =>
            writer.Write([new LedgerWrite(null, LedgerHome.CreateEntry(Key), ReplacesKey: Unbuilt)]));

        Assert.Equal(LedgerFault.Conflict, exception.Fault);
        Assert.Equal(2, ledger.Find(new LedgerQuery()).Count());
    }

    [Theory]
    [InlineData("UPDATE event SET name = 'x'")]
    [InlineData("UPDATE event SET at = 'x'")]
    [InlineData("DELETE FROM event")]
    public async Task History_cannot_be_changed(string sql)
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        writer.Write([LedgerHome.CreateListedWrite(Key)]);

        var exception = Assert.ThrowsAny<System.Data.Common.DbException>(() => Home.ExecuteSql(sql));
        Assert.Contains("append only", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_of_a_killed_run_are_ended_once()
    {
        using var ledger = Home.Open();
        VehicleKey[] keys = [.. Enumerable.Range(1, 5).Select(number => new VehicleKey(LedgerHome.CreateVin(number)))];
        await using (var killed = await LedgerHome.BeginRunAsync(ledger))
        {
            killed.Write([LedgerHome.CreateListedWrite(keys[1]), LedgerHome.CreateListedWrite(keys[2])]);
            killed.Write(
            [
                new LedgerWrite(LedgerHome.CreateOperation(keys[0], OperationKind.Create, OperationState.Sending)),
                new LedgerWrite(LedgerHome.CreateOperation(keys[1], OperationKind.Update, OperationState.Sending)),
                new LedgerWrite(LedgerHome.CreateOperation(keys[2], OperationKind.Close, OperationState.Sending)),
                new LedgerWrite(LedgerHome.CreateOperation(keys[3], OperationKind.Create, OperationState.Planned)),
                new LedgerWrite(LedgerHome.CreateOperation(keys[4], OperationKind.Create, OperationState.InDoubt)),
            ]);
        }

        await using var writer = await LedgerHome.AcquireLeaseAsync(ledger);
        Assert.Equal(keys[0], Assert.Single(writer.Recover(LedgerHome.Now)).Key);
        Assert.Empty(writer.Recover(LedgerHome.Now));

        Assert.Equal(
            [ListingState.InDoubt, ListingState.Active, ListingState.Active, null, ListingState.InDoubt],
            keys.Select(key => writer.Get(key)?.State));
        Assert.All(keys[1..3], key => Assert.True(writer.Get(key)!.IsUnconfirmed));
        Assert.Equal([keys[0], keys[4]], ledger.FindInDoubt().Select(operation => operation.Key));
        Assert.Equal("InDoubt,Failed,Failed,Cancelled,InDoubt", Home.ReadColumn("SELECT state FROM operation WHERE state <> 'Acked' ORDER BY id"));
        Assert.Equal("InDoubt,Unconfirmed,Unconfirmed", Home.ReadColumn("SELECT name FROM event WHERE name <> 'Listed' ORDER BY id"));
    }

    [Fact]
    public async Task Memory_of_a_feed_is_read_back_and_goes_into_a_copy()
    {
        using var ledger = Home.Open();
        var keys = Enumerable.Range(0, 3).Select(number => new VehicleKey(LedgerHome.CreateVin(number))).ToList();
        await using (var writer = await LedgerHome.BeginRunAsync(ledger))
        {
            writer.Write([.. keys.Select(key => LedgerHome.CreateListedWrite(key))]);
            HeldClose[] held = [new(keys[0], "CloseLimit", 7, 1, "aa"), new(keys[1], "FileTail", 7, 1, "aa")];
            var run = LedgerHome.CreateRunRecord(Guid.CreateVersion7()) with { Notes = [new FeedNote { Feed = "default", Held = held, Stock = ("aa", "tail") }] };
            writer.BeginRun(run);

            var memory = writer.GetFeedMemory("default");
            Assert.Equal(held, memory.Held.Select(row => row with { Since = null, Run = null }));
            Assert.All(memory.Held, row => Assert.Equal((run.Id, run.StartedAt), (row.Run, row.Since)));
            Assert.Equal(("aa", "tail", 7), (memory.Content, memory.Tail, writer.GetFeedFacts("default", LedgerHome.Now).HeldBase));

            // A later run counts a miss more, and finds the other vehicle in its file. The first run and the base stay.
            var note = new FeedNote { Feed = "default", Held = [held[0] with { Misses = 2, Content = "bb", Base = 99 }], Back = [keys[1]] };
            writer.BeginRun(LedgerHome.CreateRunRecord(Guid.CreateVersion7()) with { Notes = [note] });
            Assert.Equal(held[0] with { Misses = 2, Content = "bb", Run = run.Id, Since = run.StartedAt }, Assert.Single(writer.GetFeedMemory("default").Held));
        }

        var copy = Path.Combine(Home.Folder, "copy.db");
        ledger.CopyTo(copy);
        using var connection = new SqliteConnection($"Data Source={copy};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT h.code || ' ' || h.base || ' ' || h.misses || ' ' || f.tail FROM held h, feed f WHERE f.name = 'default'";
        Assert.Equal("CloseLimit 7 2 tail", command.ExecuteScalar());
    }

    [Fact]
    public async Task Feed_facts_are_counted()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.AcquireLeaseAsync(ledger);
        Assert.Equal(new FeedFacts(0, 0, null, null, null, false), writer.GetFeedFacts("default", LedgerHome.Now));

        var newer = LedgerHome.CreateRunRecord(Guid.CreateVersion7(), plannedAt: LedgerHome.Now.AddHours(2), hasFinalLineBreak: false);
        writer.BeginRun(newer);
        // An outdated plan and a run by hand that come later are not the feed's last word; how files of the time ended is said by all.
        writer.BeginRun(LedgerHome.CreateRunRecord(LedgerHome.RunId, plannedAt: LedgerHome.Now));
        writer.BeginRun(LedgerHome.CreateRunRecord(Guid.CreateVersion7(), isFromStock: false, plannedAt: LedgerHome.Now.AddHours(5)));
        VehicleKey[] keys = [.. Enumerable.Range(0, 7).Select(number => new VehicleKey(LedgerHome.CreateVin(number)))];
        LedgerEntry Closed(int number, Origin by, int hours) => LedgerHome.CreateEntry(keys[number], ListingState.Closed) with
        {
            ClosedBy = by, Closed = LedgerHome.Now.AddHours(hours),
        };
        writer.Write(
        [
            LedgerHome.CreateListedWrite(keys[0]),
            LedgerHome.CreateListedWrite(keys[1]),
            LedgerHome.CreateListedWrite(keys[2], feed: "other"),
            new LedgerWrite(null, Closed(3, Origin.Feed, 0)),
            new LedgerWrite(null, Closed(4, Origin.Hand, 1)),
            new LedgerWrite(null, Closed(5, Origin.Server, 1)),
            new LedgerWrite(null, Closed(6, Origin.Feed, -1)),
        ]);

        var expected = new FeedFacts(2, 2, HadFinalLineBreak: true, newer.Plan!.Id, newer.Plan.PlannedAt, MustReestablish: false, newer.Plan.BaseSerial);
        Assert.Equal(expected, writer.GetFeedFacts("default", LedgerHome.Now));
        using var snapshot = ledger.OpenSnapshot();
        Assert.Equal(expected, snapshot.GetFeedFacts("default", LedgerHome.Now));
        Assert.Equal(1, snapshot.GetFeedFacts("other", LedgerHome.Now).Active);
    }

    [Theory]
    [InlineData(true, RunOutcome.Finished, false)]
    [InlineData(true, RunOutcome.Stopped, true)]
    [InlineData(true, RunOutcome.Failed, true)]
    [InlineData(false, RunOutcome.Finished, true)]
    public async Task After_an_adoption_a_finished_run_over_the_stock_re_establishes(bool isFromStock, RunOutcome outcome, bool mustStill)
    {
        using var ledger = Home.Open();
        await (await LedgerHome.AcquireLeaseAsync(ledger)).DisposeAsync();
        Home.ExecuteSql("UPDATE meta SET adopted_serial = serial");
        await using var writer = await LedgerHome.AcquireLeaseAsync(ledger);
        Assert.True(writer.GetFeedFacts("default", LedgerHome.Now).MustReestablish);
        writer.BeginRun(LedgerHome.CreateRunRecord(LedgerHome.RunId, isFromStock));
        Assert.True(writer.GetFeedFacts("default", LedgerHome.Now).MustReestablish);

        writer.EndRun(LedgerHome.RunId, outcome, new RunCounts(1, 2, 3, 4, 5, 6), LedgerHome.Now);

        Assert.Equal(mustStill, writer.GetFeedFacts("default", LedgerHome.Now).MustReestablish);
        Assert.True(writer.GetFeedFacts("another", LedgerHome.Now).MustReestablish);
        Assert.Equal("1,2,3,4,5,6", Home.ExecuteSql("SELECT created||','||updated||','||repriced||','||closed||','||in_doubt||','||failed FROM run"));
    }

    [Fact]
    public async Task Times_and_prices_are_kept_in_any_offset_and_scale()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        var entry = LedgerHome.CreateEntry(Key) with
        {
            LastSent = new DateTimeOffset(2026, 10, 25, 2, 30, 0, TimeSpan.FromHours(2)).AddTicks(1),
            ListPrice = 79228162514264337593543950335m,
            SalesPrice = 0.1m,
        };

        writer.Write([new LedgerWrite(null, entry)]);

        Assert.Equal(entry, writer.Get(Key));
        Assert.Equal("2026-10-25T00:30:00.0000001Z", Home.ExecuteSql("SELECT last_sent_at FROM vehicle"));
    }
}

public sealed class SqliteLedgerWriterTests() : LedgerWriterTests(LedgerKind.Sqlite);

public sealed class PostgresLedgerWriterTests() : LedgerWriterTests(LedgerKind.Postgres);
