using IzzyPS.Ledger;
using IzzyPS.Ledger.Move;
using IzzyPS.Vehicles;
using Xunit;

namespace IzzyPS.Tests.Ledger;

/// <summary>A ledger goes from SQLite to PostgreSQL and back, and nothing of it is lost.</summary>
public sealed class LedgerMoveTests : IDisposable
{
    private static readonly VehicleKey Unbuilt = VehicleKey.OfConfigurationNumber("Zamówienie 17");

    private readonly LedgerHome _home = new();

    [Fact]
    public async Task There_and_back_it_is_the_same_ledger_and_the_old_one_says_where_it_went()
    {
        await FillAsync();
        using var before = _home.Open();
        var (lineage, serial, entries) = (before.Lineage, before.Serial, before.Find(new LedgerQuery()).ToList());
        var elsewhere = Path.Combine(_home.Folder, "back.db");

        var there = await MoveAsync(_home.Options, PostgresServer.Address);
        Assert.Equal((3L, 1L, 3L), (there.Rows["vehicle"], there.Rows["run"], there.Rows["event"]));
        AssertMoved(_home.Open, there.Target);

        var options = _home.Options with { Path = PostgresServer.Address };
        using (var ledger = LedgerStore.Open(options with { IsRequired = true }))
        {
            AssertSame(ledger);
            // It is written on behind the rows that came along.
            await using var writer = await LedgerHome.Run(ledger, Guid.CreateVersion7());
            writer.Write([LedgerHome.Listed(new(LedgerHome.VinOf(50)), feed: "third") with { Operation = null, Event = null, PriceChanged = false }]);
        }

        var back = await MoveAsync(options, elsewhere);
        AssertMoved(() => LedgerStore.Open(options), elsewhere);
        Assert.Equal(4L, back.Rows["vehicle"]);
        using var home = LedgerStore.Open(_home.Options with { Path = elsewhere, IsRequired = true });
        Assert.Equal([.. entries, LedgerHome.Entry(new(LedgerHome.VinOf(50)), feed: "third")], home.Find(new LedgerQuery()));
        Assert.Single(home.InDoubt());

        void AssertSame(ILedger ledger)
        {
            Assert.Equal(lineage, ledger.Lineage);
            Assert.True(ledger.Serial > serial);
            Assert.Equal(entries, ledger.Find(new LedgerQuery()));
            Assert.Single(ledger.InDoubt());
        }
    }

    [Fact]
    public async Task A_place_that_is_not_empty_is_refused_and_nothing_has_moved()
    {
        await FillAsync();
        var filled = _home.Options with { Path = Path.Combine(_home.Folder, "filled.db"), DataFolder = new DataFolder(Path.Combine(_home.Folder, "other")) };
        using (var ledger = LedgerStore.Open(filled))
        {
            await using var writer = await LedgerHome.Run(ledger);
        }

        var exception = await Assert.ThrowsAsync<LedgerException>(() => MoveAsync(_home.Options, filled.Path!));

        Assert.Equal(LedgerFault.Conflict, exception.Fault);
        Assert.Contains("is not empty: 1 rows in 'feed'", exception.Message, StringComparison.Ordinal);
        using var still = _home.Open();
        Assert.Equal(3, still.Find(new LedgerQuery()).Count());
    }

    [Fact]
    public async Task A_ledger_that_a_run_holds_is_not_moved()
    {
        await FillAsync();
        using var held = new FileStream(_home.LedgerPath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

        var exception = await Assert.ThrowsAsync<LedgerException>(() => MoveAsync(_home.Options, PostgresServer.Address));

        Assert.Equal(LedgerFault.Leased, exception.Fault);
    }

    public void Dispose() => _home.Dispose();

    private static Task<LedgerMoved> MoveAsync(LedgerOptions from, string to) =>
        LedgerMove.MoveAsync(from, to, "Move-IzzyLedger", TestContext.Current.CancellationToken);

    private static void AssertMoved(Func<ILedger> open, string target)
    {
        var exception = Assert.Throws<LedgerException>(open);
        Assert.Equal(LedgerFault.Moved, exception.Fault);
        Assert.Contains(target, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, exception.Message, StringComparison.Ordinal);
    }

    private async Task FillAsync()
    {
        using var ledger = _home.Open();
        await using var writer = await LedgerHome.Run(ledger);
        writer.Write(
        [
            LedgerHome.Listed(new(LedgerHome.VinOf(1))),
            LedgerHome.Listed(Unbuilt),
            new LedgerWrite(LedgerHome.OperationOf(new(LedgerHome.VinOf(2)), state: OperationState.InDoubt) with { Error = "no answer" })
            {
                Event = LedgerHome.Happened(new(LedgerHome.VinOf(2)), "InDoubt"),
            },
        ]);
        writer.EndRun(LedgerHome.RunId, RunOutcome.Finished, new RunCounts(2, 0, 0, 0, 1, 0), LedgerHome.Now);
    }
}
