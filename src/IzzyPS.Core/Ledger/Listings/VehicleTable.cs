using IzzyPS.Hashing;
using IzzyPS.Ledger.History;
using IzzyPS.Operations;
using IzzyPS.Operations.Journaling;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Listings;

/// <summary>
/// Writes the table <c>vehicle</c>. A row is the subject of the operations on one car, and holds the car as the server last acknowledged it.
/// </summary>
internal sealed class VehicleTable : ISubjectTables
{
    /// <summary>The name of vehicles as a kind of subject.</summary>
    internal const string SubjectKind = "Vehicle";

    internal static readonly VehicleTable Instance = new();

    private const string NeverListed = "Unlisted";

    // The SELECT must not read the table vehicle: SQLite would first copy the rows to a temporary table, which costs ten times as much.
    private static readonly RowStatement Add = new(
        "key vin feed",
        $$"""
        INSERT INTO vehicle (key, vin, feed_id, state)
        SELECT r.key, r.vin, (SELECT id FROM feed WHERE name = r.feed), '{{NeverListed}}' FROM {rows} r WHERE 1 = 1
        ON CONFLICT (key) DO NOTHING
        """);

    private static readonly RowStatement FindKeys = new("key", "SELECT v.key FROM vehicle v, {rows} r WHERE v.key = r.key");

    private static readonly RowStatement FindSubjects = new(
        "uuid:u key replaces_key",
        """
        SELECT r.uuid, v.id, v.key, v.state, v.remote_id, v.closed_at, v.payload_hash, v.payload_id
        FROM vehicle v, {rows} r
        WHERE v.key = coalesce((SELECT w.key FROM vehicle w WHERE w.key = r.replaces_key), r.key)
        """);

    private static readonly RowStatement FindOtherPayloads = new(
        "key hash:h",
        "SELECT v.key FROM vehicle v, {rows} r WHERE v.key = r.key AND v.payload_hash IS DISTINCT FROM r.hash");

    // Where the vehicle's new payload equals the operation's payload, both refer to the same row of the table payload.
    private static readonly RowStatement Update = new(
        "key state hash:h payload_id:l op:u feed is_unconfirmed:i price_set_by configuration_number remote_id make model list_price sales_price "
        + "feed_list_price feed_sales_price first_listed_at last_sent_at closed_at closed_by close_reason is_released:i emptied",
        """
        UPDATE vehicle SET state = r.state, payload_hash = r.hash,
            payload_id = CASE WHEN vehicle.payload_hash = r.hash THEN vehicle.payload_id
                ELSE coalesce(r.payload_id, (SELECT o.payload_id FROM operation o WHERE o.uuid = r.op)) END,
            feed_id = (SELECT f.id FROM feed f WHERE f.name = r.feed), is_unconfirmed = r.is_unconfirmed, price_set_by = r.price_set_by,
            configuration_number = r.configuration_number, remote_id = r.remote_id, make = r.make, model = r.model,
            list_price = r.list_price, sales_price = r.sales_price, feed_list_price = r.feed_list_price, feed_sales_price = r.feed_sales_price,
            first_listed_at = r.first_listed_at, last_sent_at = r.last_sent_at, closed_at = r.closed_at, closed_by = r.closed_by,
            close_reason = r.close_reason, is_released = r.is_released, emptied = r.emptied
        FROM {rows} r
        WHERE vehicle.key = r.key
        """);

    public string Kind => SubjectKind;

    public IReadOnlyList<SubjectRow> FindOrAdd(ILedgerDatabase ledger, IReadOnlyList<OperationStep> steps)
    {
        var writes = steps.Cast<LedgerWrite>().ToList();
        var found = new Dictionary<Guid, SubjectRow>(writes.Count);
        Find(ledger, writes, found);
        List<LedgerWrite> missing = [.. writes.Where(write => !found.ContainsKey(write.Operation!.Id))];
        if (missing.Count > 0)
        {
            ledger.ExecuteAll(Add, [.. missing.Select(write => CreateRow(write.Operation!.Key, write.Operation!.Feed))]);
            Find(ledger, missing, found);
        }

        return [.. writes.Select(write => found[write.Operation!.Id])];
    }

    public void Save(ILedgerDatabase ledger, IReadOnlyList<OperationStep> steps, DateTimeOffset now)
    {
        var writes = steps.Cast<LedgerWrite>().ToList();
        foreach (var write in writes.Where(write => write is { Entry: not null, ReplacesKey: not null }))
            VehicleKeyChange.Apply(ledger, write.ReplacesKey!.Value, write.Entry!.Key, write.Operation?.Id);
        List<LedgerWrite> changed = [.. writes.Where(write => write.Entry is not null)];
        if (changed.Count > 0)
            SaveEntries(ledger, changed);
        foreach (var write in writes.Where(write => write.IsUnconfirmed))
            ledger.Execute("UPDATE vehicle SET is_unconfirmed = 1 WHERE id = (SELECT o.subject_id FROM operation o WHERE o.uuid = $1)", write.Operation?.Id ?? write.Recovered);
        HistoryTable.Add(ledger, writes, now);
    }

    public OperationStep Recover(Operation ended, bool mayHaveBeenSent, DateTimeOffset now)
    {
        var isPlanned = ended.State == OperationState.Planned; // The operation was given back already and is not written again.
        var kind = ended.State == OperationState.InDoubt ? VehicleEventKind.InDoubt : VehicleEventKind.Unconfirmed;
        return new LedgerWrite(isPlanned ? null : ended)
        {
            Event = mayHaveBeenSent ? new LedgerEvent(ended.RunId, ended.Key, now, kind, Operation.Killed) : null,
            IsUnconfirmed = mayHaveBeenSent && kind == VehicleEventKind.Unconfirmed,
            Recovered = ended.Id,
        };
    }

    /// <summary>Finds the rows of the operations' vehicles.</summary>
    /// <exception cref="LedgerException">A vehicle has changed since its operation was decided.</exception>
    private static void Find(ILedgerDatabase ledger, List<LedgerWrite> writes, Dictionary<Guid, SubjectRow> found)
    {
        var byId = writes.ToDictionary(write => write.Operation!.Id);
        using var rows = ledger.QueryAll(FindSubjects, [.. writes.Select(write => new object?[] { write.Operation!.Id, write.Operation!.Subject.Key, write.ReplacesKey?.Value })]);
        while (rows.Step())
        {
            var id = rows.GetGuid(0);
            if (!IsStill(rows, byId[id].Found))
                throw CreateChanged(byId[id]);
            found[id] = new SubjectRow(rows.GetInt64(1), rows.GetText(2)!, rows.IsNull(6) ? null : rows.GetHash(6), rows.IsNull(7) ? null : rows.GetInt64(7));
        }
    }

    private static void SaveEntries(ILedgerDatabase ledger, List<LedgerWrite> writes)
    {
        FeedTable.AddMissing(ledger, writes.Select(write => write.Entry!.Feed));
        AddMissing(ledger, [.. writes.Where(write => write.Operation is null).Select(write => write.Entry!)]);
        var payloads = AddPayloads(ledger, writes);
        if (ledger.ExecuteAll(Update, [.. writes.Select(write => CreateRow(write, payloads))]) != writes.Count)
            throw new InvalidOperationException($"The ledger has no row for one of {writes.Count} vehicles, {writes[0].Entry!.Key} first.");
    }

    /// <summary>Adds the vehicles that the ledger does not know yet.</summary>
    private static void AddMissing(ILedgerDatabase ledger, List<LedgerEntry> entries)
    {
        if (entries.Count == 0)
            return;
        var known = new HashSet<string>(StringComparer.Ordinal);
        using (var rows = ledger.QueryAll(FindKeys, [.. entries.Select(entry => new object?[] { entry.Key.Value })]))
        {
            while (rows.Step())
                known.Add(rows.GetText(0)!);
        }

        ledger.ExecuteAll(Add, [.. entries.Where(entry => !known.Contains(entry.Key.Value)).Select(entry => CreateRow(entry.Key, entry.Feed))]);
    }

    /// <summary>Writes the payloads that neither the operation nor the vehicle has in the ledger already.</summary>
    private static Dictionary<ContentHash, long> AddPayloads(ILedgerDatabase ledger, List<LedgerWrite> writes)
    {
        List<LedgerEntry> others = [.. writes.Where(write => !HasPayload(write)).Select(write => write.Entry!)];
        if (others.Count == 0)
            return [];
        var missing = new HashSet<string>(StringComparer.Ordinal);
        using (var rows = ledger.QueryAll(FindOtherPayloads, [.. others.Select(entry => new object?[] { entry.Key.Value, entry.Payload.Hash })]))
        {
            while (rows.Step())
                missing.Add(rows.GetText(0)!);
        }

        return PayloadTable.Add(ledger, others.Where(entry => missing.Contains(entry.Key.Value)).Select(entry => (entry.Payload.Hash, entry.Payload.Utf8)));
    }

    private static bool HasPayload(LedgerWrite write) => write.Operation?.Payload.Hash == write.Entry!.Payload.Hash;

    /// <summary>Whether a vehicle's row is unchanged since it was found. Null skips the check.</summary>
    private static bool IsStill(LedgerRows row, FoundVehicle? found) => found switch
    {
        null => true,
        { Entry: null } => row.GetText(3) == NeverListed,
        { Entry: { } entry } => row.GetText(3) == entry.State.ToString() && row.GetText(4) == entry.RemoteId && row.GetTime(5) == entry.Closed
            && !row.IsNull(6) && row.GetHash(6) == entry.Payload.Hash,
    };

    private static LedgerException CreateChanged(LedgerWrite write) =>
        new(LedgerFault.Conflict, $"{write.Operation!.Key} can't be written: another run has changed it since.") { RefusedBy = LedgerConstraint.Changed };

    private static object?[] CreateRow(VehicleKey key, string feed) => [key.Value, key.Vin, feed];

    private static object?[] CreateRow(LedgerWrite write, Dictionary<ContentHash, long> payloads)
    {
        var entry = write.Entry!;
        return
        [
            entry.Key.Value, entry.State.ToString(), entry.Payload.Hash, payloads.TryGetValue(entry.Payload.Hash, out var payload) ? payload : null,
            HasPayload(write) ? write.Operation!.Id : null, entry.Feed, entry.IsUnconfirmed ? 1 : 0, entry.PriceSetBy.ToString(), entry.ConfigurationNumber,
            entry.RemoteId, entry.Make, entry.Model, entry.ListPrice, entry.SalesPrice, entry.FeedPrices?.List, entry.FeedPrices?.Sales,
            entry.FirstListed, entry.LastSent, entry.Closed, entry.ClosedBy?.ToString(), entry.CloseReason?.ToString(), entry.IsReleased ? 1 : 0,
            entry.Emptied,
        ];
    }
}
