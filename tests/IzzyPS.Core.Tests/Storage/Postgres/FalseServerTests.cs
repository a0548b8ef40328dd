using System.Diagnostics;
using IzzyPS.Ledger.Opening;
using Xunit;

namespace IzzyPS.Tests.Storage.Postgres;

/// <summary>A false server in PostgreSQL's place does no harm: opening the ledger ends in time with a clear error.</summary>
[Trait("Category", "Slow")]
public sealed class FalseServerTests : IDisposable
{
    private const string Secret = "Hunter2-planted";
    private const string NoPostgres = "does not answer as PostgreSQL does";

    private readonly LedgerHome _home = new();

    [Theory]
    [InlineData(FakeLogin.Http, "can't be reached")]
    [InlineData(FakeLogin.HugeMessage, NoPostgres)]
    [InlineData(FakeLogin.NegativeMessage, NoPostgres)]
    [InlineData(FakeLogin.UnknownLogin, NoPostgres)]
    [InlineData(FakeLogin.UnknownMessage, NoPostgres)]
    [InlineData(FakeLogin.ScramBadSalt, NoPostgres)]
    [InlineData(FakeLogin.ScramWordCount, NoPostgres)]
    [InlineData(FakeLogin.ScramNoCount, NoPostgres)]
    [InlineData(FakeLogin.Silent, "can't be reached")]
    [InlineData(FakeLogin.MissingTable, "the server refused")]
    [InlineData(FakeLogin.OwnError, "the server refused")]
    public void A_false_server_is_a_storage_fault_in_time(FakeLogin login, string message)
    {
        using var server = new FakePostgres(login);
        var clock = Stopwatch.StartNew();

        // With NewLedger, a fault that says "damaged" would have the ledger replaced.
        var exception = Assert.Throws<LedgerException>(() => LedgerStore.Open(_home.Options with { Path = AddressOf(server), NewLedger = true }));

        Assert.Equal(LedgerFault.Storage, exception.Fault);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, exception + server.Received, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Equal(1, server.Connections);
    }

    public void Dispose() => _home.Dispose();

    private static string AddressOf(FakePostgres server) => $"postgres://izzy:{Secret}@127.0.0.1:{server.Port}/izzy?connect_timeout=2";
}
