using System.Buffers;
using System.Text;
using System.Text.Json;
using IzzyPS.Dealer.Http.Answers;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Operations.Journaling;
using IzzyPS.Runs.Faults;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Api;
using IzzyPS.Storage.Postgres;

namespace IzzyPS.Testing;

/// <summary>
/// The five checks after every fault. Source: SAFETY.md, "Faults to survive". Each check returns one sentence for each violation, and
/// no sentence when the promise was kept.
/// </summary>
internal static class Invariants
{
    /// <summary>The first check: at most one active car per key on the server.</summary>
    internal static IReadOnlyList<string> CheckOneCarPerKey(SandboxServer server) =>
    [
        .. server.ActiveCars.GroupBy(GetKey).Where(cars => cars.Skip(1).Any())
            .Select(cars => $"{cars.Key} is listed {cars.Count()} times: {string.Join(", ", cars.Select(car => car.Id))}."),
    ];

    /// <summary>Counts the creates that a fault left in doubt. Creates that timed out are not counted: a busy machine may answer any create too late.</summary>
    internal static int CountInDoubtByFault(ILedger ledger) =>
        ledger.FindInDoubt().Count(operation => operation.Error?.StartsWith(FailureText.NoAnswer, StringComparison.Ordinal) != true);

    /// <summary>
    /// The second check: every car of the server is in the ledger, with its id, or in doubt. Each active listing in the ledger equals the
    /// server's car to the byte. A listing whose update or close was not answered may be in the old or the new state.
    /// </summary>
    internal static IReadOnlyList<string> CheckNothingLost(SandboxServer server, ILedger ledger)
    {
        var violations = new List<string>();
        var sending = ledger.FindOperations(new OperationQuery(OperationState.Sending)).ToList();
        // PostgreSQL keeps the lease of a killed run for a while. Until the lease ends, the run's creates are Sending and not yet in doubt.
        var inDoubt = ledger.FindInDoubt().Concat(sending.Where(operation => !operation.IsIdempotent)).Select(operation => operation.Key).ToHashSet();
        var open = sending.Select(operation => operation.Key).ToHashSet();
        var entries = ledger.Find(new LedgerQuery()).Where(entry => entry.RemoteId is not null).ToList();
        var byId = entries.ToDictionary(entry => entry.RemoteId!, StringComparer.Ordinal);
        var active = server.ActiveCars.ToDictionary(car => car.Id, StringComparer.Ordinal);
        foreach (var car in active.Values)
        {
            var entry = byId.GetValueOrDefault(car.Id);
            if (entry is null ? !inDoubt.Contains(GetKey(car)) : entry is { State: ListingState.Closed, IsUnconfirmed: false })
                violations.Add($"{GetKey(car)} is listed as {car.Id}, and its state in the ledger is {entry?.State.ToString() ?? "unknown"}.");
        }

        foreach (var entry in entries.Where(entry => entry is { State: ListingState.Active, IsUnconfirmed: false } && !open.Contains(entry.Key)))
        {
            if (!active.TryGetValue(entry.RemoteId!, out var car))
                violations.Add($"The ledger has {entry.Key} as {entry.RemoteId}, which is not listed.");
            else if (GetKey(car) != entry.Key)
                violations.Add($"The ledger has {entry.Key} as {entry.RemoteId}, which is {GetKey(car)}.");
            else if (!entry.Payload.Utf8.Span.SequenceEqual(Encoding.UTF8.GetBytes(car.Json)))
                violations.Add($"{entry.Key} is listed with other values than in the ledger: {car.Json}.");
        }

        return violations;
    }

    /// <summary>The third check: an unchanged rerun sends no request. Token requests are allowed.</summary>
    internal static async Task<IReadOnlyList<string>> CheckRerunSendsNothingAsync(SandboxServer server, Func<Task> rerun)
    {
        var before = server.CountRequests(SandboxRoutes.Api);
        await rerun();
        var sent = server.CountRequests(SandboxRoutes.Api) - before;
        return sent == 0 ? [] : [$"An unchanged rerun sent {sent} requests."];
    }

    /// <summary>The fourth check: the exit code and the report agree with the ledger. Only for runs that were not killed.</summary>
    internal static IReadOnlyList<string> CheckExitCode(IzzyResult result, ILedger ledger)
    {
        var violations = new List<string>();
        var inDoubt = ledger.FindInDoubt().Count;
        var (code, json) = (result.ExitCode, result.Json);
        var hasFault = json.GetProperty("fault").ValueKind != JsonValueKind.Null;
        var expected = hasFault ? 1 : inDoubt > 0 ? 5 : IsHeldByGuard(json) ? 4 : result.Count("errors") > 0 ? 3 : 0;
        if (code != expected)
            violations.Add($"The exit code is {code}; by the ledger ({inDoubt} in doubt) and the report it must be {expected}.");
        if (result.Count("in_doubt") != inDoubt)
            violations.Add($"The report says {result.Count("in_doubt")} in doubt, the ledger {inDoubt}.");

        var listed = ledger.Find(new LedgerQuery()).Where(entry => entry.RemoteId is not null).ToDictionary(entry => entry.RemoteId!, StringComparer.Ordinal);
        foreach (var (list, state) in new[] { ("created", ListingState.Active), ("recreated", ListingState.Active), ("updated", ListingState.Active), ("price_updates", ListingState.Active), ("closed", ListingState.Closed) })
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
    /// The fifth check: a planted secret is found nowhere: not in the output of the tool, not in a file of the account (ledger,
    /// write-ahead log, anchor, reports), and not in a row of its database.
    /// </summary>
    internal static IReadOnlyList<string> CheckSecrets(SoakRig rig, params IEnumerable<string> said)
    {
        var forms = GetForms(rig);
        var any = SearchValues.Create([.. forms], StringComparison.OrdinalIgnoreCase);
        IEnumerable<string> In(string text, string place) => text.AsSpan().ContainsAny(any)
            ? forms.Where(form => text.Contains(form, StringComparison.OrdinalIgnoreCase)).Select(form => $"'{form}' is in {place}.")
            : [];

        var violations = said.SelectMany(text => In(text, "the output")).ToList();
        foreach (var file in Directory.EnumerateFiles(rig.Folder, "*", SearchOption.AllDirectories))
            violations.AddRange(In(ReadShared(file), file));
        if (rig.LedgerAddress is { } address)
        {
            using var database = PostgresDatabase.Open(PostgresAddress.Parse(address, rig.Account));
            violations.AddRange(ReadRows(database).SelectMany(row => In(row, "the database: " + row)));
        }

        return violations;
    }

    /// <summary>The check at the end of a scenario: exactly the yard's vehicles are listed, and no create is in doubt.</summary>
    internal static IReadOnlyList<string> CheckYardIsListed(SandboxServer server, ILedger ledger, Yard yard)
    {
        var listed = server.ActiveCars.Select(car => car.Vin!).ToHashSet(StringComparer.Ordinal);
        var standing = yard.Vins.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. standing.Except(listed).Select(vin => $"{vin} is in the yard and is not listed."),
            .. listed.Except(standing).Select(vin => $"{vin} is listed and is not in the yard."),
            .. ledger.FindInDoubt().Select(operation => $"{operation.Key} is still in doubt."),
        ];
    }

    /// <summary>For a failed run: standard error and the report give the reason, with the file or place.</summary>
    internal static IReadOnlyList<string> CheckFaultIsReported(IzzyResult result, string place)
    {
        if (result.Error.Contains("Unhandled exception", StringComparison.Ordinal) || result.Error.Contains("please report this error", StringComparison.Ordinal))
            return [$"The tool crashed: {result.Error}"];
        var fault = result.Json.GetProperty("fault").GetString();
        if (fault is null)
            return [$"The exit code is {result.ExitCode}, and the report has no fault."];
        return fault.Contains(place, StringComparison.Ordinal) && result.Error.Contains(fault, StringComparison.Ordinal)
            ? []
            : [$"The fault does not name '{place}', or is not on standard error: {fault}"];
    }

    private static bool IsHeldByGuard(JsonElement json) =>
        json.GetProperty("detail").GetProperty("held_back").EnumerateArray()
            .Any(entry => entry.GetProperty("code").GetString() is not (nameof(FaultCode.PriceHeldBack) or nameof(FaultCode.ClosedByHand)));

    internal static VehicleKey GetKey(SandboxCar car) => new(car.Vin ?? "#" + car.ConfigurationNumber);

    /// <summary>Gets the secrets in clear and in the encodings of a form, of JSON and of a header.</summary>
    private static List<string> GetForms(SoakRig rig)
    {
        string[] secrets = rig.IsPostgres ? [SoakRig.Secret, PostgresProcess.Password] : [SoakRig.Secret];
        return
        [
            .. secrets,
            .. secrets.Select(Uri.EscapeDataString),
            .. secrets.Select(secret => JsonEncodedText.Encode(secret).ToString()),
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{rig.Server.ClientId}:{SoakRig.Secret}")),
            .. rig.Server.Tokens,
        ];
    }

    /// <summary>Reads the bytes of a file as characters, whatever they mean. Another process may have the file open.</summary>
    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        return Encoding.Latin1.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    private static List<string> ReadRows(PostgresDatabase database)
    {
        var tables = ReadTexts(database, "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'");
        return [.. tables.SelectMany(table => ReadTexts(database, $"SELECT t::text FROM \"{table}\" t"))];
    }

    private static List<string> ReadTexts(PostgresDatabase database, string sql)
    {
        using var rows = database.Query(sql);
        var texts = new List<string>();
        while (rows.Step())
            texts.Add(rows.GetText(0) ?? string.Empty);
        return texts;
    }
}
