using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Ledger.Transfer.Move;
using Xunit;

namespace IzzyPS.Tests.Ledger.Transfer;

/// <summary>A ledger goes from SQLite to PostgreSQL and back, and nothing of it is lost.</summary>
public sealed class LedgerMoveTests : IDisposable
{
    private static readonly VehicleKey Unbuilt = VehicleKey.FromConfigurationNumber("Zamówienie 17");

    private readonly LedgerHome _home = new();

    [Fact]
    public async Task Ledger_moved_there_and_back_is_the_same_and_the_old_names_the_new()
    {
        await FillAsync();
        using var before = _home.Open();
        var (lineage, serial, entries) = (before.Lineage, before.Serial, before.Find(new LedgerQuery()).ToList());
        var elsewhere = Path.Combine(_home.Folder, "back.db");

        var there = await MoveAsync(_home.Options, PostgresServer.Address);
        Assert.Equal((3L, null), (there.Vehicles, there.KeptAs));
        AssertMoved(_home.Open, there.Destination);

        var options = _home.Options with { Path = PostgresServer.Address };
        using (var ledger = LedgerStore.Open(options with { IsRequired = true }))
        {
            AssertSame(ledger);
            // It is written on behind the rows that came along.
            await using var writer = await LedgerHome.BeginRunAsync(ledger, Guid.CreateVersion7());
            writer.Write([LedgerHome.CreateListedWrite(new(LedgerHome.CreateVin(50)), feed: "third") with { Operation = null, Event = null, PriceChanged = false }]);
        }

        var back = await MoveAsync(options, elsewhere);
        AssertMoved(() => LedgerStore.Open(options), elsewhere);
        Assert.Equal(4L, back.Vehicles);
        using var home = LedgerStore.Open(_home.Options with { Path = elsewhere, IsRequired = true });
        Assert.Equal([.. entries, LedgerHome.CreateEntry(new(LedgerHome.CreateVin(50)), feed: "third")], home.Find(new LedgerQuery()));
        Assert.Single(home.FindInDoubt());

        void AssertSame(ILedger ledger)
        {
            Assert.Equal(lineage, ledger.Lineage);
            Assert.True(ledger.Serial > serial);
            Assert.Equal(entries, ledger.Find(new LedgerQuery()));
            Assert.Single(ledger.FindInDoubt());
        }
    }

    [Fact]
    public async Task Move_to_a_place_that_is_not_empty_is_refused()
    {
        await FillAsync();
        var filled = _home.Options with { Path = Path.Combine(_home.Folder, "filled.db"), DataFolder = new DataFolder(Path.Combine(_home.Folder, "other")) };
        using (var ledger = LedgerStore.Open(filled))
        {
            await using var writer = await LedgerHome.BeginRunAsync(ledger);
        }

        var exception = await Assert.ThrowsAsync<LedgerException>(() => MoveAsync(_home.Options, filled.Path!));

        Assert.Equal(LedgerFault.Conflict, exception.Fault);
        Assert.Contains("is not empty: 1 row in 'feed'", exception.Message, StringComparison.Ordinal);
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

    [Fact]
    public async Task Move_back_keeps_the_old_ledger_under_another_name()
    {
        await FillAsync();
        _ = await MoveAsync(_home.Options, PostgresServer.Address);

        var back = await MoveAsync(_home.Options with { Path = PostgresServer.Address }, _home.LedgerPath);

        Assert.True(File.Exists(back.KeptAs));
        AssertMoved(() => LedgerStore.Open(_home.Options with { Path = back.KeptAs }), there: PostgresServer.Address);
        using (var ledger = _home.Open())
            Assert.Equal(3, ledger.ReadArchive().Count());
        var there = await MoveAsync(_home.Options, PostgresServer.Address);
        Assert.StartsWith("izzyps_", there.KeptAs, StringComparison.Ordinal);
        using var again = LedgerStore.Open(_home.Options with { Path = PostgresServer.Address, IsRequired = true });
        Assert.Equal(3, again.ReadArchive().Count());
    }

    [Fact]
    public async Task Empty_ledger_at_the_target_is_kept_under_another_name()
    {
        await FillAsync();
        var options = _home.Options with { Path = Path.Combine(_home.Folder, "empty.db"), DataFolder = new DataFolder(Path.Combine(_home.Folder, "other")) };
        LedgerStore.Open(options).Dispose();

        var moved = await MoveAsync(_home.Options, options.Path!);

        Assert.True(File.Exists(moved.KeptAs));
        using var ledger = LedgerStore.Open(_home.Options with { Path = options.Path, IsRequired = true });
        Assert.Equal(3, ledger.ReadArchive().Count());
    }

    [Fact]
    public async Task Move_takes_the_account_anchor_along()
    {
        await FillAsync();

        var moved = await MoveAsync(_home.Options, PostgresServer.Address);

        Assert.Equal(moved.Destination, LedgerAnchor.Read(_home.AnchorPath)!.Ledger);
        using var ledger = LedgerStore.Open(_home.Options with { Path = PostgresServer.Address, IsRequired = true });
        Assert.Equal(LedgerAnchor.Read(_home.AnchorPath)!.Serial, ledger.Serial);
    }

    [Fact]
    public async Task No_other_command_of_the_process_writes_during_or_after_a_move()
    {
        await FillAsync();
        using var ledger = _home.Open();
        await using (await LedgerHome.AcquireLeaseAsync(ledger))
        {
            var shared = await Assert.ThrowsAsync<LedgerException>(() => MoveAsync(_home.Options, PostgresServer.Address));
            Assert.Equal(LedgerFault.Leased, shared.Fault);
        }

        var refused = new List<Task<LedgerException>>();
        _ = await MoveAsync(_home.Options, PostgresServer.Address, _ => refused.Add(Assert.ThrowsAsync<LedgerException>(() => LedgerHome.AcquireLeaseAsync(ledger))));

        Assert.Equal(4, refused.Count);
        Assert.All(await Task.WhenAll(refused), exception => Assert.Equal(LedgerFault.Leased, exception.Fault));
        Assert.Equal(LedgerFault.Moved, (await Assert.ThrowsAsync<LedgerException>(() => LedgerHome.AcquireLeaseAsync(ledger))).Fault);
    }

    [Fact]
    public async Task Move_to_the_same_or_an_unreachable_place_fails_and_moves_nothing()
    {
        await FillAsync();
        var link = Path.Combine(_home.Folder, "link.db");
        File.CreateSymbolicLink(link, _home.LedgerPath);
        (string Destination, LedgerFault Fault, string Message)[] wrong =
        [
            (_home.LedgerPath, LedgerFault.Conflict, "is there already"),
            (link, LedgerFault.Conflict, "is there already"),
            ("postgres://izzy:secret@127.0.0.1:1/izzy", LedgerFault.Storage, "can't be reached"),
            ("postgres://127.0.0.1", LedgerFault.Address, "right would be postgres://"),
            (Path.Combine(_home.LedgerPath, "below", "a.db"), LedgerFault.Storage, "can't be used"),
        ];
        foreach (var (destination, fault, message) in wrong)
        {
            var exception = await Assert.ThrowsAsync<LedgerException>(() => MoveAsync(_home.Options, destination));
            Assert.Equal(fault, exception.Fault);
            Assert.Contains(message, exception.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
        }

        using var still = _home.Open();
        Assert.Equal(3, still.ReadArchive().Count());
    }

    [Fact]
    public async Task Cancelled_move_leaves_nothing_behind()
    {
        await FillAsync();
        using var cancel = new CancellationTokenSource();
        var elsewhere = Path.Combine(_home.Folder, "elsewhere.db");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            LedgerMove.MoveAsync(_home.Options, elsewhere, "Move-IzzyLedger", TimeSpan.Zero, _ => cancel.Cancel(), cancel.Token));

        Assert.False(File.Exists(elsewhere));
        Assert.Empty(Directory.GetFiles(_home.Folder, "*.new*"));
        using var still = _home.Open();
        Assert.Equal(3, still.ReadArchive().Count());
    }

    public void Dispose() => _home.Dispose();

    private static Task<LedgerMoved> MoveAsync(LedgerOptions from, string to, Action<LedgerMoveStep>? reached = null) =>
        LedgerMove.MoveAsync(from, to, "Move-IzzyLedger", TimeSpan.Zero, reached ?? (_ => { }), TestContext.Current.CancellationToken);

    private static void AssertMoved(Func<ILedger> open, string there)
    {
        var exception = Assert.Throws<LedgerException>(open);
        Assert.Equal(LedgerFault.Moved, exception.Fault);
        Assert.Contains(there[(there.LastIndexOf('@') + 1)..], exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, exception.Message, StringComparison.Ordinal);
    }

    private async Task FillAsync()
    {
        using var ledger = _home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        writer.Write(
        [
            LedgerHome.CreateListedWrite(new(LedgerHome.CreateVin(1))),
            LedgerHome.CreateListedWrite(Unbuilt),
            new LedgerWrite(LedgerHome.CreateOperation(new(LedgerHome.CreateVin(2)), state: OperationState.InDoubt) with { Error = "no answer" })
            {
                Event = LedgerHome.CreateEvent(new(LedgerHome.CreateVin(2)), VehicleEventKind.InDoubt),
            },
        ]);
        writer.EndRun(LedgerHome.RunId, RunOutcome.Finished, new RunCounts(2, 0, 0, 0, 1, 0), LedgerHome.Now);
    }
}
