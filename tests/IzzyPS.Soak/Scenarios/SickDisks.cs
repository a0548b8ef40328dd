using System.Globalization;
using System.Text;
using IzzyPS.Ledger;
using IzzyPS.Sandbox;
using IzzyPS.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace IzzyPS.Soak;

/// <summary>
/// Runs the real tool on disks that are full or read-only, or whose files another program holds. The faults strike the ledger, the anchor,
/// the report, standard output and standard error. Source: SAFETY.md, "Faults to survive", 7.
/// </summary>
internal static class SickDisks
{
    /// <summary>The argument that makes this program keep a backup and end.</summary>
    internal const string KeepBackup = "keep-backup";

    /// <summary>The content of an earlier report.</summary>
    private const string Yesterday = "file,line,vin,column,code,message,row\r\nyesterday's";

    private const int Throttle = 2;

    /// <summary>A time longer than the tool waits for the lock of another program.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);

    /// <summary>The faults by their names. <c>WhyNot</c> returns the reason why this machine can't cause the fault, or null when it can.</summary>
    internal static readonly IReadOnlyDictionary<string, (Func<string?> WhyNot, Func<Task<IReadOnlyList<string>>> Strike)> Faults = CreateFaults();

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
            // The disk becomes full at each page that a run writes.
            for (var left = 0L; left < 400_000; left += plan.IsQuick ? 100_000 : 4096)
            {
                violations.AddRange(await RunOnSmallDiskAsync(left));
                strikes++;
            }
        }

        yield return new SoakResult("sick disks", "a mixed plan on disks that are full, read-only, limited, or held by another program", $"{strikes} strikes", violations);
    }

    private static Dictionary<string, (Func<string?>, Func<Task<IReadOnlyList<string>>>)> CreateFaults()
    {
        static string? Never() => null;
        static string? NoMount() => Programs.WhyNoMount;
        static string? NoDevice() => File.Exists("/dev/full") ? null : "NOT TESTED: this system has no /dev/full.";
        static string? NoLimits() => OperatingSystem.IsLinux() ? null : "NOT TESTED: the size of files is limited by Linux's ulimit.";
        return new Dictionary<string, (Func<string?>, Func<Task<IReadOnlyList<string>>>)>(StringComparer.Ordinal)
        {
            ["the disk has no byte left"] = (NoMount, () => RunOnSmallDiskAsync(0)),
            ["the disk fills while it is planned"] = (NoMount, () => RunOnSmallDiskAsync(40_000)),
            ["the disk fills while it is sent"] = (NoMount, () => RunOnSmallDiskAsync(90_000)),
            ["the disk fills at the end"] = (NoMount, () => RunOnSmallDiskAsync(140_000)),
            ["a first ledger on a full disk"] = (NoMount, StartLedgerOnFullDiskAsync),
            ["the anchor's disk is full"] = (NoMount, RunWithFullAnchorDiskAsync),
            ["the report's disk is full"] = (NoMount, () => RunWithReportDiskAsync(isReadOnly: false)),
            ["the report's folder is read-only"] = (NoMount, () => RunWithReportDiskAsync(isReadOnly: true)),
            ["the ledger's folder is read-only"] = (NoMount, () => RunWithReadOnlyDiskAsync(rig => Path.GetDirectoryName(rig.LedgerPath)!)),
            ["the ledger is read-only"] = (NoMount, () => RunWithReadOnlyDiskAsync(rig => rig.LedgerPath)),
            ["the data folder is read-only"] = (NoMount, () => RunWithReadOnlyDiskAsync(rig => rig.DataFolder)),
            ["a backup on a full disk"] = (NoMount, MakeBackupOnFullDiskAsync),
            ["SQLite may have no more pages"] = (Never, RunWithPageLimitAsync),
            ["no file may grow"] = (NoLimits, () => RunWithFileLimitAsync(1)),
            ["a file may not grow much"] = (NoLimits, () => RunWithFileLimitAsync(160)),
            ["another program holds the ledger"] = (Never, () => RunWithHeldLedgerAsync(0, Patience, mustFail: true)),
            ["another program holds the ledger for a moment"] = (Never, () => RunWithHeldLedgerAsync(5, TimeSpan.FromSeconds(2), mustFail: false)),
            ["another program holds the ledger from the middle on"] = (Never, () => RunWithHeldLedgerAsync(5, Patience, mustFail: true)),
            ["the report is a full device"] = (NoDevice, () => RunWithFullDeviceAsync("\"$@\" --error-report /dev/full", sends: false)),
            ["standard output is full"] = (NoDevice, () => RunWithFullDeviceAsync("\"$@\" > /dev/full", sends: true)),
            ["standard error is full"] = (NoDevice, () => RunWithFullDeviceAsync("\"$@\" 2> /dev/full", sends: true)),
            ["standard output and error are full"] = (NoDevice, () => RunWithFullDeviceAsync("\"$@\" > /dev/full 2> /dev/full", sends: true)),
        };
    }

    /// <summary>Runs the tool with the ledger and its anchor on a disk with a number of free bytes.</summary>
    private static async Task<IReadOnlyList<string>> RunOnSmallDiskAsync(long left)
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        IzzyResult struck;
        using (var disk = PrivateDisk.CreateSmall(rig.DataFolder, left))
        {
            struck = await rig.SyncUnderAsync(disk.Enter, file, "--throttle", $"{Throttle}");
            disk.Heal();
        }

        var violations = new List<string>();
        if (struck.ExitCode != 3)
            violations.AddRange(CheckFailed(struck, rig.DataFolder));
        violations.AddRange(await Aftermath.CheckAsync(rig, yard, file, struck, 2 * Throttle));
        return [.. violations.Select(violation => string.Create(CultureInfo.InvariantCulture, $"{left} bytes left: {violation}"))];
    }

    private static async Task<IReadOnlyList<string>> StartLedgerOnFullDiskAsync()
    {
        await using var rig = new SoakRig();
        var yard = new Yard(Enumerable.Range(0, 5));
        var file = rig.Write(yard, Yard.CreateBadRow(999));
        _ = Directory.CreateDirectory(rig.DataFolder);
        IzzyResult struck;
        using (var disk = PrivateDisk.CreateSmall(rig.DataFolder, 16 * 1024))
        {
            struck = await rig.SyncUnderAsync(disk.Enter, file);
            disk.Heal();
        }

        return [.. CheckFailed(struck, rig.DataFolder), .. CheckNothingSent(rig, 0), .. await Aftermath.CheckAsync(rig, yard, file, struck, 0)];
    }

    private static async Task<IReadOnlyList<string>> RunWithFullAnchorDiskAsync()
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        var sent = rig.Server.CountRequests(SandboxRoutes.Api);
        var accounts = Path.Combine(rig.DataFolder, "accounts");
        IzzyResult struck;
        using (var disk = PrivateDisk.CreateSmall(accounts, 0))
        {
            struck = await rig.SyncUnderAsync(disk.Enter, file, "--throttle", $"{Throttle}");
            disk.Heal();
        }

        // The run must be refused. With an anchor that keeps its old serial, an old copy of the ledger would be taken for the latest one.
        return [.. CheckFailed(struck, accounts), .. CheckNothingSent(rig, sent), .. await Aftermath.CheckAsync(rig, yard, file, struck, 0)];
    }

    private static async Task<IReadOnlyList<string>> RunWithReportDiskAsync(bool isReadOnly)
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        var folder = Directory.CreateDirectory(Path.Combine(rig.Folder, "reports")).FullName;
        var report = Path.Combine(folder, "errors.csv");
        await File.WriteAllTextAsync(report, Yesterday, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        var sent = rig.Server.CountRequests(SandboxRoutes.Api);
        IzzyResult struck;
        using (var disk = isReadOnly ? PrivateDisk.CreateReadOnly(folder) : PrivateDisk.CreateSmall(folder, 0))
        {
            struck = await rig.SyncUnderAsync(disk.Enter, file, "--error-report", report);
            disk.Heal();
        }

        var violations = new List<string>(CheckFailed(struck, report));
        if (await File.ReadAllTextAsync(report) != Yesterday || Directory.GetFiles(folder).Length != 1)
            violations.Add($"The old report is gone, or half a new one stays: {string.Join(", ", Directory.GetFiles(folder))}.");
        if (struck.Count("errors") != 1)
            violations.Add("The error of the row is lost with the report.");
        return [.. violations, .. CheckNothingSent(rig, sent), .. await Aftermath.CheckAsync(rig, yard, file, struck, 0)];
    }

    private static async Task<IReadOnlyList<string>> RunWithReadOnlyDiskAsync(Func<SoakRig, string> what)
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        var sent = rig.Server.CountRequests(SandboxRoutes.Api);
        IzzyResult struck;
        using (var disk = PrivateDisk.CreateReadOnly(what(rig)))
            struck = await rig.SyncUnderAsync(disk.Enter, file);
        return [.. CheckFailed(struck, rig.LedgerPath), .. CheckNothingSent(rig, sent), .. await Aftermath.CheckAsync(rig, yard, file, struck, 0)];
    }

    /// <summary>Makes the backup of an import or an upgrade on a full disk. A child process of this program makes the backup, because only child processes see that disk.</summary>
    private static async Task<IReadOnlyList<string>> MakeBackupOnFullDiskAsync()
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        var folder = Path.GetDirectoryName(rig.LedgerPath)!;
        var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToList();
        string said;
        using (var disk = PrivateDisk.CreateSmall(folder, 16 * 1024))
        {
            said = Programs.ReadOutput([.. disk.Enter, Path.Combine(AppContext.BaseDirectory, "IzzyPS.Soak"), KeepBackup, rig.LedgerPath]);
            disk.Heal();
        }

        var violations = new List<string>();
        if (!said.Contains("the disk is full", StringComparison.Ordinal) || !said.Contains(".backup-", StringComparison.Ordinal))
            violations.Add($"No message says that the disk of the backup is full: {said}");
        if (!Directory.GetFiles(folder).Order(StringComparer.Ordinal).SequenceEqual(files))
            violations.Add($"Half a backup stays: {string.Join(", ", Directory.GetFiles(folder))}");
        var run = await rig.SyncHereAsync(file);
        return [.. violations, .. await Aftermath.CheckAsync(rig, yard, file, run, 0)];
    }

    /// <summary>Makes a backup. The child process runs this.</summary>
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

    /// <summary>Limits the pages of SQLite in this process. The run shares the lease, and therefore also the connection with the limit.</summary>
    private static async Task<IReadOnlyList<string>> RunWithPageLimitAsync()
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
                using var limit = tables.Query(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {pages.GetInt64(0) + 1}"));
                return limit.Step();
            });
            struck = await rig.SyncHereAsync(file);
        }

        var violations = new List<string>();
        if (struck.ExitCode != 1 || !struck.Output.Contains("the disk is full", StringComparison.Ordinal) || !struck.Output.Contains(rig.LedgerPath, StringComparison.Ordinal))
            violations.Add($"The exit code is {struck.ExitCode}: {struck.Output}");
        return [.. violations, .. await Aftermath.CheckAsync(rig, yard, file, struck, 16)];
    }

    /// <summary>Limits the size of files. The write that crosses the limit is cut short, and the next write fails.</summary>
    private static async Task<IReadOnlyList<string>> RunWithFileLimitAsync(int blocks)
    {
        await using var rig = new SoakRig();
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        // .NET maps its code twice through a large file (W^X). The limit would forbid that file.
        var limit = string.Create(CultureInfo.InvariantCulture, $"trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f {blocks}; exec \"$@\"");
        var struck = await rig.SyncUnderAsync(["sh", "-c", limit, "sh"], file, "--throttle", $"{Throttle}");
        return [.. CheckFailed(struck, rig.DataFolder), .. await Aftermath.CheckAsync(rig, yard, file, struck, 2 * Throttle)];
    }

    /// <summary>Another program locks the ledger after a number of requests, and releases it after a time.</summary>
    private static async Task<IReadOnlyList<string>> RunWithHeldLedgerAsync(int requests, TimeSpan time, bool mustFail)
    {
        // So slow that the run is not over before the other program has the ledger.
        await using var rig = new SoakRig(options: new SandboxOptions { Latency = TimeSpan.FromMilliseconds(200) });
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
            violations.AddRange(CheckFailed(struck, rig.LedgerPath));
            if (!struck.Error.Contains("another program", StringComparison.Ordinal))
                violations.Add($"The message does not say that another program holds the ledger: {struck.Error}");
        }
        else if (struck.ExitCode != 3)
        {
            violations.Add($"The exit code is {struck.ExitCode}: {struck.Error}");
        }

        return [.. violations, .. await Aftermath.CheckAsync(rig, yard, file, struck, 2 * Throttle)];
    }

    /// <summary>Sends an output of the tool to <c>/dev/full</c>.</summary>
    private static async Task<IReadOnlyList<string>> RunWithFullDeviceAsync(string script, bool sends)
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
            violations.Add($"No message says that the device is full: {said}");
        if (said.Length > 0 && !said.Contains("\"detail\"", StringComparison.Ordinal))
            violations.Add($"The report is lost, although standard output or standard error could take it: {said}");
        if (new FileInfo("/dev/full").Length > 0)
            violations.Add("A file has replaced /dev/full.");
        if (!sends)
            violations.AddRange(CheckNothingSent(rig, sent));
        else if (rig.Server.CountRequests(SandboxRoutes.Api) == sent)
            violations.Add("The full output kept the run from sending.");
        return [.. violations, .. await Aftermath.CheckAsync(rig, yard, file, struck, 0)];
    }

    private static IReadOnlyList<string> CheckFailed(IzzyResult struck, string place) =>
        struck.ExitCode == 1 ? Invariants.CheckFaultIsReported(struck, place) : [$"The exit code is {struck.ExitCode}: {struck.Error}"];

    private static IEnumerable<string> CheckNothingSent(SoakRig rig, int before) =>
        rig.Server.CountRequests(SandboxRoutes.Api) == before ? [] : [$"{rig.Server.CountRequests(SandboxRoutes.Api) - before} requests were sent."];
}
