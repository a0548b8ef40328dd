using System.Text;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Postgres;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Api;
using IzzyPS.Vehicles;

namespace IzzyPS.Soak;

/// <summary>
/// The five checks after every fault. Source: SAFETY.md, "Faults to survive". Each says what is broken, one sentence for each
/// violation; nothing where the promise held.
/// </summary>
internal static class Invariants
{
    /// <summary>The first: at most one active car per key on the server.</summary>
    internal static IReadOnlyList<string> OneCarPerKey(SandboxServer server) =>
    [
        .. server.ActiveCars.GroupBy(KeyOf).Where(cars => cars.Skip(1).Any())
            .Select(cars => $"{cars.Key} is listed {cars.Count()} times: {string.Join(", ", cars.Select(car => car.Id))}."),
    ];

    /// <summary>
    /// The second: every car of the server is in the ledger, by its id, or in doubt; and what the ledger says of each listing is so.
    /// An unconfirmed one (an update or a close without an answer) may stand either way.
    /// </summary>
    internal static IReadOnlyList<string> NothingLost(SandboxServer server, ILedger ledger)
    {
        var violations = new List<string>();
        var inDoubt = ledger.InDoubt().Select(operation => operation.Key).ToHashSet();
        var entries = ledger.Find(new LedgerQuery()).ToList();
        var byId = entries.Where(entry => entry.RemoteId is not null).ToDictionary(entry => entry.RemoteId!, StringComparer.Ordinal);
        var active = server.ActiveCars.ToDictionary(car => car.Id, StringComparer.Ordinal);
        foreach (var car in active.Values)
        {
            if (byId.TryGetValue(car.Id, out var entry) ? entry.State == ListingState.Closed && !entry.IsUnconfirmed : !inDoubt.Contains(KeyOf(car)))
                violations.Add($"{KeyOf(car)} is listed as {car.Id}, and the ledger says {entry?.State.ToString() ?? "nothing"} of it.");
        }

        foreach (var entry in entries.Where(entry => entry is { State: ListingState.Active, IsUnconfirmed: false }))
        {
            if (!active.TryGetValue(entry.RemoteId!, out var car))
                violations.Add($"The ledger has {entry.Key} as {entry.RemoteId}, which is not listed.");
            else if (KeyOf(car) != entry.Key)
                violations.Add($"The ledger has {entry.Key} as {entry.RemoteId}, which is {KeyOf(car)}.");
        }

        return violations;
    }

    /// <summary>The third: an unchanged rerun sends nothing. A token may be asked for.</summary>
    internal static async Task<IReadOnlyList<string>> RerunSendsNothingAsync(SandboxServer server, Func<Task> rerun)
    {
        var before = server.CountOf(SandboxRoutes.Api);
        await rerun();
        var sent = server.CountOf(SandboxRoutes.Api) - before;
        return sent == 0 ? [] : [$"An unchanged rerun sent {sent} requests."];
    }

    /// <summary>The fourth: the exit code agrees with the ledger, and so does the report. Of a run that ended by itself.</summary>
    internal static IReadOnlyList<string> ExitCodeAgrees(IzzyResult result, ILedger ledger)
    {
        var violations = new List<string>();
        var inDoubt = ledger.InDoubt().Count;
        var (code, json) = (result.ExitCode, result.Json);
        var hasFault = json.GetProperty("fault").ValueKind != System.Text.Json.JsonValueKind.Null;
        var expected = hasFault ? 1 : inDoubt > 0 ? 5 : HoldsClosesBack(json) ? 4 : result.Count("errors") > 0 ? 3 : 0;
        if (code != expected)
            violations.Add($"The exit code is {code}; the ledger ({inDoubt} in doubt) and the report make it {expected}.");
        if (result.Count("in_doubt") != inDoubt)
            violations.Add($"The report says {result.Count("in_doubt")} in doubt, the ledger {inDoubt}.");

        var listed = ledger.Find(new LedgerQuery()).Where(entry => entry.RemoteId is not null).ToDictionary(entry => entry.RemoteId!, StringComparer.Ordinal);
        foreach (var (list, state) in new[] { ("created", ListingState.Active), ("updated", ListingState.Active), ("price_updates", ListingState.Active), ("closed", ListingState.Closed) })
        {
            foreach (var car in json.GetProperty("detail").GetProperty(list).EnumerateArray())
            {
                var id = car.GetProperty("car_id").GetString()!;
                if (!listed.TryGetValue(id, out var entry) || entry.State != state)
                    violations.Add($"The report has {car.GetProperty("vin")} ({id}) as {list}, the ledger as {entry?.State.ToString() ?? "unknown"}.");
            }
        }

        return violations;
    }

    /// <summary>
    /// The fifth: a planted secret is found nowhere: not in what the tool printed, nor in any file of the account's (ledger,
    /// write-ahead log, anchor, reports), nor in a row of its database.
    /// </summary>
    internal static IReadOnlyList<string> SecretsKept(SoakRig rig, params IEnumerable<string> said)
    {
        var forms = FormsOf(rig).Select(form => (Text: form, Bytes: Encoding.UTF8.GetBytes(form))).ToList();
        var violations = new List<string>();
        foreach (var text in said)
            violations.AddRange(forms.Where(form => text.Contains(form.Text, StringComparison.OrdinalIgnoreCase)).Select(form => $"'{form.Text}' was printed."));
        foreach (var file in Directory.EnumerateFiles(rig.Folder, "*", SearchOption.AllDirectories))
        {
            var bytes = ReadShared(file);
            violations.AddRange(forms.Where(form => bytes.AsSpan().IndexOf(form.Bytes) >= 0).Select(form => $"'{form.Text}' is in {file}."));
        }

        if (rig.LedgerAddress is not { } address)
            return violations;
        using var database = PostgresDatabase.Open(PostgresAddress.Parse(address, rig.Account));
        foreach (var row in RowsOf(database))
            violations.AddRange(forms.Where(form => row.Contains(form.Text, StringComparison.OrdinalIgnoreCase)).Select(form => $"'{form.Text}' is in the database: {row}"));
        return violations;
    }

    private static bool HoldsClosesBack(System.Text.Json.JsonElement json) =>
        json.GetProperty("detail").GetProperty("held_back").EnumerateArray()
            .Any(entry => entry.GetProperty("reason").GetString()!.StartsWith("Not closed", StringComparison.Ordinal));

    private static VehicleKey KeyOf(SandboxCar car) => new(car.Vin ?? "#" + car.ConfigurationNumber);

    /// <summary>The secrets as they are, and as they may be quoted: in a form, in JSON, in a header.</summary>
    private static List<string> FormsOf(SoakRig rig)
    {
        string[] secrets = rig.IsPostgres ? [SoakRig.Secret, PostgresProcess.Password] : [SoakRig.Secret];
        return
        [
            .. secrets,
            .. secrets.Select(Uri.EscapeDataString),
            .. secrets.Select(secret => System.Text.Json.JsonEncodedText.Encode(secret).ToString()),
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{rig.Server.ClientId}:{SoakRig.Secret}")),
            .. rig.Server.Tokens,
        ];
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private static List<string> RowsOf(PostgresDatabase database)
    {
        var tables = TextsOf(database, "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'");
        return [.. tables.SelectMany(table => TextsOf(database, $"SELECT t::text FROM \"{table}\" t"))];
    }

    private static List<string> TextsOf(PostgresDatabase database, string sql)
    {
        using var rows = database.Query(sql);
        var texts = new List<string>();
        while (rows.Step())
            texts.Add(rows.Text(0) ?? string.Empty);
        return texts;
    }
}
