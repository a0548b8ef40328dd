using System.Globalization;
using System.Text;
using IzzyPS.Storage;

namespace IzzyPS.Operations.Journaling;

/// <summary>Reads operations from the journal.</summary>
internal static class OperationReader
{
    /// <summary>
    /// The states of an operation <c>o</c> that has not ended. The text equals the condition of the index <c>operation_open</c> word for word:
    /// otherwise SQLite does not use the index.
    /// </summary>
    internal const string OpenStates = "(o.state = 'Planned' OR o.state = 'Sending' OR o.state = 'InDoubt')";

    private const string IsInDoubt = $"{OpenStates} AND o.state = 'InDoubt'";

    private const string MayBeInDoubt = $"{OpenStates} AND (o.state = 'InDoubt' OR (o.state = 'Sending' AND o.is_idempotent = 0))";

    private const string Select = """
        SELECT o.uuid, u.uuid, o.subject_kind, o.subject_key, f.name, o.kind, o.is_idempotent, o.state, p.hash, p.json, o.attempts, o.planned_at,
            o.sent_at, o.ended_at, o.status, o.error, o.remote_id
        FROM operation o
        JOIN run u ON u.id = o.run_id
        JOIN feed f ON f.id = o.feed_id
        JOIN payload p ON p.id = o.payload_id

        """;

    private const string OldestFirst = " ORDER BY o.planned_at, o.id";

    /// <summary>
    /// Finds the operations that match, oldest first. <see cref="OperationQuery.VinPattern"/> is not looked at: the engine knows no VINs, and the
    /// caller gives a condition on the subjects instead.
    /// </summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="query">What to look for.</param>
    /// <param name="isHeld">Whether a living run holds the ledger. What this run is sending is not in doubt.</param>
    /// <param name="subjects">A condition on <c>o.subject_kind</c> and <c>o.subject_id</c> with one parameter <c>{0}</c>, and the value of the parameter; null for every subject.</param>
    internal static LedgerRows Find(ILedgerQueries ledger, OperationQuery query, bool isHeld, (string Condition, string Value)? subjects = null)
    {
        var (conditions, values) = (new List<string>(), new List<object?>());
        string Add(object value)
        {
            values.Add(value);
            return string.Create(CultureInfo.InvariantCulture, $"${values.Count}");
        }

        if (query.Id is { } id)
            conditions.Add($"o.uuid = {Add(id)}");
        if (query.RunId is { } run)
            conditions.Add($"u.uuid = {Add(run)}");
        if (subjects is var (condition, value))
            conditions.Add(string.Format(CultureInfo.InvariantCulture, condition, Add(value)));
        if (query.State is OperationState.InDoubt)
            conditions.Add(GetDoubtCondition(isHeld));
        else if (query.State is { } state)
            conditions.Add($"o.state = {Add(state.ToString())}");

        var where = conditions.Count == 0 ? string.Empty : "WHERE " + string.Join(" AND ", conditions);
        return ledger.Query(Select + where + OldestFirst, [.. values]);
    }

    /// <summary>Reads the operations in doubt, oldest first.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="isHeld">Whether a living run holds the ledger. What this run is sending is not in doubt.</param>
    internal static IReadOnlyList<Operation> ReadInDoubt(ILedgerQueries ledger, bool isHeld) =>
        ReadAll(ledger, $"WHERE {GetDoubtCondition(isHeld)}{OldestFirst}");

    /// <summary>Reads the operations that have not ended, oldest first.</summary>
    internal static IReadOnlyList<Operation> ReadOpen(ILedgerQueries ledger) => ReadAll(ledger, $"WHERE {OpenStates}{OldestFirst}");

    /// <summary>
    /// Gets the SQL condition for an operation whose outcome is unknown. A create in <c>Sending</c> belongs to the run that holds the ledger; without
    /// such a run, a run was killed while it sent the create.
    /// </summary>
    internal static string GetDoubtCondition(bool isHeld) => isHeld ? IsInDoubt : MayBeInDoubt;

    internal static Operation? Get(ILedgerQueries ledger, Guid id) => ReadAll(ledger, "WHERE o.uuid = $1", id) is [var operation] ? operation : null;

    internal static Operation Read(LedgerRows row) => new()
    {
        Id = row.GetGuid(0),
        RunId = row.GetGuid(1),
        Subject = new Subject(row.GetText(2)!, row.GetText(3)!),
        Feed = row.GetText(4)!,
        Kind = row.GetText(5)!,
        IsIdempotent = row.GetBoolean(6),
        State = row.GetWord<OperationState>(7),
        Payload = new OperationPayload(Encoding.UTF8.GetBytes(row.GetText(9)!), row.GetHash(8)),
        Attempts = (int)row.GetInt64(10),
        PlannedAt = row.GetTime(11)!.Value,
        SentAt = row.GetTime(12),
        EndedAt = row.GetTime(13),
        Status = row.IsNull(14) ? null : (int)row.GetInt64(14),
        Error = row.GetText(15),
        RemoteId = row.GetText(16),
    };

    private static List<Operation> ReadAll(ILedgerQueries ledger, string where, params object?[] values)
    {
        using var rows = ledger.Query(Select + where, values);
        var operations = new List<Operation>();
        while (rows.Step())
            operations.Add(Read(rows));
        return operations;
    }
}
