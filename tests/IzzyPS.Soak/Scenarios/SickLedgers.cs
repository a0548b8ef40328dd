using IzzyPS.Sandbox;
using Microsoft.Data.Sqlite;

namespace IzzyPS.Soak;

/// <summary>
/// The real tool finds a damaged ledger, or another ledger than the account's. It must refuse the ledger and send nothing. With the right
/// ledger it must work again. Source: SAFETY.md, "Faults to survive", 9.
/// </summary>
internal static class SickLedgers
{
    /// <summary>The damages of the ledger's file. Each gets the path of the ledger and of an older copy.</summary>
    internal static readonly IReadOnlyDictionary<string, Action<string, string>> Damages = new Dictionary<string, Action<string, string>>(StringComparer.Ordinal)
    {
        ["empty"] = (ledger, _) => File.WriteAllBytes(ledger, []),
        ["truncated in its header"] = (ledger, _) => Truncate(ledger, 60),
        ["truncated by half"] = (ledger, _) => Truncate(ledger, new FileInfo(ledger).Length / 2),
        ["truncated by a page"] = (ledger, _) => Truncate(ledger, new FileInfo(ledger).Length - 4096),
        ["corrupt"] = (ledger, _) => Overwrite(ledger, 3 * 4096, 4096),
        ["text"] = (ledger, _) => File.WriteAllText(ledger, new string('x', 100_000)),
        ["missing"] = (ledger, _) => File.Delete(ledger),
        ["newer schema"] = (ledger, _) => ExecuteSql(ledger, "PRAGMA user_version = 99"),
        ["another account's"] = (ledger, _) => ExecuteSql(ledger, "UPDATE meta SET account = 'another'"),
        ["another one"] = (ledger, _) => ExecuteSql(ledger, $"UPDATE meta SET lineage = '{Guid.CreateVersion7()}'"),
        ["older copy"] = (ledger, older) => File.Copy(older, ledger, overwrite: true),
    };

    internal static async IAsyncEnumerable<SoakResult> RunAsync(SoakPlan _)
    {
        var violations = new List<string>();
        foreach (var damage in Damages.Keys)
            violations.AddRange((await StrikeAsync(damage)).Select(violation => $"{damage}: {violation}"));
        yield return new SoakResult("sick ledgers", "a mixed plan over a ledger that is damaged, missing, newer, another's or older", $"{Damages.Count} strikes", violations);
    }

    internal static async Task<IReadOnlyList<string>> StrikeAsync(string damage)
    {
        await using var rig = new SoakRig();
        _ = await rig.SyncHereAsync(rig.Write(new Yard([0, 1, 500])));
        var (older, right) = (rig.LedgerPath + ".older", rig.LedgerPath + ".right");
        File.Copy(rig.LedgerPath, older);
        var (yard, file) = await MixedPlan.PrepareAsync(rig);
        File.Copy(rig.LedgerPath, right);
        Damages[damage](rig.LedgerPath, older);
        var damaged = File.Exists(rig.LedgerPath) ? await File.ReadAllBytesAsync(rig.LedgerPath) : null;

        var sent = rig.Server.CountRequests(SandboxRoutes.Api);
        var struck = await rig.SyncAsync(file);
        var violations = new List<string>();
        if (struck.ExitCode != 1)
            violations.Add($"The exit code is {struck.ExitCode}: {struck.Error}");
        else
            violations.AddRange(Invariants.CheckFaultIsReported(struck, rig.LedgerPath));
        if (!struck.Error.Contains("--new-ledger", StringComparison.Ordinal))
            violations.Add($"The message does not say what to do: {struck.Error}");
        if (rig.Server.CountRequests(SandboxRoutes.Api) != sent)
            violations.Add($"{rig.Server.CountRequests(SandboxRoutes.Api) - sent} requests were sent.");
        var after = File.Exists(rig.LedgerPath) ? await File.ReadAllBytesAsync(rig.LedgerPath) : null;
        if (!(damaged ?? []).SequenceEqual(after ?? []))
            violations.Add("The refused file was changed.");

        File.Move(right, rig.LedgerPath, overwrite: true);
        File.Delete(older);
        return [.. violations, .. await Aftermath.CheckAsync(rig, yard, file, struck, 0)];
    }

    private static void Truncate(string ledger, long length)
    {
        using var file = new FileStream(ledger, FileMode.Open, FileAccess.Write);
        file.SetLength(length);
    }

    private static void Overwrite(string ledger, long from, int length)
    {
        using var file = new FileStream(ledger, FileMode.Open, FileAccess.Write);
        file.Position = from;
        file.Write(new byte[length]);
    }

    private static void ExecuteSql(string ledger, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={ledger};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        _ = command.ExecuteNonQuery();
    }
}
