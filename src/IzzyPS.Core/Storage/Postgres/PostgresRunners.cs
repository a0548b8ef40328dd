
namespace IzzyPS.Storage.Postgres;

/// <summary>
/// The rows of the table <c>runner</c>, and the operations that the runners have claimed. Several runners hold the lease at once while they
/// carry out one plan.
/// </summary>
internal static class PostgresRunners
{
    private const string RunIdQuery = "(SELECT id FROM run WHERE uuid = $2)";

    /// <summary>
    /// Reads the open operations: the runner that owns each operation, whether other runners carry on the operation's run, and whether the owner
    /// lives. The parameter is this runner's fence number.
    /// </summary>
    private const string Owners = """
        SELECT w.uuid, w.run, w.owner, w.is_carried_on, EXISTS (SELECT 1 FROM runner r WHERE r.fence = w.owner AND r.ended_at IS NULL)
        FROM (
            SELECT o.uuid, u.uuid AS run, CASE o.state WHEN 'Planned' THEN o.claim ELSE o.fence END AS owner,
                EXISTS (SELECT 1 FROM runner r WHERE r.run_id = o.run_id AND r.ended_at IS NULL AND r.fence <> $1) AS is_carried_on
            FROM operation o JOIN run u ON u.id = o.run_id
            WHERE o.state IN ('Planned', 'Sending')) w
        """;

    /// <summary>Finds the open operations whose runner is dead, and those of ended runs of this process.</summary>
    internal static IReadOnlyList<(Guid Operation, bool IsCarriedOn)> FindLeftOperations(ILedgerDatabase ledger, long fence, IReadOnlySet<Guid> liveRuns)
    {
        using var rows = ledger.Query(Owners, fence);
        var left = new List<(Guid, bool)>();
        while (rows.Step())
        {
            var isOurs = liveRuns.Contains(rows.GetGuid(1));
            var isCarriedOn = isOurs || rows.GetBoolean(3);
            long? owner = rows.IsNull(2) ? null : rows.GetInt64(2);
            if (owner is null ? isCarriedOn : owner == fence ? isOurs : rows.GetBoolean(4))
                continue;
            left.Add((rows.GetGuid(0), isCarriedOn));
        }

        return left;
    }

    internal static int Share(ILedgerDatabase ledger, long fence, Guid run) =>
        ledger.Execute($"UPDATE runner SET run_id = {RunIdQuery} WHERE fence = $1 AND plan IS NOT NULL", fence, run);

    internal static void NoteWaiting(ILedgerDatabase ledger, long fence, bool isWaiting) =>
        ledger.Execute("UPDATE runner SET is_waiting = $2 WHERE fence = $1", fence, isWaiting ? 1 : 0);

    internal static bool HasBusyOthers(ILedgerQueries ledger, long fence, Guid run) =>
        ledger.Exists($"SELECT 1 FROM runner WHERE run_id = {RunIdQuery} AND fence <> $1 AND ended_at IS NULL AND is_waiting = 0", fence, run);

    /// <summary>
    /// Leaves a run. The last runner that leaves ends the run; until then the other runners carry the run on. A new runner with the same plan
    /// waits a moment until this runner has released the lease, and gets no error that the ledger is held.
    /// </summary>
    /// <returns>Whether this was the last runner of the run.</returns>
    internal static bool Leave(ILedgerDatabase ledger, long fence, Guid run)
    {
        ledger.Execute($"UPDATE runner SET run_id = NULL WHERE fence = $1 AND run_id = {RunIdQuery}", fence, run);
        return !ledger.Exists("SELECT 1 FROM runner WHERE run_id = (SELECT id FROM run WHERE uuid = $1) AND ended_at IS NULL", run);
    }

    internal static IReadOnlyList<Guid> Claim(PostgresDatabase database, long fence, IReadOnlyList<Guid> candidates, int most)
    {
        using var rows = database.Query(
            """
            UPDATE operation SET claim = $1 WHERE id IN (
                SELECT id FROM operation
                WHERE uuid = ANY ($2) AND state = 'Planned' AND claim IS NULL
                ORDER BY id LIMIT $3
                FOR UPDATE SKIP LOCKED)
            RETURNING uuid
            """,
            fence,
            candidates.ToArray(),
            (long)most);
        var claimed = new List<Guid>(most);
        while (rows.Step())
            claimed.Add(rows.GetGuid(0));
        return claimed;
    }
}
