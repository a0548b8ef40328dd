using IzzyPS.Hashing;
using IzzyPS.Storage;

namespace IzzyPS.Operations.Journaling;

/// <summary>Writes the journal's steps into the table <c>operation</c> and into the tables of their subjects, within one transaction.</summary>
internal static class OperationTable
{
    private static readonly RowStatement Insert = new(
        "uuid:u run:u feed subject_kind subject_id:l subject_key kind is_idempotent:i state payload_id:l fence:l attempts:i planned_at sent_at ended_at status:i error remote_id",
        """
        INSERT INTO operation (uuid, run_id, feed_id, subject_kind, subject_id, subject_key, kind, is_idempotent, state, payload_id, fence,
            attempts, planned_at, sent_at, ended_at, status, error, remote_id)
        SELECT r.uuid, (SELECT id FROM run WHERE uuid = r.run), (SELECT id FROM feed WHERE name = r.feed), r.subject_kind, r.subject_id, r.subject_key,
            r.kind, r.is_idempotent, r.state, r.payload_id, r.fence, r.attempts, r.planned_at, r.sent_at, r.ended_at, r.status, r.error, r.remote_id
        FROM {rows} r
        WHERE 1 = 1
        ON CONFLICT (uuid) DO UPDATE SET state = excluded.state, fence = excluded.fence, attempts = excluded.attempts,
            sent_at = excluded.sent_at, ended_at = excluded.ended_at, status = excluded.status, error = excluded.error, remote_id = excluded.remote_id
        """);

    private static readonly RowStatement Update = new(
        "uuid:u state fence:l attempts:i sent_at ended_at status:i error remote_id",
        """
        UPDATE operation SET state = r.state, fence = r.fence, attempts = r.attempts, sent_at = r.sent_at, ended_at = r.ended_at,
            status = r.status, error = r.error, remote_id = r.remote_id
        FROM {rows} r
        WHERE operation.uuid = r.uuid
        """);

    private static readonly RowStatement FindIds = new("uuid:u", "SELECT o.uuid FROM operation o, {rows} r WHERE o.uuid = r.uuid");

    /// <summary>Writes steps in their order.</summary>
    /// <param name="ledger">The transaction.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="fence">The fence number of the writer.</param>
    /// <param name="now">The time for changes that have no time of their own.</param>
    internal static void Write(ILedgerDatabase ledger, IReadOnlyList<OperationStep> steps, long fence, DateTimeOffset now)
    {
        foreach (var batch in SplitAtRepeats(steps))
            WriteBatch(ledger, batch, fence, now);
    }

    /// <summary>Cancels the planned operations of a run.</summary>
    /// <returns>The number of cancelled operations.</returns>
    internal static int CancelPlanned(ILedgerDatabase ledger, Guid run, DateTimeOffset now) => ledger.Execute(
        $"UPDATE operation AS o SET state = 'Cancelled', ended_at = $2 WHERE run_id = (SELECT id FROM run WHERE uuid = $1) AND {OperationReader.OpenStates} AND state = 'Planned'", run, now);

    /// <summary>Splits the steps into batches, because the rows of a batch are written in no particular order. In a batch no two steps change the same subject.</summary>
    private static List<IReadOnlyList<OperationStep>> SplitAtRepeats(IReadOnlyList<OperationStep> steps)
    {
        if (steps.Count <= 1)
            return [steps];
        var batches = new List<IReadOnlyList<OperationStep>>();
        var (batch, seen) = (new List<OperationStep>(), new HashSet<(string, string)>());
        foreach (var step in steps)
        {
            if (step.Keys.Any(key => seen.Contains((step.Tables.Kind, key))))
            {
                batches.Add(batch);
                batch = [];
                seen.Clear();
            }

            foreach (var key in step.Keys)
                seen.Add((step.Tables.Kind, key));
            batch.Add(step);
        }

        batches.Add(batch);
        return batches;
    }

    private static void WriteBatch(ILedgerDatabase ledger, IReadOnlyList<OperationStep> steps, long fence, DateTimeOffset now)
    {
        // A planned operation that was never sent is most probably new, so an update would most probably find no row.
        List<OperationStep> added = [.. steps.Where(step => step.Operation is { State: OperationState.Planned, SentAt: null })];
        List<OperationStep> changed = [.. steps.Where(step => step.Operation is not (null or { State: OperationState.Planned, SentAt: null }))];
        if (changed.Count > 0 && ledger.ExecuteAll(Update, [.. changed.Select(step => CreateRow(step.Operation!, fence))]) < changed.Count)
        {
            var missing = FindMissing(ledger, changed).Concat(added).ToHashSet(ReferenceEqualityComparer.Instance);
            added = [.. steps.Where(missing.Contains)]; // Again in the order of the steps.
        }

        if (added.Count > 0)
            InsertAll(ledger, added, fence);
        foreach (var ofKind in steps.GroupBy(step => step.Tables))
            ofKind.Key.Save(ledger, [.. ofKind], now);
    }

    private static IEnumerable<OperationStep> FindMissing(ILedgerDatabase ledger, List<OperationStep> steps)
    {
        var found = new HashSet<Guid>();
        using var rows = ledger.QueryAll(FindIds, [.. steps.Select(step => new object?[] { step.Operation!.Id })]);
        while (rows.Step())
            found.Add(rows.GetGuid(0));
        return steps.Where(step => !found.Contains(step.Operation!.Id));
    }

    private static void InsertAll(ILedgerDatabase ledger, List<OperationStep> steps, long fence)
    {
        FeedTable.AddMissing(ledger, steps.Select(step => step.Operation!.Feed));
        var rows = new List<(Operation Operation, SubjectRow Subject)>(steps.Count);
        foreach (var ofKind in steps.GroupBy(step => step.Tables))
        {
            List<OperationStep> same = [.. ofKind];
            rows.AddRange(same.Select(step => step.Operation!).Zip(ofKind.Key.FindOrAdd(ledger, same)));
        }

        var payloads = PayloadTable.Add(ledger, rows
            .Where(row => row.Subject.PayloadHash != row.Operation.Payload.Hash)
            .Select(row => (row.Operation.Payload.Hash, row.Operation.Payload.Utf8)));
        ledger.ExecuteAll(Insert, [.. rows.Select(row => CreateRow(row.Operation, row.Subject, payloads, fence))]);
    }

    private static object?[] CreateRow(Operation operation, long fence) =>
    [
        operation.Id, operation.State.ToString(), fence, operation.Attempts, operation.SentAt, operation.EndedAt, operation.Status, operation.Error, operation.RemoteId,
    ];

    private static object?[] CreateRow(Operation operation, SubjectRow subject, Dictionary<ContentHash, long> payloads, long fence) =>
    [
        operation.Id, operation.RunId, operation.Feed, operation.Subject.Kind, subject.Id, subject.Key, operation.Kind, operation.IsIdempotent ? 1 : 0,
        operation.State.ToString(), payloads.TryGetValue(operation.Payload.Hash, out var payload) ? payload : subject.PayloadId, fence, operation.Attempts,
        operation.PlannedAt, operation.SentAt, operation.EndedAt, operation.Status, operation.Error, operation.RemoteId,
    ];
}
