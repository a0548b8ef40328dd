using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Sqlite;

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

    internal const string ById = Select + "WHERE o.uuid = ?";

    private const string IsInDoubt = $"o.{EntryReader.OpenStates} AND (o.state = 'InDoubt' OR (o.state = 'Sending' AND o.kind = 'Create'))";

    private const string OldestFirst = " ORDER BY o.planned_at, o.id";

    internal static Operation Read(SqliteStatement row) => new()
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

    /// <summary>The statement of a query, its parameters bound.</summary>
    internal static SqliteStatement Find(SqliteDatabase database, OperationQuery query)
    {
        var conditions = new List<string>();
        if (query.Id is not null)
            conditions.Add("o.uuid = ?");
        if (query.RunId is not null)
            conditions.Add("r.uuid = ?");
        if (query.VinPattern is not null)
            conditions.Add("v.vin GLOB ?");
        if (query.State is not null)
            conditions.Add(query.State == OperationState.InDoubt ? IsInDoubt : "o.state = ?");

        var where = conditions.Count == 0 ? string.Empty : "WHERE " + string.Join(" AND ", conditions);
        var statement = database.Prepare(Select + where + OldestFirst);
        if (query.Id is { } id)
            statement.Bind(id);
        if (query.RunId is { } run)
            statement.Bind(run);
        if (query.VinPattern is { } pattern)
            statement.Bind(SqliteLedger.GlobOf(pattern));
        return query.State is { } state and not OperationState.InDoubt ? statement.Bind(state) : statement;
    }

    internal static IReadOnlyList<Operation> ReadAll(SqliteDatabase database, string sql)
    {
        using var statement = database.Once(sql);
        var operations = new List<Operation>();
        while (statement.Step())
            operations.Add(Read(statement));
        return operations;
    }
}
