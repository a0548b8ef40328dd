using IzzyPS.Storage;

namespace IzzyPS.Operations.Claims;

/// <summary>
/// The claims by which the runners on a shared ledger divide the operations of one run. A runner writes its fence number into the planned operations that it
/// will send.
/// </summary>
internal static class OperationClaims
{
    private const string OfRun = "o.run_id = (SELECT id FROM run WHERE uuid = $1)";

    private static readonly RowStatement GiveBackAll = new(
        "uuid:u fence:l",
        """
        UPDATE operation SET state = 'Planned', claim = NULL, sent_at = NULL
        FROM {rows} r
        WHERE operation.uuid = r.uuid AND operation.claim = r.fence AND operation.state IN ('Planned', 'Sending')
        """);

    /// <summary>Gives back operations that a runner claimed and has not sent: any runner may claim them again.</summary>
    internal static int GiveBack(ILedgerDatabase ledger, long fence, IReadOnlyList<Guid> operations) =>
        ledger.ExecuteAll(GiveBackAll, [.. operations.Select(id => new object?[] { id, fence })]);

    /// <summary>Lets any runner claim an operation of a dead runner.</summary>
    internal static void Free(ILedgerDatabase ledger, Guid operation) =>
        ledger.Execute("UPDATE operation SET state = 'Planned', claim = NULL, sent_at = NULL WHERE uuid = $1", operation);

    /// <summary>Reads every operation of a run, in the order in which they were planned.</summary>
    internal static IReadOnlyList<RunOperation> ReadRun(ILedgerQueries ledger, Guid run)
    {
        using var rows = ledger.Query(
            $"""
            SELECT o.uuid, o.subject_kind, o.subject_key, o.kind, o.is_idempotent, o.state, p.hash, o.planned_at, o.attempts, o.status, o.error, o.remote_id
            FROM operation o JOIN payload p ON p.id = o.payload_id
            WHERE {OfRun} ORDER BY o.id
            """,
            run);
        var operations = new List<RunOperation>();
        while (rows.Step())
        {
            operations.Add(new RunOperation(
                rows.GetGuid(0),
                new Subject(rows.GetText(1)!, rows.GetText(2)!),
                rows.GetText(3)!,
                rows.GetBoolean(4),
                rows.GetWord<OperationState>(5),
                rows.GetHash(6),
                rows.GetTime(7)!.Value,
                (int)rows.GetInt64(8),
                rows.IsNull(9) ? null : (int)rows.GetInt64(9),
                rows.GetText(10),
                rows.GetText(11)));
        }

        return operations;
    }

    /// <summary>Reads the operations of a run that are planned or in <c>Sending</c>.</summary>
    /// <returns>The operations that no runner has claimed, the number that are claimed or in <c>Sending</c>, and how many of these are idempotent.</returns>
    internal static (IReadOnlyList<Guid> Free, int Claimed, int ClaimedIdempotent) ReadProgress(ILedgerQueries ledger, Guid run)
    {
        var (free, claimed, claimedIdempotent) = (new List<Guid>(), 0, 0);
        using var rows = ledger.Query(
            $"SELECT o.uuid, o.state = 'Planned' AND o.claim IS NULL, o.is_idempotent = 1 FROM operation o WHERE {OfRun} AND o.state IN ('Planned', 'Sending')", run);
        while (rows.Step())
        {
            if (rows.GetBoolean(1))
            {
                free.Add(rows.GetGuid(0));
                continue;
            }

            claimed++;
            claimedIdempotent += rows.GetBoolean(2) ? 1 : 0;
        }

        return (free, claimed, claimedIdempotent);
    }
}
