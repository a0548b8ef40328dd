using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Opening;
using IzzyPS.Operations;
using IzzyPS.Storage;
using IzzyPS.Storage.Postgres;
using IzzyPS.Storage.Sqlite;
using Npgsql;
using Xunit;

namespace IzzyPS.Tests.Storage.Postgres;

/// <summary>Behaviour of a ledger in PostgreSQL only.</summary>
public sealed class PostgresLedgerTests : IDisposable
{
    private readonly LedgerHome _home = new(LedgerKind.Postgres);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, LedgerFault, string> Damages => new()
    {
        { "DROP TABLE vehicle CASCADE; DROP TABLE meta", LedgerFault.Corrupt, "its column meta.account is missing" },
        { "DROP TABLE script", LedgerFault.Corrupt, "is another program's" },
        { "CREATE FUNCTION hold(numeric) RETURNS void LANGUAGE sql AS ''", LedgerFault.Corrupt, "its function hold(numeric) is not IzzyPS's own" },
        { "ALTER FUNCTION refuse_change() RESET ALL", LedgerFault.Corrupt, "its function refuse_change() was changed" },
        { "ALTER TABLE vehicle ADD CHECK (length(key) > 0)", LedgerFault.Corrupt, "its constraint vehicle.vehicle_key_check is not IzzyPS's own" },
        { "ALTER TABLE event DISABLE TRIGGER event_is_never_changed", LedgerFault.Corrupt, "its trigger event.event_is_never_changed was changed" },
        { "DELETE FROM meta", LedgerFault.Corrupt, "does not name its account" },
        { "INSERT INTO script VALUES (99, '')", LedgerFault.Newer, "Update IzzyPS" },
        { "UPDATE meta SET account = 'another'", LedgerFault.Foreign, "belongs to another dealer account" },
        { "UPDATE meta SET lineage = gen_random_uuid()", LedgerFault.Older, "is not the ledger that" },
        { "UPDATE meta SET serial = 0", LedgerFault.Older, "is an older copy" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Wrong_ledger_is_refused_and_left_unchanged(string damage, LedgerFault fault, string message)
    {
        _home.Open().Dispose();
        _home.ExecuteSql(damage);

        var exception = Assert.Throws<LedgerException>(_home.Open);

        Assert.Equal(fault, exception.Fault);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Contains("-NewLedger", exception.Message, StringComparison.Ordinal);

        if (fault == LedgerFault.Foreign)
        {
            Assert.Equal(fault, Assert.Throws<LedgerException>(() => LedgerStore.Open(_home.Options with { NewLedger = true })).Fault);
            Assert.Equal("another", _home.ExecuteSql("SELECT account FROM meta"));
            return;
        }

        using (var fresh = LedgerStore.Open(_home.Options with { NewLedger = true }))
            Assert.Empty(fresh.Find(new LedgerQuery()));
        var address = PostgresAddress.Parse(_home.Options.Path!, _home.Account);
        Assert.Equal(2L, _home.ExecuteSql($"SELECT count(*) FROM pg_namespace WHERE nspname LIKE '{address.Schema}%'"));
        _home.Open().Dispose();
    }

    [Theory]
    [InlineData("DROP TABLE script")] // Another program's schema, for all that can be told.
    [InlineData("INSERT INTO script VALUES (99, ''); UPDATE meta SET account = 'another'")]
    public void New_ledger_renames_only_a_schema_known_as_the_accounts(string damage)
    {
        _home.Open().Dispose();
        _home.ExecuteSql(damage + (damage.StartsWith("DROP", StringComparison.Ordinal) ? "; DROP TABLE meta CASCADE" : string.Empty));
        File.Delete(_home.AnchorPath);
        var address = PostgresAddress.Parse(_home.Options.Path!, _home.Account);

        var exception = Assert.Throws<LedgerException>(() => LedgerStore.Open(_home.Options with { NewLedger = true }));

        Assert.Contains("Nothing there was changed", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1L, _home.ExecuteSql($"SELECT count(*) FROM pg_namespace WHERE nspname LIKE '{address.Schema}%'"));
    }

    [Fact]
    public async Task Several_accounts_share_a_database()
    {
        using var other = new LedgerHome(LedgerKind.Postgres);
        using var first = _home.Open();
        using var second = other.Open();
        await using var one = await LedgerHome.BeginRunAsync(first);
        await using var two = await LedgerHome.BeginRunAsync(second);

        one.Write([LedgerHome.CreateListedWrite(new(LedgerHome.CreateVin(1)))]);

        Assert.Single(first.Find(new LedgerQuery()));
        Assert.Empty(second.Find(new LedgerQuery()));
    }

    [Fact]
    public async Task The_password_is_shown_nowhere()
    {
        using var ledger = _home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        using var other = LedgerStore.Open(_home.Options with { Seat = "another machine" });
        var said = new List<string> { ledger.Location, string.Join(' ', _home.Warnings), await File.ReadAllTextAsync(_home.AnchorPath, TestContext.Current.CancellationToken) };
        said.Add((await Assert.ThrowsAsync<LedgerException>(() => LedgerHome.AcquireLeaseAsync(other))).ToString());
        string[] wrong =
        [
            _home.Options.Path!.Replace("izzy:", "nobody:", StringComparison.Ordinal),
            _home.Options.Path!.Replace("/postgres", "/nothing", StringComparison.Ordinal),
            $"postgres://izzy:{PostgresServer.Password}@127.0.0.1:1/postgres",
            $"postgres://izzy:{PostgresServer.Password}@127.0.0.1:99999/postgres",
            $"postgres://izzy:{PostgresServer.Password}@127.0.0.1",
            $"postgres://izzy:{PostgresServer.Password}@127.0.0.1/postgres?sslmode={PostgresServer.Password}",
        ];
        foreach (var address in wrong)
            said.Add(Assert.Throws<LedgerException>(() => LedgerStore.Open(_home.Options with { Path = address })).ToString());

        Assert.Matches("^postgres://127.0.0.1:[0-9]+/postgres$", ledger.Location);
        Assert.All(said, text => Assert.DoesNotContain(PostgresServer.Password, text, StringComparison.Ordinal));
        Assert.Equal(0L, _home.ExecuteSql($"SELECT count(*) FROM runner WHERE holder LIKE '%{PostgresServer.Password}%'"));
    }

    [Fact]
    public async Task Lease_is_renewed_while_held_and_lost_without_renewal()
    {
        var time = new TestTime();
        using var ledger = LedgerStore.Open(_home.Options with { TimeProvider = time });
        await using var writer = (ISharedWriter)await LedgerHome.BeginRunAsync(ledger);
        var ends = _home.ExecuteSql("SELECT expires_at::text FROM runner");

        time.Advance(TimeSpan.FromSeconds(31));
        await Eventually.UntilAsync(() => !Equals(ends, _home.ExecuteSql("SELECT expires_at::text FROM runner")));
        await writer.EnsureHeldAsync();

        // It was stalled for too long by the database's clock, whoever has the ledger now.
        _home.ExecuteSql("UPDATE runner SET expires_at = clock_timestamp()");
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(LedgerFault.LeaseLost, (await Assert.ThrowsAsync<LedgerException>(() => writer.EnsureHeldAsync().AsTask())).Fault);
        var exception = Assert.Throws<LedgerException>(() => writer.Write([LedgerHome.CreateListedWrite(new(LedgerHome.CreateVin(1)))]));
        Assert.Equal(LedgerFault.LeaseLost, exception.Fault);
        Assert.Contains("not renewed in time", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0L, _home.ExecuteSql("SELECT count(*) FROM vehicle"));
    }

    [Fact]
    public async Task Hanging_renewal_blocks_no_thread_and_is_not_repeated()
    {
        var time = new TestTime();
        using var ledger = LedgerStore.Open(_home.Options with { TimeProvider = time });
        await using var writer = (ISharedWriter)await LedgerHome.BeginRunAsync(ledger);
        using var connection = new NpgsqlConnection(PostgresAddress.Parse(_home.Options.Path!, _home.Account).ConnectionString);
        connection.Open();
        var row = connection.BeginTransaction();
        using (var hold = new NpgsqlCommand("SET LOCAL idle_in_transaction_session_timeout = 0; SELECT 1 FROM runner FOR UPDATE", connection, row))
            hold.ExecuteNonQuery();

        time.Advance(TimeSpan.FromSeconds(61));
        var asked = await Task.Run(() => Enumerable.Range(0, 100).Select(_ => writer.EnsureHeldAsync().AsTask()).ToList(), Stop).WaitAsync(Eventually.Limit, Stop);
        time.Advance(TimeSpan.FromSeconds(31));
        var waiting = $"SELECT count(*) FROM pg_stat_activity WHERE {connection.ProcessID} = ANY (pg_blocking_pids(pid))";
        await Eventually.UntilAsync(() => (long)_home.ExecuteSql(waiting)! > 0);
        Assert.Equal(1L, _home.ExecuteSql(waiting));
        Assert.All(asked, one => Assert.False(one.IsCompleted));

        row.Rollback();
        await Task.WhenAll(asked).WaitAsync(Eventually.Limit, Stop);
    }

    [Fact]
    public async Task Clock_that_is_set_does_not_end_a_lease()
    {
        var time = new TestTime();
        using var ledger = LedgerStore.Open(_home.Options with { TimeProvider = time });
        await using var writer = (ISharedWriter)await LedgerHome.BeginRunAsync(ledger);

        // A day forward: the database is asked, and it decides by its own clock.
        time.Advance(TimeSpan.FromDays(1));
        await writer.EnsureHeldAsync();
        writer.Write([LedgerHome.CreateListedWrite(new(LedgerHome.CreateVin(1)))]);
        Assert.Single(ledger.Find(new LedgerQuery()));
    }

    [Fact]
    public async Task Claimed_operations_end_the_same_in_one_statement_as_row_by_row()
    {
        using var other = new LedgerHome(LedgerKind.Postgres);
        var states = new List<string>();
        foreach (var (home, claims) in new[] { (_home, true), (other, false) })
        {
            using var ledger = home.Open();
            await using var writer = (ISharedWriter)await LedgerHome.BeginRunAsync(ledger);
            var planned = Plan(writer, claims, 4);
            writer.Write([.. planned.Select(operation => new LedgerWrite(operation with { State = OperationState.Sending, SentAt = LedgerHome.Now }))]);
            writer.Write(
            [
                Acked(planned[0]),
                Acked(planned[1]) with { PriceChanged = false, Event = null },
                new LedgerWrite(planned[2] with { State = OperationState.Rejected, Status = 400, Error = "no" }) { Event = LedgerHome.CreateEvent(planned[2].Key, VehicleEventKind.Rejected) },
                Acked(planned[3]),
            ]);
            var closing = LedgerHome.CreateOperation(planned[3].Key, OperationKind.Close);
            writer.Write([new LedgerWrite(closing)]);
            if (claims)
                Assert.Single(writer.Claim([closing.Id], 5));
            writer.Write([new LedgerWrite(closing with { State = OperationState.Acked }, LedgerHome.CreateEntry(planned[3].Key, ListingState.Closed), Event: LedgerHome.CreateEvent(planned[3].Key, VehicleEventKind.Closed))]);

            states.Add(string.Join('\n', ledger.Find(new LedgerQuery())) + home.ReadColumn("SELECT to_jsonb(v) - 'payload_id' FROM vehicle v ORDER BY key")
                + home.ReadColumn("SELECT to_jsonb(o) - 'id' - 'uuid' - 'claim' - 'payload_id' - 'subject_id' FROM operation o ORDER BY id")
                + home.ReadColumn("SELECT at || list || sales || set_by FROM price ORDER BY id") + home.ReadColumn("SELECT at || name || coalesce(detail, '') FROM event ORDER BY id")
                + home.ReadColumn("SELECT p.json FROM vehicle v JOIN payload p ON p.id = v.payload_id AND p.hash = v.payload_hash ORDER BY v.key"));
        }

        Assert.Equal(states[1], states[0]);
        Assert.Contains("Rejected", states[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ledger_of_the_previous_schema_is_copied_and_upgraded_when_opened()
    {
        using (var before = _home.Open())
        {
            await using var adopter = await before.AcquireLeaseAsync("an adoption", TimeSpan.Zero, CancellationToken.None);
            adopter.Adopt([new LedgerWrite(null, LedgerHome.CreateEntry(new(LedgerHome.CreateVin(9))))]);
        }

        // As the next version opens it.
        IReadOnlyList<string> next = [.. SchemaScripts.Load("Postgres"), "CREATE INDEX vehicle_make ON vehicle (make)"];
        var place = new PostgresPlace(PostgresAddress.Parse(_home.Options.Path!, _home.Account), LedgerStore.CreatePostgresOptions(_home.Options) with { Scripts = next });
        _ = place.Examine();
        Assert.Equal(2L, _home.ExecuteSql("SELECT count(*)::bigint FROM script"));
        Assert.Equal(1L, _home.ExecuteSql("SELECT count(*)::bigint FROM pg_indexes WHERE indexname = 'vehicle_make'"));
        Assert.Equal(LedgerFault.Newer, Assert.Throws<LedgerException>(() => _home.Open()).Fault);
        using var copy = SqliteDatabase.Read(Assert.Single(Directory.GetFiles(_home.Folder, "*.backup-*-upgrade*", SearchOption.AllDirectories)));
        Assert.Equal(1, copy.ReadNumber("SELECT count(*) FROM vehicle"));
    }

    [Fact]
    public async Task Repeated_car_id_in_a_batch_of_claimed_operations_names_its_place()
    {
        using var ledger = _home.Open();
        await using var writer = (ISharedWriter)await LedgerHome.BeginRunAsync(ledger);
        var planned = Plan(writer, claims: true, 3);
        var twin = Acked(planned[2]);

        var exception = Assert.Throws<LedgerException>(() => writer.Write(
            [Acked(planned[0]), Acked(planned[1]), twin with { Entry = twin.Entry! with { RemoteId = "id-of-" + planned[0].Key.Value } }]));

        Assert.Equal((LedgerFault.Conflict, 2), (exception.Fault, exception.WriteIndex));
        Assert.Contains("belongs to another vehicle already", exception.Message, StringComparison.Ordinal);
        Assert.Empty(ledger.Find(new LedgerQuery()));
        writer.Write([.. planned.Select(Acked)]);
        Assert.Equal(3, ledger.Find(new LedgerQuery()).Count());
    }

    /// <summary>Creates, written down and, where that is asked for, claimed.</summary>
    private static List<Operation> Plan(ISharedWriter writer, bool claims, int count)
    {
        var planned = Enumerable.Range(1, count).Select(number => LedgerHome.CreateOperation(new(LedgerHome.CreateVin(number)))).ToList();
        writer.Write([.. planned.Select(operation => new LedgerWrite(operation))]);
        if (claims)
            Assert.Equal(count, writer.Claim([.. planned.Select(operation => operation.Id)], count).Count);
        return planned;
    }

    private static LedgerWrite Acked(Operation operation) => LedgerHome.CreateListedWrite(operation.Key) with
    {
        Operation = operation with { State = OperationState.Acked, RemoteId = "id-of-" + operation.Key.Value, EndedAt = LedgerHome.Now, Status = 201, Attempts = 1 },
    };

    [Theory]
    [InlineData("postgres://u:p%40ss@DB.example.test/izzy", "postgres://db.example.test:5432/izzy")]
    [InlineData("postgresql://db.example.test:6432/izzy?sslmode=verify-full", "postgres://db.example.test:6432/izzy")]
    [InlineData("postgres:///izzy?host=/var/run/postgresql", "postgres://:5432/izzy?host=/var/run/postgresql")]
    [InlineData("postgres://%2Fvar%2Frun%2Fpostgresql:5433/izzy", "postgres://:5433/izzy?host=/var/run/postgresql")]
    [InlineData("postgres://localhost/izzy", "postgres://127.0.0.1:5432/izzy")]
    [InlineData("postgres://[0:0::1]:6432/%C5%82%C3%B3d%C5%BA", "postgres://[::1]:6432/%C5%82%C3%B3d%C5%BA")]
    public void Address_is_parsed(string address, string location)
    {
        var account = new DealerAccount(new Uri("https://api.example.test/"), "dealer-7");
        Assert.True(LedgerName.IsAddress(address));
        Assert.Equal(location, PostgresAddress.Parse(address, account).Location);
        Assert.Equal(location, PostgresAddress.Parse(location, account).Location);
    }

    public void Dispose() => _home.Dispose();
}
