using IzzyPS.Ledger.Opening;
using IzzyPS.Output;
using IzzyPS.Storage;
using IzzyPS.Storage.Postgres;
using Npgsql;
using Xunit;

namespace IzzyPS.Tests.Storage.Postgres;

/// <summary>An address is read strictly, and none of those that would send the password unprotected is taken.</summary>
public sealed class PostgresAddressTests
{
    private const string Secret = "Hunter2-planted";

    private static readonly DealerAccount Account = new(new Uri("https://api.example.test/"), "dealer-7");

    /// <summary>What is refused as an address, or because it looks like one.</summary>
    public static TheoryData<string> Awful =>
    [
        .. new[]
        {
            $"postgres://izzy:{Secret}@db.example.test/izzy?connect_timeout=5000", $"postgres://izzy:{Secret}@127.0.0.1/izzy?connect_timeout=0",
            $"postgres://izzy:{Secret}@127.0.0.1/izzy?connect_timeout=-1", $"postgres://izzy:{Secret}@127.0.0.1/izzy%00", $"postgres://izzy:{Secret}%00@127.0.0.1/izzy",
            $"postgres://izzy%zz:{Secret}@127.0.0.1/izzy", $"postgres://izzy:{Secret}@127.0.0.1/izzy%", $"postgres://izzy:{Secret}%FF@127.0.0.1/izzy",
            $"postgres://izzy:{Secret}@127.0.0.1/izzy?application_name=x", $"postgres://izzy:{Secret}@127.0.0.1/izzy?sslmode", $"postgres://izzy:{Secret}@127.0.0.1/izzy?sslmode=full",
            $"postgres://izzy:{Secret}@127.0.0.1/izzy?sslmode=prefer&sslmode=disable", $"postgres://izzy:{Secret}@127.0.0.1/izzy?&", $"postgres://izzy:{Secret}@127.0.0.1:99999/izzy",
            $"postgres://izzy:{Secret}@127.0.0.1:0/izzy", $"postgres://izzy:{Secret}@127.0.0.1:/izzy", $"postgres://izzy:{Secret}@127.0.0.1:5432x/izzy", $"postgres://izzy:{Secret}@/izzy",
            $"postgres:///{Secret}", $"postgres://izzy:{Secret}@a,b/izzy", $"postgres://izzy:{Secret}@127.0.0.1,127.0.0.2/izzy", $"postgres://izzy:{Secret}@127.0.0.1", $"postgres://izzy:{Secret}@127.0.0.1/",
            $"postgres://izzy:{Secret}@127.0.0.1/izzy/more", $"postgres://izzy:a@{Secret}@127.0.0.1/izzy", $"postgres://izzy:5/{Secret}@127.0.0.1/izzy", $"postgres://izzy:5/{Secret}@127.0.0.1",
            $"postgres://izzy:#{Secret}@127.0.0.1/izzy", $"postgres://izzy:?{Secret}@127.0.0.1/izzy", $"postgres://izzy:{Secret}@127.1/izzy", $"postgres://izzy:{Secret}@2130706433/izzy",
            $"postgres://izzy:{Secret}@0x7f000001/izzy", $"postgres://izzy:{Secret}@[127.0.0.1]/izzy", $"postgres://izzy:{Secret}@[::1/izzy", $"postgres://izzy:{Secret}@::1/izzy",
            $"postgres://izzy:{Secret}@ho st/izzy", $"postgres://izzy:{Secret}@host..test/izzy", $"postgres://izzy:{Secret}@db.example.test/izzy?host=/tmp", $"postgres://izzy:{Secret}@/izzy?host=db.example.test",
            $"postgres://izzy:{Secret}@db.example.test/izzy?sslmode=disable", $"postgres://izzy:{Secret}@db.example.test/izzy?sslmode=allow",
            $"postgres://izzy:{Secret}@db.example.test/izzy?sslmode=prefer", $"postgres://izzy:{Secret}@db.example.test/izzy?sslmode=require", $"postgres://izzy:{Secret}@db.example.test/izzy?sslmode=verify-ca",
            $"postgres://izzy:{Secret}@db.example.test/izzy?sslmode=verify-ca&sslrootcert=system", $"postgres://izzy:{Secret}@localhost.example.test/izzy?sslmode=require",
            $"postgres://izzy:{Secret}@10.0.0.1/izzy?sslmode=require", $"postgres://izzy:{Secret}@db.example.test/izzy?sslrootcert=/nowhere/{Secret}", $"postgres://izzy:{Secret}@127.0.0.1/izzy?channel_binding=yes",
            $"jdbc:postgresql://db.example.test/izzy?user=izzy&password={Secret}", $"jdbc:postgresql:izzy?password={Secret}", $"host=db.example.test user=izzy password={Secret}", $"Host=db;Username=izzy;Password={Secret}",
            $"dbname=izzy password='{Secret}'", $"  postgres://izzy:{Secret}@127.0.0.1/izzy", $"postgres:/izzy:{Secret}@127.0.0.1/izzy", $"postgres:izzy:{Secret}@127.0.0.1", $"postgresq://izzy:{Secret}@127.0.0.1/izzy",
            $"pgsql://izzy:{Secret}@db/izzy", $"https://izzy:{Secret}@db/izzy", $"izzy:{Secret}@db.example.test/izzy", $"izzy:{Secret}@db.example.test:5432", $"//izzy:{Secret}@db.example.test/izzy", $"sqlite:///{Secret}.db",
            $"postgres//izzy:{Secret}@h:5432/izzy", $"postgres;//izzy:{Secret}@h/izzy", $"postgres\uFF1A//izzy:{Secret}@h/izzy", $"postgres\uFF1A\uFF0F\uFF0Fizzy\uFF1A{Secret}\uFF20h/izzy",
            $"p:{Secret}@db.example.com/izzy", $"db.example.com:5432:izzy:izzy:{Secret}", $$"""{"host":"h","password":"{{Secret}}"}""", $"/postgres:izzy:{Secret}@h/db", $"./izzy:{Secret}@h/db",
            $"postgres.izzy:{Secret}", $"izzy/{Secret}@h/db", $"izzy\uFE55{Secret}", $"izzy\u2236{Secret}", $"izzy/{Secret}\uFE6Bh", $"postgres%3A%2F%2Fizzy%3A{Secret}%40h", $"user={Secret}", $"izzy?{Secret}",
            $"/srv//izzy/{Secret}", $"./postgres\uFF1Aizzy/{Secret}@h", $"~/izzy:{Secret}@h", $"\u201Chost\u201D: {Secret}", "a:b.db",
        },
    ];

    [Theory]
    [MemberData(nameof(Awful))]
    public void Wrong_or_unsafe_address_is_refused_and_not_quoted(string address)
    {
        var options = OptionsOf(address);

        var exception = Assert.Throws<LedgerException>(() => LedgerStore.GetPlace(options));

        Assert.Equal(LedgerFault.Address, exception.Fault);
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.Ordinal);
        Assert.False(Outgoing.ToLine(exception).Contains("***", StringComparison.Ordinal), exception.Message);
    }

    [Theory]
    [InlineData("Temp:/ledger.db", true)]
    [InlineData(@"HOME:\a b\ledger.db", true)]
    [InlineData("FileSystem::/srv/ledger.db", true)]
    [InlineData(@"Microsoft.PowerShell.Core\FileSystem::/srv/ledger.db", true)]
    [InlineData("postgres:/izzy:planted@h/izzy", false)]
    [InlineData("postgres:/izzy/planted@h/izzy", false)]
    [InlineData("postgres:izzy/planted", false)]
    [InlineData("FileSystem::izzy:planted@h", false)]
    [InlineData("db.example.com:/planted", false)]
    [InlineData("Temp://planted", false)]
    public void PowerShell_drive_is_not_taken_for_a_scheme(string name, bool isPath) =>
        Assert.Equal(isPath, LedgerName.FindFault(name, hasDrives: true) is null);

    [Theory]
    [InlineData("./host=db password=x.db")]
    [InlineData("ledger.db")]
    [InlineData("stock/Ledger (2), Żółć-1_b.db")]
    [InlineData("/srv/anna@example.test/ledger.db")]
    [InlineData("/srv/2026-11-28T20:15/ledger.db")]
    [InlineData("../ledger.db")]
    [InlineData("./postgres:x.db")]
    [InlineData("/srv/with user=anna/ledger.db")]
    public void Text_that_is_clearly_a_path_is_a_path(string path)
    {
        var place = LedgerStore.GetPlace(OptionsOf(path));

        Assert.Equal(Path.GetFullPath(path), place.Location);
    }

    [Theory]
    [InlineData("postgres://u@db.example.test/izzy", SslMode.VerifyFull)]
    [InlineData("postgres://u@10.1.2.3/izzy", SslMode.VerifyFull)]
    [InlineData("postgres://u@db.example.test/izzy?sslmode=verify-full", SslMode.VerifyFull)]
    [InlineData("postgres://u@localhost.example.test/izzy", SslMode.VerifyFull)]
    [InlineData("postgres://u@127.0.0.1.example.test/izzy", SslMode.VerifyFull)]
    [InlineData("postgres://u@[2001:db8::1]/izzy", SslMode.VerifyFull)]
    [InlineData("postgres://u@127.0.0.1/izzy", SslMode.Prefer)]
    [InlineData("postgres://u@127.9.9.9/izzy", SslMode.Prefer)]
    [InlineData("postgres://u@[::1]/izzy", SslMode.Prefer)]
    [InlineData("postgres://u@localhost/izzy?sslmode=disable", SslMode.Disable)]
    [InlineData("postgres://u@127.0.0.1/izzy?sslrootcert=system", SslMode.VerifyFull)]
    [InlineData("postgres:///izzy?host=/var/run/postgresql", SslMode.Disable)]
    public void Remote_server_needs_a_certificate_and_every_server_needs_scram(string address, SslMode mode)
    {
        var builder = new NpgsqlConnectionStringBuilder(PostgresAddress.Parse(address, Account).ConnectionString);

        Assert.Equal((mode, GssEncryptionMode.Disable), (builder.SslMode, builder.GssEncryptionMode));
        Assert.Equal(builder.Host!.StartsWith('/') ? "ScramSHA256,None" : "ScramSHA256", builder.RequireAuth);
        // A name is never resolved to find out whether it is this machine.
        Assert.DoesNotContain("localhost", builder.Host.Split('.')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Own_certificate_authority_is_given_by_its_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            foreach (var (mode, expected) in new[] { (string.Empty, SslMode.VerifyFull), ("&sslmode=verify-ca", SslMode.VerifyCA) })
            {
                var builder = new NpgsqlConnectionStringBuilder(PostgresAddress.Parse($"postgres://u@db.example.test/izzy?sslrootcert={Uri.EscapeDataString(file)}{mode}", Account).ConnectionString);
                Assert.Equal((file, expected), (builder.RootCertificate, builder.SslMode));
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static LedgerOptions OptionsOf(string path) => new() { Account = Account, Path = path, DataFolder = new DataFolder(Path.GetTempPath()) };
}
