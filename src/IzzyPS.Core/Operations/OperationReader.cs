using System.Globalization;
using IzzyPS.Ledger.Listings;
using IzzyPS.Storage;
using IzzyPS.Vehicles;

namespace IzzyPS.Operations;

/// <summary>Reads operations.</summary>
internal static class OperationReader
{
    private const string Select = """
        SELECT o.uuid, r.uuid, v.key, f.name, o.kind, o.state, p.json, o.attempts, o.planned_at, o.sent_at, o.ended_at, o.status,
            o.error, o.remote_id
        FROM operation o
        JOIN run r ON r.id = o.run_id
        JOIN vehicle v ON v.id = o.vehicle_id
        JOIN feed f ON f.id = o.feed_id
        JOIN payload p ON p.id = o.payload_id

        """;

    /// <summary>Everything whose end is not known, oldest first.</summary>
    internal const string Open = Select + $"WHERE o.{EntryReader.OpenStates} ORDER BY o.planned_at, o.id";

    /// <summary>Creates whose outcome nobody knows, oldest first.</summary>
    internal const string InDoubt = Select + $"WHERE {IsInDoubt}{OldestFirst}";

    private const string ById = Select + "WHERE o.uuid = $1";

    private const string IsInDoubt = $"o.{EntryReader.OpenStates} AND (o.state = 'InDoubt' OR (o.state = 'Sending' AND o.kind = 'Create'))";

    private const string OldestFirst = " ORDER BY o.planned_at, o.id";

    internal static Operation Read(ILedgerRows row) => new()
    {
        Id = row.Guid(0),
        RunId = row.Guid(1),
        Key = new VehicleKey(row.Text(2)!),
        Feed = row.Text(3)!,
        Kind = row.Word<OperationKind>(4),
        State = row.Word<OperationState>(5),
        Payload = CarPayload.FromJson(row.Text(6)!),
        Attempts = (int)row.Int64(7),
        PlannedAt = row.Time(8)!.Value,
        SentAt = row.Time(9),
        EndedAt = row.Time(10),
        Status = row.IsNull(11) ? null : (int)row.Int64(11),
        Error = row.Text(12),
        RemoteId = row.Text(13),
    };

    /// <summary>The rows of a query.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="query">What to look for.</param>
    /// <param name="isLike">SQL that compares with a pattern, as the kind of ledger has it.</param>
    /// <param name="patternOf">The pattern as that comparison understands it.</param>
    internal static ILedgerRows Find(ILedgerQueries ledger, OperationQuery query, string isLike, Func<string, string> patternOf)
    {
        var (conditions, values) = (new List<string>(), new List<object>());
        void Add(string condition, object value)
        {
            values.Add(value);
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"{condition} ${values.Count}"));
        }

        if (query.Id is { } id)
            Add("o.uuid =", id);
        if (query.RunId is { } run)
            Add("r.uuid =", run);
        if (query.VinPattern is { } pattern)
            Add($"v.vin {isLike}", patternOf(pattern.ToUpperInvariant()));
        if (query.State is OperationState.InDoubt)
            conditions.Add(IsInDoubt);
        else if (query.State is { } state)
            Add("o.state =", state.ToString());

        var where = conditions.Count == 0 ? string.Empty : "WHERE " + string.Join(" AND ", conditions);
        return ledger.Query(Select + where + OldestFirst, [.. values]);
    }

    internal static Operation? Get(ILedgerQueries ledger, Guid id)
    {
        using var rows = ledger.Query(ById, id);
        return rows.Step() ? Read(rows) : null;
    }

    internal static IReadOnlyList<Operation> ReadAll(ILedgerQueries ledger, string sql, params object[] values)
    {
        using var statement = ledger.Query(sql, values);
        var operations = new List<Operation>();
        while (statement.Step())
            operations.Add(Read(statement));
        return operations;
    }
}
