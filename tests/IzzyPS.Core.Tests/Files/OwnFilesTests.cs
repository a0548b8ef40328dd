using System.Runtime.Versioning;
using IzzyPS.Files;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Stock;
using IzzyPS.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace IzzyPS.Tests.Files;

/// <summary>Promise 9: nothing of ours is overwritten, deleted, or readable by others; each name of a ledger has the same lock.</summary>
public sealed class OwnFilesTests : IDisposable
{
    private readonly LedgerHome _home = new();

    public static TheoryData<string> Targets =>
    [
        "ledger", "ledger-wal", "ledger-shm", "ledger-journal", "ledger.lock", "symbolic link to the ledger", "hard link to the ledger", "LEDGER", "anchor",
        "new anchor", "profile", "new profile", "kept backup", "another ledger", "another ledger-wal", "foreign file", "foreign CSV",
    ];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Error_report_never_replaces_our_files_or_files_of_others(string target)
    {
        using var ledger = _home.Open();
        var path = PathOf(target, ledger);
        var before = Content();
        Assert.Throws<IOException>(() => ErrorReport.Create(path, Own, TimeProvider.System));
        Assert.Equal(before, Content());
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Forced_export_never_replaces_our_files_or_files_of_others(string target)
    {
        using var ledger = _home.Open();
        var path = PathOf(target, ledger);
        var before = Content();
        Assert.All(
            [LedgerFormat.Json, LedgerFormat.Native],
            format => Assert.Throws<IOException>(() => LedgerExport.Write(ledger, path, format, overwrite: true, Own, LedgerHome.Now)));
        Assert.Equal(before, Content());
        Assert.Empty(ledger.FindDamage());
    }

    /// <summary>Closing a handle of a database that the process has open would drop SQLite's locks (sqlite.org/howtocorrupt.html, 2.2).</summary>
    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-shm")]
    public async Task Ledger_that_this_process_has_open_is_refused_as_output(string part)
    {
        using var ledger = _home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        var path = Path.Combine(_home.Folder, "alias");
        if (OperatingSystem.IsLinux())
            using (var link = System.Diagnostics.Process.Start("ln", [_home.LedgerPath + part, path]))
                await link.WaitForExitAsync(TestContext.Current.CancellationToken);
        else
            File.CreateSymbolicLink(path, _home.LedgerPath + part);

        var report = Assert.Throws<IOException>(() => ErrorReport.Create(path, [], TimeProvider.System));
        var read = Assert.Throws<IOException>(() => InputFile.OpenRead(path).Dispose());

        Assert.All([report, read], exception => Assert.Contains("that this process has open", exception.Message, StringComparison.Ordinal));
        File.Delete(path);
    }

    [Theory]
    [InlineData(LedgerFormat.Json)]
    [InlineData(LedgerFormat.Native)]
    public void Forced_export_replaces_only_an_earlier_export_of_its_kind(LedgerFormat format)
    {
        using var ledger = _home.Open();
        var path = Path.Combine(_home.Folder, "export");
        var other = format == LedgerFormat.Json ? LedgerFormat.Native : LedgerFormat.Json;
        LedgerExport.Write(ledger, path, format, overwrite: false, Own, LedgerHome.Now);
        LedgerExport.Write(ledger, path, format, overwrite: true, Own, LedgerHome.Now);
        Assert.Throws<IOException>(() => LedgerExport.Write(ledger, path, other, overwrite: true, Own, LedgerHome.Now));
        Assert.Throws<IOException>(() => ErrorReport.Create(path, Own, TimeProvider.System));
        Assert.Throws<IOException>(() => LedgerExport.Write(ledger, path, format, overwrite: false, Own, LedgerHome.Now));
    }

    [Theory]
    [InlineData(LedgerFormat.Json, false)]
    [InlineData(LedgerFormat.Json, true)]
    [InlineData(LedgerFormat.Native, false)]
    [InlineData(LedgerFormat.Native, true)]
    public void Forced_export_never_replaces_a_backup_of_another_ledger(LedgerFormat format, bool isSameAccount)
    {
        var path = Path.Combine(_home.Folder, "export");
        using (var ledger = _home.Open())
            LedgerExport.Write(ledger, path, format, overwrite: false, Own, LedgerHome.Now);
        var before = File.ReadAllBytes(path);

        using var home = new LedgerHome();
        if (isSameAccount)
            File.Delete(_home.LedgerPath);
        using var other = isSameAccount ? LedgerStore.Open(_home.Options with { NewLedger = true }) : home.Open();
        var exception = Assert.Throws<IOException>(() => LedgerExport.Write(other, path, format, overwrite: true, [], LedgerHome.Now));

        Assert.Contains(isSameAccount ? "from before a fresh start" : "another dealer account's ledger", exception.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_home.Folder, "export*"));
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("socket")]
    [InlineData("device")]
    public async Task Forced_export_never_replaces_a_device_a_pipe_or_a_socket(string what)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "NOT TESTED: only Linux tells them from files.");
        using var ledger = _home.Open();
        var path = Path.Combine(_home.Folder, what);
        if (what == "pipe")
            await System.Diagnostics.Process.Start("mkfifo", [path]).WaitForExitAsync(TestContext.Current.CancellationToken);
        if (what == "device")
        {
            // One of its own: a failure must not take the machine's /dev/null away.
            using var mknod = System.Diagnostics.Process.Start("mknod", [path, "c", "1", "3"]);
            await mknod.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipUnless(mknod.ExitCode == 0, "NOT TESTED: only root can make a device.");
        }

        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        if (what == "socket")
            socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
        Assert.All(
            [LedgerFormat.Json, LedgerFormat.Native],
            format => Assert.Contains(
                "a device, a pipe or a socket",
                Assert.Throws<IOException>(() => LedgerExport.Write(ledger, path, format, overwrite: true, Own, LedgerHome.Now)).Message,
                StringComparison.Ordinal));
        Assert.NotEqual(FileKind.Regular, FileFacts.Read(path)!.Kind);
    }

    [Fact]
    public void A_file_that_appears_while_a_report_is_written_is_not_replaced()
    {
        var path = Path.Combine(_home.Folder, "errors.csv");
        using (var report = ErrorReport.Create(path, Own, TimeProvider.System))
        {
            File.WriteAllText(path, "somebody's");
            Assert.Throws<IOException>(report.Complete);
        }

        Assert.Equal("somebody's", File.ReadAllText(path));
    }

    [Fact]
    public async Task Backup_used_as_the_ledger_is_protected_and_closes_nothing_at_first()
    {
        var path = Path.Combine(_home.Folder, "restored.db");
        using (var ledger = _home.Open())
        {
            await using var writer = await LedgerHome.BeginRunAsync(ledger);
            writer.Write([LedgerHome.CreateListedWrite(new(LedgerHome.CreateVin(1)))]);
            writer.EndRun(LedgerHome.RunId, RunOutcome.Finished, new RunCounts(1, 0, 0, 0, 0, 0), LedgerHome.Now);
        }

        using (var ledger = _home.Open())
            LedgerExport.Write(ledger, path, LedgerFormat.Native, overwrite: false, Own, LedgerHome.Now);
        using var restored = LedgerStore.Open(_home.Options with { Path = path });
        await using (var writer = await LedgerHome.AcquireLeaseAsync(restored))
            Assert.True(writer.GetFeedFacts("default", LedgerHome.Now).MustReestablish);
        Assert.Throws<IOException>(() => LedgerExport.Write(restored, path, LedgerFormat.Native, overwrite: true, [], LedgerHome.Now));
    }

    [Fact]
    public void Pruning_deletes_exact_own_names_only_and_never_the_newest()
    {
        _home.Open().Dispose();
        var (folder, stem) = (Path.GetDirectoryName(_home.LedgerPath)!, Path.GetFileNameWithoutExtension(_home.LedgerPath));
        string[] others =
        [
            $"{stem}.backup-monday.db", $"{stem}.backup-20200101T000000000Z-monday.db", $"{stem}.backup-20200101T000000000Z-import.db.old",
            $"{stem}.backup-20200101T000000000Z-import.dbx", $"{stem}.backup-2020-import.db", $"x{stem}.backup-20200101T000000000Z-import.db",
            $"{stem}.db.new",
        ];
        foreach (var other in others)
            File.WriteAllText(Path.Combine(folder, other), "mine");

        var kept = Enumerable.Range(0, 8).Select(day => SqliteBackup.Keep(_home.LedgerPath, "import", LedgerHome.Now.AddDays(day))).ToList();
        Assert.All(kept[^5..], backup => Assert.True(File.Exists(backup)));
        Assert.All(kept[..^5], backup => Assert.False(File.Exists(backup)));

        // The clock was set back: the newest by its name is not the one just made.
        var back = SqliteBackup.Keep(_home.LedgerPath, "upgrade", LedgerHome.Now.AddYears(-1));
        Assert.True(File.Exists(back));
        Assert.True(File.Exists(kept[^1]));
        Assert.All(others, other => Assert.Equal("mine", File.ReadAllText(Path.Combine(folder, other))));
    }

    [Fact]
    public void Creating_a_ledger_deletes_no_file_with_a_similar_name()
    {
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(_home.LedgerPath)!).FullName;
        string[] others = [_home.LedgerPath + ".new", Path.Combine(folder, $"other.db.{Guid.CreateVersion7():N}.new")];
        var left = $"{_home.LedgerPath}.{Guid.CreateVersion7():N}.new";
        foreach (var file in others.Append(left))
            File.WriteAllText(file, "mine");
        _home.Open().Dispose();
        Assert.All(others, other => Assert.Equal("mine", File.ReadAllText(other)));
        Assert.False(File.Exists(left));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task All_our_files_become_private()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: Windows has other rights.");
        const UnixFileMode All = (UnixFileMode)0x1FF;
        Directory.CreateDirectory(Path.Combine(_home.Folder, "ledgers"));
        foreach (var folder in new[] { _home.Folder, Path.Combine(_home.Folder, "ledgers") })
            File.SetUnixFileMode(folder, All);
        _home.Open().Dispose();
        File.SetUnixFileMode(_home.LedgerPath, (UnixFileMode)0x1A4);
        File.SetUnixFileMode(_home.LedgerPath + ".lock", (UnixFileMode)0x1A4);

        using var ledger = _home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        writer.Write([LedgerHome.CreateListedWrite(new(LedgerHome.CreateVin(1)))]);
        _ = ledger.KeepBackup("import");
        var exports = Directory.CreateDirectory(Path.Combine(_home.Folder, "exports")).FullName;
        LedgerExport.Write(ledger, Path.Combine(exports, "a.json"), LedgerFormat.Json, overwrite: false, Own, LedgerHome.Now);
        LedgerExport.Write(ledger, Path.Combine(exports, "a.db"), LedgerFormat.Native, overwrite: false, Own, LedgerHome.Now);
        File.WriteAllText(Path.Combine(exports, "errors.csv"), string.Empty);
        using (var report = ErrorReport.Create(Path.Combine(exports, "errors.csv"), Own, TimeProvider.System))
            report.Complete();

        var files = Directory.GetFiles(_home.Folder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => file.EndsWith("-wal", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith("-shm", StringComparison.Ordinal));
        Assert.Equal([], files.Where(file => File.GetUnixFileMode(file) != (UnixFileMode)0x180));
        string[] folders = [_home.Folder, Path.Combine(_home.Folder, "ledgers"), Path.Combine(_home.Folder, "accounts")];
        Assert.Equal([], folders.Where(folder => File.GetUnixFileMode(folder) != (UnixFileMode)0x1C0));
    }

    [Fact]
    public async Task Symbolic_link_to_a_ledger_uses_the_same_lock_and_anchor()
    {
        using var ledger = _home.Open();
        await using var writer = await LedgerHome.AcquireLeaseAsync(ledger);
        var link = Path.Combine(_home.Folder, "link.db");
        File.CreateSymbolicLink(link, _home.LedgerPath);
        using var other = LedgerStore.Open(_home.Options with { Path = link });
        Assert.Equal(ledger.Location, other.Location);
        Assert.Null(SqliteLock.TryTake(other.Location));
        Assert.False(File.Exists(link + ".lock"));
    }

    [Fact]
    public async Task Ledger_with_a_hard_link_is_not_written_to()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "NOT TESTED: only Linux is asked for the number of names.");
        using var ledger = _home.Open();
        Link(_home.LedgerPath, Path.Combine(_home.Folder, "second.db"));
        var exception = await Assert.ThrowsAsync<LedgerException>(() => LedgerHome.AcquireLeaseAsync(ledger));
        Assert.Equal(LedgerFault.Storage, exception.Fault);
        Assert.Contains("hard links", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _home.Dispose();
    }

    private IEnumerable<string> Own => _home.Options.DataFolder.OwnFolders.Append(_home.LedgerPath);

    private string PathOf(string target, ILedger ledger)
    {
        var path = Path.Combine(_home.Folder, "target");
        switch (target)
        {
            case "ledger":
                return ledger.Location;
            case "LEDGER":
                return ledger.Location.ToUpperInvariant();
            case "symbolic link to the ledger":
                File.CreateSymbolicLink(path, ledger.Location);
                return path;
            case "hard link to the ledger":
                Link(ledger.Location, path);
                return path;
            case "anchor":
                return _home.AnchorPath;
            case "new anchor":
                return Path.Combine(Path.GetDirectoryName(_home.AnchorPath)!, "new.json");
            case "profile":
                return Profile("partner.json");
            case "new profile":
                return Path.Combine(Path.GetDirectoryName(Profile("partner.json"))!, "new.json");
            case "kept backup":
                return ledger.KeepBackup("import");
            case "another ledger" or "another ledger-wal":
                LedgerStore.Open(_home.Options with { Path = path, DataFolder = new DataFolder(Path.Combine(_home.Folder, "other")) }).Dispose();
                return target == "another ledger" ? path : path + "-wal";
            case "foreign file":
                File.WriteAllText(path, "somebody's");
                return path;
            case "foreign CSV":
                File.WriteAllText(path, "vin,car_id\n");
                return path;
            default:
                return target.Replace("ledger", ledger.Location, StringComparison.Ordinal);
        }
    }

    private string Profile(string name)
    {
        var folder = Directory.CreateDirectory(_home.Options.DataFolder.Profiles).FullName;
        File.WriteAllText(Path.Combine(folder, name), "{}");
        return Path.Combine(folder, name);
    }

    private string Content() => string.Join('\n', Directory.GetFiles(_home.Folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(file => file + " " + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))));

    private static void Link(string path, string name)
    {
        using var ln = System.Diagnostics.Process.Start("ln", [path, name]);
        ln.WaitForExit();
    }
}
