using System.Globalization;
using System.Text;
using IzzyPS.Ledger;
using IzzyPS.Sandbox;
using IzzyPS.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace IzzyPS.Soak;

/// <summary>
/// The real tool on disks that are full, read-only or held by another program: the ledger, the anchor, the report, standard output and
/// standard error. Source: SAFETY.md, "Faults to survive", 7.
/// </summary>
internal static class SickDisks
{
    /// <summary>The word that makes this program keep a backup and end.</summary>
    internal const string KeepBackup = "keep-backup";

    /// <summary>An earlier report.</summary>
    private const string Yesterday = "file,line,vin,column,code,message,row\r\nyesterday's";

    private const int Throttle = 2;

    /// <summary>Longer than the tool waits for another program's lock.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    /// <summary>Each fault and what it strikes; null as a reason where this machine can cause it.</summary>
    internal static readonly IReadOnlyDictionary<string, (Func<string?> WhyNot, Func<Task<IReadOnlyList<string>>> Strike)> Faults = All();

    internal static async IAsyncEnumerable<SoakResult> RunAsync(SoakPlan plan)
    {
        var violations = new List<string>();
        var strikes = 0;
        foreach (var (name, (whyNot, strike)) in Faults)
        {
            if (whyNot() is { } why)
            {
                Console.Error.WriteLine($"{name}: {why}");
                continue;
            }

            violations.AddRange((await strike()).Select(violation => $"{name}: {violation}"));
            strikes++;
        }

        if (Programs.WhyNoMount is null)
        {
            // The disk fills at every page of a run's writing.
            for (var left = 0L; left < 400_000; left += plan.IsQuick ? 100_000 : 4096)
            {
                violations.AddRange(await SmallDiskAsync(left));
                strikes++;
            }
        }

        yield return new SoakResult("sick disks", "a mixed plan on disks that are full, read-only, limited, or held by another program", $"{strikes} strikes", violations);
    }

    private static Dictionary<string, (Func<string?>, Func<Task<IReadOnlyList<string>>>)> All()
    {
        static string? Never() => null;
        static string? NoMount() => Programs.WhyNoMount;
        static string? NoDevice() => File.Exists("/dev/full") ? null : "NOT TESTED: this system has no /dev/full.";
        static string? NoLimits() => OperatingSystem.IsLinux() ? null : "NOT TESTED: the size of files is limited by Linux's ulimit.";
        return new Dictionary<string, (Func<string?>, Func<Task<IReadOnlyList<string>>>)>(StringComparer.Ordinal)
        {
            ["the disk has no byte left"] = (NoMount, () => SmallDiskAsync(0)),
            ["the disk fills while it is planned"] = (NoMount, () => SmallDiskAsync(40_000)),
            ["the disk fills while it is sent"] = (NoMount, () => SmallDiskAsync(90_000)),
            ["the disk fills at the end"] = (NoMount, () => SmallDiskAsync(140_000)),
            ["a first ledger on a full disk"] = (NoMount, FirstLedgerAsync),
            ["the anchor's disk is full"] = (NoMount, AnchorAsync),
            ["the report's disk is full"] = (NoMount, () => ReportAsync(isReadOnly: false)),
            ["the report's folder is read-only"] = (NoMount, () => ReportAsync(isReadOnly: true)),
            ["the ledger's folder is read-only"] = (NoMount, () => ReadOnlyAsync(rig => Path.GetDirectoryName(rig.LedgerPath)!)),
            ["the ledger is read-only"] = (NoMount, () => ReadOnlyAsync(rig => rig.LedgerPath)),
            ["the data folder is read-only"] = (NoMount, () => ReadOnlyAsync(rig => rig.DataFolder)),
            ["a backup on a full disk"] = (NoMount, BackupAsync),
            ["SQLite may have no more pages"] = (Never, PageLimitAsync),
            ["no file may grow"] = (NoLimits, () => LimitAsync(1)),
            ["a file may not grow much"] = (NoLimits, () => LimitAsync(160)),
            ["another program holds the ledger"] = (Never, () => HeldAsync(0, Patience, mustFail: true)),
            ["another program holds the ledger for a moment"] = (Never, () => HeldAsync(5, TimeSpan.FromSeconds(2), mustFail: false)),
            ["another program holds the ledger from the middle on"] = (Never, () => HeldAsync(5, Patience, mustFail: true)),
            ["the report is a full device"] = (NoDevice, () => DeviceAsync("\"$@\" --error-report /dev/full", sends: false)),
            ["standard output is full"] = (NoDevice, () => DeviceAsync("\"$@\" > /dev/full", sends: true)),
            ["standard error is full"] = (NoDevice, () => DeviceAsync("\"$@\" 2> /dev/full", sends: true)),
            ["standard output and error are full"] = (NoDevice, () => DeviceAsync("\"$@\" > /dev/full 2> /dev/full", sends: true)),
        };
    }

    /// <summary>The ledger and its anchor on a disk with so many bytes left.</summary>
    private static async Task<IReadOnlyList<string>> SmallDiskAsync(long left)
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        IzzyResult struck;
        using (var disk = PrivateDisk.Small(rig.DataFolder, left))
        {
            struck = await rig.SyncUnderAsync(disk.Enter, file, "--throttle", $"{Throttle}");
            disk.Heal();
        }

        var violations = new List<string>();
        if (struck.ExitCode != 3)
            violations.AddRange(Failed(struck, rig.DataFolder));
        violations.AddRange(await Aftermath.CheckAsync(rig, yard, file, struck, 2 * Throttle));
        return [.. violations.Select(violation => string.Create(CultureInfo.InvariantCulture, $"{left} bytes left: {violation}"))];
    }

    private static async Task<IReadOnlyList<string>> FirstLedgerAsync()
    {
        await using var rig = new SoakRig();
        var yard = new Yard(Enumerable.Range(0, 5));
        var file = rig.Write(yard, Yard.BadRow(999));
        _ = Directory.CreateDirectory(rig.DataFolder);
        IzzyResult struck;
        using (var disk = PrivateDisk.Small(rig.DataFolder, 16 * 1024))
        {
            struck = await rig.SyncUnderAsync(disk.Enter, file);
            disk.Heal();
        }

        return [.. Failed(struck, rig.DataFolder), .. NothingSent(rig, 0), .. await Aftermath.CheckAsync(rig, yard, file, struck, 0)];
    }

    private static async Task<IReadOnlyList<string>> AnchorAsync()
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        var sent = rig.Server.CountRequests(SandboxRoutes.Api);
        var accounts = Path.Combine(rig.DataFolder, "accounts");
        IzzyResult struck;
        using (var disk = PrivateDisk.Small(accounts, 0))
        {
            struck = await rig.SyncUnderAsync(disk.Enter, file, "--throttle", $"{Throttle}");
            disk.Heal();
        }

        // The run is refused: an anchor that keeps its old serial would let an old copy of the ledger pass for the latest one.
        return [.. Failed(struck, accounts), .. NothingSent(rig, sent), .. await Aftermath.CheckAsync(rig, yard, file, struck, 0)];
    }

    private static async Task<IReadOnlyList<string>> ReportAsync(bool isReadOnly)
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        var folder = Directory.CreateDirectory(Path.Combine(rig.Folder, "reports")).FullName;
        var report = Path.Combine(folder, "errors.csv");
        await File.WriteAllTextAsync(report, Yesterday, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        var sent = rig.Server.CountRequests(SandboxRoutes.Api);
        IzzyResult struck;
        using (var disk = isReadOnly ? PrivateDisk.ReadOnly(folder) : PrivateDisk.Small(folder, 0))
        {
            struck = await rig.SyncUnderAsync(disk.Enter, file, "--error-report", report);
            disk.Heal();
        }

        var violations = new List<string>(Failed(struck, report));
        if (await File.ReadAllTextAsync(report) != Yesterday || Directory.GetFiles(folder).Length != 1)
            violations.Add($"The old report is gone, or half a new one stays: {string.Join(", ", Directory.GetFiles(folder))}.");
        if (struck.Count("errors") != 1)
            violations.Add("The error of the row is lost with the report.");
        return [.. violations, .. NothingSent(rig, sent), .. await Aftermath.CheckAsync(rig, yard, file, struck, 0)];
    }

    private static async Task<IReadOnlyList<string>> ReadOnlyAsync(Func<SoakRig, string> what)
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        var sent = rig.Server.CountRequests(SandboxRoutes.Api);
        IzzyResult struck;
        using (var disk = PrivateDisk.ReadOnly(what(rig)))
            struck = await rig.SyncUnderAsync(disk.Enter, file);
        return [.. Failed(struck, rig.LedgerPath), .. NothingSent(rig, sent), .. await Aftermath.CheckAsync(rig, yard, file, struck, 0)];
    }

    /// <summary>The backup before an import or an upgrade, made by this program as a child of its own on that disk.</summary>
    private static async Task<IReadOnlyList<string>> BackupAsync()
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        var folder = Path.GetDirectoryName(rig.LedgerPath)!;
        var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToList();
        string said;
        using (var disk = PrivateDisk.Small(folder, 16 * 1024))
        {
            said = Programs.Say([.. disk.Enter, Path.Combine(AppContext.BaseDirectory, "IzzyPS.Soak"), KeepBackup, rig.LedgerPath]);
            disk.Heal();
        }

        var violations = new List<string>();
        if (!said.Contains("the disk is full", StringComparison.Ordinal) || !said.Contains(".backup-", StringComparison.Ordinal))
            violations.Add($"Nothing says that the backup's disk is full: {said}");
        if (!Directory.GetFiles(folder).Order(StringComparer.Ordinal).SequenceEqual(files))
            violations.Add($"Half a backup stays: {string.Join(", ", Directory.GetFiles(folder))}");
        var run = await rig.SyncHereAsync(file);
        return [.. violations, .. await Aftermath.CheckAsync(rig, yard, file, run, 0)];
    }

    /// <summary>What the child does.</summary>
    internal static int KeepBackupHere(string ledger)
    {
        try
        {
            Console.WriteLine(SqliteBackup.Keep(ledger, "import", TimeProvider.System.GetUtcNow()));
            return 0;
        }
        catch (LedgerException exception)
        {
            Console.WriteLine(exception.Message);
            return 1;
        }
    }

    /// <summary>SQLite's own full disk, within this process: the run shares the lease, and with it the connection that may not grow.</summary>
    private static async Task<IReadOnlyList<string>> PageLimitAsync()
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        IzzyResult struck;
        using (var ledger = rig.OpenLedger())
        {
            await using var writer = (ITablesWriter)await ledger.AcquireLeaseAsync("a full ledger", TimeSpan.Zero, CancellationToken.None);
            _ = writer.WriteTables(tables =>
            {
                using var pages = tables.Query("PRAGMA page_count");
                _ = pages.Step();
                using var limit = tables.Query(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages.Int64(0) + 1}"));
                return limit.Step();
            });
            struck = await rig.SyncHereAsync(file);
        }

        var violations = new List<string>();
        if (struck.ExitCode != 1 || !struck.Output.Contains("the disk is full", StringComparison.Ordinal) || !struck.Output.Contains(rig.LedgerPath, StringComparison.Ordinal))
            violations.Add($"The exit code is {struck.ExitCode}: {struck.Output}");
        return [.. violations, .. await Aftermath.CheckAsync(rig, yard, file, struck, 16)];
    }

    /// <summary>Real short writes: the one that crosses the limit is cut, the next fails.</summary>
    private static async Task<IReadOnlyList<string>> LimitAsync(int blocks)
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        // .NET's double mapping of code needs a large file of its own.
        var limit = string.Create(CultureInfo.InvariantCulture, $"trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f {blocks}; exec \"$@\"");
        var struck = await rig.SyncUnderAsync(["sh", "-c", limit, "sh"], file, "--throttle", $"{Throttle}");
        return [.. Failed(struck, rig.DataFolder), .. await Aftermath.CheckAsync(rig, yard, file, struck, 2 * Throttle)];
    }

    /// <summary>Another program takes the ledger when so many requests were served, and lets go after a while.</summary>
    private static async Task<IReadOnlyList<string>> HeldAsync(int requests, TimeSpan time, bool mustFail)
    {
        await using var rig = new SoakRig(options: new SandboxOptions { Latency = TimeSpan.FromMilliseconds(20) });
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        var before = rig.Server.CountRequests(SandboxRoutes.Api);
        using var other = new SqliteConnection($"Data Source={rig.LedgerPath};Pooling=False");
        other.Open();
        Task<IzzyResult>? running = null;
        if (requests > 0)
        {
            running = rig.SyncUnderAsync([], file, "--throttle", $"{Throttle}");
            while (!running.IsCompleted && rig.Server.CountRequests(SandboxRoutes.Api) - before < requests)
                await Task.Delay(1);
        }

        using (var transaction = other.BeginTransaction(deferred: false))
        {
            running ??= rig.SyncUnderAsync([], file, "--throttle", $"{Throttle}");
            _ = await Task.WhenAny(running, Task.Delay(time));
        }

        var struck = await running;
        var violations = new List<string>();
        if (mustFail)
        {
            violations.AddRange(Failed(struck, rig.LedgerPath));
            if (!struck.Error.Contains("another program", StringComparison.Ordinal))
                violations.Add($"It is not said that another program holds it: {struck.Error}");
        }
        else if (struck.ExitCode != 3)
        {
            violations.Add($"The exit code is {struck.ExitCode}: {struck.Error}");
        }

        return [.. violations, .. await Aftermath.CheckAsync(rig, yard, file, struck, 2 * Throttle)];
    }

    /// <summary>What the tool writes goes to <c>/dev/full</c>.</summary>
    private static async Task<IReadOnlyList<string>> DeviceAsync(string script, bool sends)
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        var sent = rig.Server.CountRequests(SandboxRoutes.Api);
        var struck = await rig.SyncUnderAsync(["sh", "-c", script, "sh"], file);
        var violations = new List<string>();
        if (struck.ExitCode != 1 || struck.Error.Contains("Unhandled", StringComparison.Ordinal))
            violations.Add($"The exit code is {struck.ExitCode}: {struck.Error}");
        var said = struck.Output + struck.Error;
        if (said.Length > 0 && !said.Contains("No space left on device", StringComparison.Ordinal))
            violations.Add($"Nothing says that it is full: {said}");
        if (said.Length > 0 && !said.Contains("\"detail\"", StringComparison.Ordinal))
            violations.Add($"The report is lost, though there was a place for it: {said}");
        if (new FileInfo("/dev/full").Length > 0)
            violations.Add("A file stands in the place of /dev/full.");
        if (!sends)
            violations.AddRange(NothingSent(rig, sent));
        else if (rig.Server.CountRequests(SandboxRoutes.Api) == sent)
            violations.Add("Nothing was sent because nothing could be said.");
        return [.. violations, .. await Aftermath.CheckAsync(rig, yard, file, struck, 0)];
    }

    private static IReadOnlyList<string> Failed(IzzyResult struck, string place) =>
        struck.ExitCode == 1 ? Invariants.FaultIsSaid(struck, place) : [$"The exit code is {struck.ExitCode}: {struck.Error}"];

    private static IEnumerable<string> NothingSent(SoakRig rig, int before) =>
        rig.Server.CountRequests(SandboxRoutes.Api) == before ? [] : [$"{rig.Server.CountRequests(SandboxRoutes.Api) - before} requests were sent."];
}
