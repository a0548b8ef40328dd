using IzzyPS.Operations;
using IzzyPS.Storage.Postgres;

namespace IzzyPS.Ledger.Postgres;

/// <summary>
/// Ends what dead runners left: in a run that nobody carries on, as everywhere; in one that others carry on, what was claimed is
/// given back, an interrupted update or close too (it may be sent again), and only creates are in doubt.
/// </summary>
internal static class PostgresRecovery
{
    /// <summary>Who has each open operation; whether it lives, and whether others carry its run on. The fence number is ours.</summary>
    private const string Owners = """
        SELECT w.uuid, w.owner, w.is_carried_on, EXISTS (SELECT 1 FROM runner r WHERE r.fence = w.owner AND r.ended_at IS NULL)
        FROM (
            SELECT o.uuid, CASE o.state WHEN 'Planned' THEN o.claim ELSE o.fence END AS owner,
                EXISTS (SELECT 1 FROM runner r WHERE r.run_id = o.run_id AND r.ended_at IS NULL AND r.fence <> $1) AS is_carried_on
            FROM operation o
            WHERE o.state IN ('Planned', 'Sending')) w
        """;

    /// <returns>The operations that are in doubt because of it.</returns>
    internal static IReadOnlyList<Operation> Run(PostgresDatabase database, long fence, ISet<Guid> liveRuns, DateTimeOffset now)
    {
        PostgresClaimant.Order(database, now);
        var owners = ReadOwners(database, fence);
        var inDoubt = new List<Operation>();
        foreach (var operation in OperationReader.ReadAll(database, OperationReader.Open))
        {
            if (!owners.TryGetValue(operation.Id, out var owner))
                continue;
            var isOurs = liveRuns.Contains(operation.RunId);
            var isRunAlive = isOurs || owner.IsCarriedOn;
            if (owner.Fence is null ? isRunAlive : owner.Fence == fence ? isOurs : owner.IsAlive)
                continue;
            var ended = End(database, operation, fence, isRunAlive, now);
            if (ended.State == OperationState.InDoubt)
                inDoubt.Add(ended);
        }

        return inDoubt;
    }

    private static Operation End(PostgresDatabase database, Operation operation, long fence, bool isRunAlive, DateTimeOffset now)
    {
        var isSent = operation.State == OperationState.Sending;
        var isDoubtful = isSent && operation.Kind == OperationKind.Create;
        var ended = (isDoubtful, isSent, isRunAlive) switch
        {
            (true, _, _) => operation with { State = OperationState.InDoubt, Error = Operation.Killed },
            (_, _, true) => operation with { State = OperationState.Planned },
            (_, true, _) => operation with { State = OperationState.Failed, EndedAt = now, Error = Operation.Killed },
            _ => operation with { State = OperationState.Cancelled, EndedAt = now },
        };
        if (ended.State == OperationState.Planned)
            database.Execute("UPDATE operation SET state = 'Planned', claim = NULL, sent_at = NULL WHERE uuid = $1", operation.Id);

        LedgerWrite[] writes =
        [
            new(ended.State == OperationState.Planned ? null : ended)
            {
                Event = isSent
                    ? new LedgerEvent(operation.RunId, operation.Key, now, isDoubtful ? nameof(OperationState.InDoubt) : "Unconfirmed", Operation.Killed)
                    : null,
            },
        ];
        database.Query("SELECT write_steps($1, $2)", fence, PostgresJournal.StepsOf(writes, now)).Dispose();
        if (isSent && !isDoubtful)
            database.Execute("UPDATE vehicle SET is_unconfirmed = 1 WHERE key = $1", operation.Key.Value);
        return ended;
    }

    private static Dictionary<Guid, Owner> ReadOwners(PostgresDatabase database, long fence)
    {
        using var rows = database.Query(Owners, fence);
        var owners = new Dictionary<Guid, Owner>();
        while (rows.Step())
            owners.Add(rows.Guid(0), new Owner(rows.IsNull(1) ? null : rows.Int64(1), rows.Boolean(2), rows.Boolean(3)));
        return owners;
    }

    private readonly record struct Owner(long? Fence, bool IsCarriedOn, bool IsAlive);
}
