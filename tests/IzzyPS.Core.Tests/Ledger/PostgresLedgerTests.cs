using IzzyPS.Dealer;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Postgres;
using Xunit;

namespace IzzyPS.Tests.Ledger;

/// <summary>What only a ledger in PostgreSQL can do, or can do wrong.</summary>
public sealed class PostgresLedgerTests : IDisposable
{
    private readonly LedgerHome _home = new(LedgerKind.Postgres);

    public static TheoryData<string, LedgerFault, string> Damages => new()
    {
        { "DROP TABLE vehicle CASCADE; DROP TABLE meta", LedgerFault.Corrupt, "relation \"meta\" does not exist" },
        { "DROP TABLE script", LedgerFault.Corrupt, "is another program's" },
        { "DELETE FROM meta", LedgerFault.Corrupt, "does not say whose it is" },
        { "INSERT INTO script VALUES (99, '')", LedgerFault.Newer, "Update IzzyPS" },
        { "UPDATE meta SET account = 'another'", LedgerFault.Foreign, "belongs to another dealer account" },
        { "UPDATE meta SET lineage = gen_random_uuid()", LedgerFault.Older, "is another one" },
        { "UPDATE meta SET serial = 0", LedgerFault.Older, "is an older copy" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void What_is_not_the_ledger_is_refused_and_kept(string damage, LedgerFault fault, string message)
    {
        _home.Open().Dispose();
        _home.Sql(damage);

        var exception = Assert.Throws<LedgerException>(_home.Open);

        Assert.Equal(fault, exception.Fault);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Contains("-NewLedger", exception.Message, StringComparison.Ordinal);

        using (var fresh = LedgerStore.Open(_home.Options with { NewLedger = true }))
            Assert.Empty(fresh.Find(new LedgerQuery()));
        var address = PostgresAddress.Parse(_home.Options.Path!, _home.Account);
        Assert.Equal(2L, _home.Sql($"SELECT count(*) FROM pg_namespace WHERE nspname LIKE '{address.Schema}%'"));
        _home.Open().Dispose();
    }

    [Fact]
    public async Task Several_accounts_share_a_database()
    {
        using var other = new LedgerHome(LedgerKind.Postgres);
        using var first = _home.Open();
        using var second = other.Open();
        await using var one = await LedgerHome.Run(first);
        await using var two = await LedgerHome.Run(second);

        one.Write([LedgerHome.Listed(new(LedgerHome.VinOf(1)))]);

        Assert.Single(first.Find(new LedgerQuery()));
        Assert.Empty(second.Find(new LedgerQuery()));
    }

    [Fact]
    public async Task The_password_is_shown_nowhere()
    {
        using var ledger = _home.Open();
        await using var writer = await LedgerHome.Run(ledger);
        using var other = LedgerStore.Open(_home.Options with { Seat = "another machine" });
        var said = new List<string> { ledger.Location, string.Join(' ', _home.Warnings), await File.ReadAllTextAsync(_home.AnchorPath, TestContext.Current.CancellationToken) };
        said.Add((await Assert.ThrowsAsync<LedgerException>(() => LedgerHome.Lease(other))).ToString());
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
        Assert.Equal(0L, _home.Sql($"SELECT count(*) FROM runner WHERE holder LIKE '%{PostgresServer.Password}%'"));
    }

    [Fact]
    public async Task A_lease_is_renewed_while_it_is_held_and_lost_when_it_was_not()
    {
        var time = new ManualTime();
        using var ledger = LedgerStore.Open(_home.Options with { TimeProvider = time });
        await using var writer = (ISharedWriter)await LedgerHome.Run(ledger);
        var ends = _home.Sql("SELECT expires_at::text FROM runner");

        time.Advance(TimeSpan.FromSeconds(31));
        Assert.NotEqual(ends, _home.Sql("SELECT expires_at::text FROM runner"));
        writer.EnsureHeld();

        // It was stalled for too long by the database's clock, whoever has the ledger now.
        _home.Sql("UPDATE runner SET expires_at = clock_timestamp()");
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(LedgerFault.LeaseLost, Assert.Throws<LedgerException>(writer.EnsureHeld).Fault);
        var exception = Assert.Throws<LedgerException>(() => writer.Write([LedgerHome.Listed(new(LedgerHome.VinOf(1)))]));
        Assert.Equal(LedgerFault.LeaseLost, exception.Fault);
        Assert.Contains("no sign of life", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0L, _home.Sql("SELECT count(*) FROM vehicle"));
    }

    [Fact]
    public async Task A_clock_that_was_set_does_not_end_a_lease()
    {
        var time = new ManualTime();
        using var ledger = LedgerStore.Open(_home.Options with { TimeProvider = time });
        await using var writer = (ISharedWriter)await LedgerHome.Run(ledger);

        // A day forward: the database is asked, and it decides by its own clock.
        time.Advance(TimeSpan.FromDays(1));
        writer.EnsureHeld();
        writer.Write([LedgerHome.Listed(new(LedgerHome.VinOf(1)))]);
        Assert.Single(ledger.Find(new LedgerQuery()));
    }

    [Theory]
    [InlineData("postgres://u:p%40ss@db.example.test/izzy", "postgres://db.example.test:5432/izzy")]
    [InlineData("postgresql://db.example.test:6432/izzy?sslmode=require", "postgres://db.example.test:6432/izzy")]
    [InlineData("postgres:///izzy?host=/var/run/postgresql", "postgres:///var/run/postgresql:5432/izzy")]
    public void An_address_is_read(string address, string location)
    {
        Assert.True(PostgresAddress.IsAddress(address));
        Assert.Equal(location, PostgresAddress.Parse(address, new DealerAccount(new Uri("https://api.example.test/"), "dealer-7")).Location);
    }

    public void Dispose() => _home.Dispose();
}
