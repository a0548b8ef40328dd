using IzzyPS.Ledger.Listings;
using IzzyPS.Operations.Journaling;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.RunRecords;

/// <summary>Writes the tables <c>run</c>, <c>run_file</c> and <c>run_warning</c>. The caller has a transaction.</summary>
internal static class RunTable
{
    private const string RunIdByUuid = "(SELECT u.id FROM run u WHERE u.uuid = $1)";

    private static readonly RowStatement AddFiles = new(
        "run:u position:i path sha256 rows:i rows_rejected:i has_final_line_break:i",
        """
        INSERT INTO run_file (run_id, position, path, sha256, rows, rows_rejected, has_final_line_break)
        SELECT (SELECT u.id FROM run u WHERE u.uuid = r.run), r.position, r.path, r.sha256, r.rows, r.rows_rejected, r.has_final_line_break FROM {rows} r
        """);

    private static readonly RowStatement AddWarnings = new(
        "run:u position:i code message file count:i",
        """
        INSERT INTO run_warning (run_id, position, code, message, file, count)
        SELECT (SELECT u.id FROM run u WHERE u.uuid = r.run), r.position, r.code, r.message, r.file, r.count FROM {rows} r
        """);

    internal static int Begin(ILedgerDatabase ledger, RunRecord run)
    {
        FeedTable.AddMissing(ledger, [run.Feed]);
        ledger.Execute(
            """
            INSERT INTO run (uuid, kind, trigger, feed_id, plan, planned_at, base_serial, is_from_stock, state, planned, started_at, host, "user", command)
            VALUES ($1, $2, $3, (SELECT id FROM feed WHERE name = $4), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            """,
            run.Id,
            run.Kind.ToString(),
            run.Trigger.ToString(),
            run.Feed,
            run.Plan?.Id,
            run.Plan?.PlannedAt,
            run.Plan?.BaseSerial,
            run.Plan is { IsFromStock: true } ? 1L : 0L,
            nameof(RunOutcome.Running),
            (long)run.Planned,
            run.StartedAt,
            run.Host,
            run.User,
            run.Command);
        foreach (var note in run.Notes)
            FeedMemoryTable.Write(ledger, run.Id, note, run.StartedAt);
        ledger.ExecuteAll(AddWarnings, [.. run.Warnings.Select((warning, position) => new object?[]
        {
            run.Id, position, warning.Code, warning.Message, warning.File, warning.Count,
        })]);
        return ledger.ExecuteAll(AddFiles, [.. run.Files.Select((file, position) => new object?[]
        {
            run.Id, position, file.Path, file.Sha256, file.Rows, file.RowsRejected, file.HasFinalLineBreak ? 1 : 0,
        })]);
    }

    /// <summary>Adds the changes that have ended to the counts of a run.</summary>
    /// <param name="ledger">The transaction.</param>
    /// <param name="run">The run.</param>
    /// <param name="before">The counts of this runner that the row has already.</param>
    /// <param name="now">The counts of this runner.</param>
    internal static int AddProgress(ILedgerDatabase ledger, Guid run, RunCounts before, RunCounts now) => ledger.Execute(
        """
        UPDATE run SET created = created + $2, updated = updated + $3, repriced = repriced + $4, closed = closed + $5, in_doubt = in_doubt + $6, failed = failed + $7
        WHERE uuid = $1
        """,
        run,
        (long)(now.Created + now.Recreated - before.Created - before.Recreated),
        (long)(now.Updated - before.Updated),
        (long)(now.Repriced - before.Repriced),
        (long)(now.Closed - before.Closed),
        (long)(now.InDoubt - before.InDoubt),
        (long)(now.Failed - before.Failed));

    /// <summary>Ends a run. Planned operations that were not sent are cancelled; a run with such operations ends as stopped, not as finished.</summary>
    /// <param name="ledger">The transaction.</param>
    /// <param name="run">The run.</param>
    /// <param name="outcome">How the run ended.</param>
    /// <param name="counts">
    /// The number of vehicles by their outcome. For a run that several runners carried out, the counts come from the history instead.
    /// </param>
    /// <param name="now">The time.</param>
    /// <param name="serial">The ledger's serial after this transaction.</param>
    /// <returns>The outcome that is recorded.</returns>
    internal static RunOutcome End(ILedgerDatabase ledger, Guid run, RunOutcome outcome, RunCounts counts, DateTimeOffset now, long serial)
    {
        if (!ledger.Exists("SELECT 1 FROM run WHERE uuid = $1", run))
            throw new InvalidOperationException($"Run {run} has not begun.");
        var left = OperationTable.CancelPlanned(ledger, run, now);
        if (outcome == RunOutcome.Finished && left > 0)
            outcome = RunOutcome.Stopped;
        ledger.Execute(
            "UPDATE run SET state = $2, ended_at = $3, created = $4, updated = $5, repriced = $6, closed = $7, in_doubt = $8, failed = $9 WHERE uuid = $1",
            run,
            outcome.ToString(),
            now,
            (long)(counts.Created + counts.Recreated),
            (long)counts.Updated,
            (long)counts.Repriced,
            (long)counts.Closed,
            (long)counts.InDoubt,
            (long)counts.Failed);
        if (ledger.Exists("SELECT 1 FROM run WHERE uuid = $1 AND is_shared = 1", run))
            CountShared(ledger, run);

        // Only a run that finished has compared the whole feed with the ledger. After it the feed may close listings again.
        if (outcome == RunOutcome.Finished)
        {
            ledger.Execute(
                "UPDATE feed SET established_serial = $2 WHERE id = (SELECT u.feed_id FROM run u WHERE u.uuid = $1 AND u.is_from_stock = 1)", run, serial);
        }

        return outcome;
    }

    /// <summary>Counts the outcomes of a shared run from its history, because each runner saw only a part of the run.</summary>
    private static void CountShared(ILedgerDatabase ledger, Guid run)
    {
        string CountEvents(string kinds) => $"(SELECT count(*) FROM event e WHERE e.run_id = {RunIdByUuid} AND e.name IN ({kinds}))";
        string CountOperations(string states) => $"(SELECT count(*) FROM operation o WHERE o.run_id = {RunIdByUuid} AND o.state IN ({states}))";
        var failed = CountOperations("'Rejected', 'Failed', 'Cancelled'");
        ledger.Execute(
            $"""
            UPDATE run SET created = {CountEvents("'Listed', 'Recreated'")}, updated = {CountEvents("'Updated'")}, repriced = {CountEvents("'Repriced'")},
                closed = {CountEvents("'Closed'")}, in_doubt = {CountOperations("'InDoubt'")},
                failed = CASE WHEN failed > {failed} THEN failed ELSE {failed} END
            WHERE uuid = $1
            """,
            run);
    }
}
