using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Ledger.Transfer.Move;
using Xunit;

namespace IzzyPS.Tests.Ledger.Transfer;

/// <summary>A move by another process, killed with SIGKILL after each of its steps: the old ledger is in use or the new one, never both, never neither.</summary>
[Trait("Category", "Slow")]
public sealed class LedgerMoveKillTests : IDisposable
{
    private const string FolderVariable = "IZZYPS_TEST_MOVE_FOLDER";
    private const string SourceVariable = "IZZYPS_TEST_MOVE_SOURCE";
    private const string DestinationVariable = "IZZYPS_TEST_MOVE_DESTINATION";
    private const string AccountVariable = "IZZYPS_TEST_MOVE_ACCOUNT";
    private const string StepVariable = "IZZYPS_TEST_MOVE_STEP";

    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(2);

    private readonly LedgerHome _home = new();

    public static TheoryData<bool, string> Kills => new(
        from toDatabase in new[] { true, false }
        from step in Enum.GetNames<LedgerMoveStep>()
        select new TheoryDataRow<bool, string>(toDatabase, step));

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task Killed_move_leaves_exactly_one_ledger_in_use(bool toDatabase, string killedAfter)
    {
        var (source, destination) = await FillAsync(toDatabase);
        var lineage = await KillAsync(source, destination, killedAfter);
        var isSwitched = Enum.Parse<LedgerMoveStep>(killedAfter) >= LedgerMoveStep.Switched;

        foreach (var folder in new[] { _home.Folder, Path.Combine(_home.Folder, "another-machine") })
        {
            // A caller that knows the old place opens that ledger first, and then the one that it names.
            var old = StateOf(source, folder);
            var @new = StateOf(destination, folder);
            LedgerFault? usable = folder == _home.Folder ? null : LedgerFault.NotAdopted;
            Assert.Equal(isSwitched ? (LedgerFault.Moved, usable) : (usable, killedAfter == nameof(LedgerMoveStep.Copied) ? LedgerFault.Moved : LedgerFault.Missing), (old, @new));
        }

        using var ledger = Open(isSwitched ? destination : source, _home.Folder);
        Assert.Equal(lineage, ledger.Lineage);
        Assert.Equal(20, ledger.ReadArchive().Count());
        await using var writer = await ledger.AcquireLeaseAsync("the next run", 2 * LeaseTime, TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(true, nameof(LedgerMoveStep.Copied))]
    [InlineData(true, nameof(LedgerMoveStep.Switched))]
    [InlineData(false, nameof(LedgerMoveStep.Copied))]
    [InlineData(false, nameof(LedgerMoveStep.Switched))]
    public async Task Move_that_was_killed_completes_when_run_again(bool toDatabase, string killedAfter)
    {
        var (source, destination) = await FillAsync(toDatabase);
        _ = await KillAsync(source, destination, killedAfter);

        var moved = await LedgerMove.MoveAsync(
            OptionsOf(source, _home.Folder), destination, "Move-IzzyLedger", 2 * LeaseTime, _ => { }, TestContext.Current.CancellationToken);

        var wasCopied = killedAfter == nameof(LedgerMoveStep.Copied);
        Assert.Equal((wasCopied ? 20L : null, wasCopied), (moved.Vehicles, moved.KeptAs is not null));
        Assert.Equal((LedgerFault.Moved, null), (StateOf(source, _home.Folder), StateOf(destination, _home.Folder)));
        using var ledger = Open(destination, _home.Folder);
        Assert.Equal(20, ledger.ReadArchive().Count());
    }

    [Fact(Explicit = true)]
    public async Task Moves_until_it_is_killed()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, $"It is started by other tests, with {FolderVariable}.");

        var step = Enum.Parse<LedgerMoveStep>(Environment.GetEnvironmentVariable(StepVariable)!);
        var options = Options(folder, Environment.GetEnvironmentVariable(AccountVariable)!, Environment.GetEnvironmentVariable(SourceVariable)!);
        await LedgerMove.MoveAsync(options, Environment.GetEnvironmentVariable(DestinationVariable)!, "the child process", TimeSpan.Zero, Reached, TestContext.Current.CancellationToken);

        void Reached(LedgerMoveStep reached)
        {
            if (reached == step)
                System.Diagnostics.Process.GetCurrentProcess().Kill();
        }
    }

    public void Dispose() => _home.Dispose();

    /// <summary>A ledger of 20 vehicles where it is to be moved from.</summary>
    private async Task<(string Source, string Destination)> FillAsync(bool toDatabase)
    {
        var (file, database) = (_home.LedgerPath, PostgresServer.Address);
        using var ledger = LedgerStore.Open(OptionsOf(toDatabase ? file : database, _home.Folder));
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        writer.Write([.. Enumerable.Range(1, 20).Select(number => LedgerHome.CreateListedWrite(new(LedgerHome.CreateVin(number))))]);
        writer.EndRun(LedgerHome.RunId, RunOutcome.Finished, new RunCounts(20, 0, 0, 0, 0, 0), LedgerHome.Now);
        return toDatabase ? (file, database) : (database, file);
    }

    private async Task<Guid> KillAsync(string source, string destination, string step)
    {
        Guid lineage;
        using (var ledger = Open(source, _home.Folder))
            lineage = ledger.Lineage;
        using var process = ChildTest.Start(typeof(LedgerMoveKillTests), nameof(Moves_until_it_is_killed), new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [FolderVariable] = _home.Folder,
            [SourceVariable] = source,
            [DestinationVariable] = destination,
            [AccountVariable] = _home.Account.BaseUri.AbsoluteUri,
            [StepVariable] = step,
        });
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 128 + 9 || OperatingSystem.IsWindows(), output);
        return lineage;
    }

    /// <summary>Why a ledger is refused; null where it can be used. None is started.</summary>
    private LedgerFault? StateOf(string path, string folder)
    {
        try
        {
            using var ledger = Open(path, folder);
            return null;
        }
        catch (LedgerException exception)
        {
            return exception.Fault;
        }
    }

    private ILedger Open(string path, string folder) => LedgerStore.Open(OptionsOf(path, folder) with { IsRequired = true });

    private LedgerOptions OptionsOf(string path, string folder) => Options(folder, _home.Account.BaseUri.AbsoluteUri, path);

    private static LedgerOptions Options(string folder, string account, string path) => new()
    {
        Account = new DealerAccount(new Uri(account), "dealer-7"),
        DataFolder = new DataFolder(folder),
        Path = path,
        LeaseTime = LeaseTime,
    };
}
