using IzzyPS.Operations;
using IzzyPS.Storage.Postgres;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Postgres;

/// <summary>Begins runs and ends them, to be done within a transaction, and tells how far they are.</summary>
internal static class PostgresRuns
{
    /// <summary>A shared run's counts are what its history says: nobody saw all of it.</summary>
    private const string CountShared = """
        UPDATE run SET
            created = (SELECT count(*) FROM event e WHERE e.run_id = run.id AND e.name IN ('Listed', 'Recreated')),
            updated = (SELECT count(*) FROM event e WHERE e.run_id = run.id AND e.name = 'Updated'),
            repriced = (SELECT count(*) FROM event e WHERE e.run_id = run.id AND e.name = 'Repriced'),
            closed = (SELECT count(*) FROM event e WHERE e.run_id = run.id AND e.name = 'Closed'),
            in_doubt = (SELECT count(*) FROM operation o WHERE o.run_id = run.id AND o.state = 'InDoubt'),
            failed = greatest(failed, (
                SELECT count(*) FROM operation o WHERE o.run_id = run.id AND o.state IN ('Rejected', 'Failed', 'Cancelled')))
        WHERE uuid = $1 AND is_shared = 1
        """;

    internal static int Begin(PostgresDatabase database, RunRecord run)
    {
        database.Execute(
            """
            INSERT INTO run (uuid, feed_id, plan, planned_at, base_serial, is_from_stock, outcome, started_at, host, "user", command)
            VALUES ($1, feed_of($2), $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            run.Id,
            run.Feed,
            run.PlanId,
            run.PlannedAt,
            run.BaseSerial,
            run.IsFromStock ? 1L : 0L,
            nameof(RunOutcome.Running),
            run.StartedAt,
            run.Host,
            run.User,
            run.Command);
        foreach (var (position, file) in run.Files.Index())
        {
            database.Execute(
                """
                INSERT INTO run_file (run_id, position, path, sha256, rows, rows_rejected, has_final_line_break)
                VALUES (run_of($1), $2, $3, nullif($4, ''), $5, $6, $7)
                """,
                run.Id,
                (long)position,
                file.Path,
                file.Sha256 ?? string.Empty,
                (long)file.Rows,
                (long)file.RowsRejected,
                file.HasFinalLineBreak ? 1L : 0L);
        }

        return run.Files.Count;
    }

    /// <summary>
    /// Leaves a run. Whoever leaves last ends it; before, the others carry it on. One that comes now with the same plan waits for the moment
    /// until this one is gone, instead of being told that the ledger is held.
    /// </summary>
    /// <returns>Whether it was the last.</returns>
    internal static bool Leave(
        PostgresDatabase database, long fence, Guid run, RunOutcome outcome, RunCounts counts, DateTimeOffset now)
    {
        PostgresClaimant.Order(database, now);
        database.Execute("UPDATE runner SET run_id = NULL WHERE fence = $1 AND run_id = run_of($2)", fence, run);
        if (database.Number("SELECT 1 FROM runner WHERE run_id = run_of($1) AND ended_at IS NULL", run) is not null)
            return false;

        var left = database.Execute(
            "UPDATE operation SET state = 'Cancelled', ended_at = $2 WHERE run_id = run_of($1) AND state = 'Planned'", run, now);
        End(database, run, outcome == RunOutcome.Finished && left > 0 ? RunOutcome.Stopped : outcome, counts, now);
        return true;
    }

    /// <summary>Every operation of a run, in the order in which they were planned.</summary>
    internal static IReadOnlyList<SharedOperation> Operations(PostgresDatabase database, Guid run)
    {
        using var rows = database.Query(
            """
            SELECT o.uuid, v.key, o.kind, o.state, p.hash, o.planned_at, o.attempts, o.status, o.error, o.remote_id
            FROM operation o JOIN vehicle v ON v.id = o.vehicle_id JOIN payload p ON p.id = o.payload_id
            WHERE o.run_id = run_of($1) ORDER BY o.id
            """,
            run);
        var operations = new List<SharedOperation>();
        while (rows.Step())
        {
            operations.Add(new SharedOperation(
                rows.Guid(0),
                new VehicleKey(rows.Text(1)!),
                rows.Word<OperationKind>(2),
                rows.Word<OperationState>(3),
                rows.UInt128(4),
                rows.Time(5)!.Value,
                (int)rows.Int64(6),
                rows.IsNull(7) ? null : (int)rows.Int64(7),
                rows.Text(8),
                rows.Text(9)));
        }

        return operations;
    }

    internal static RunProgress Progress(PostgresDatabase database, long fence, Guid run)
    {
        var (free, claimed) = (new List<Guid>(), 0);
        using (var rows = database.Query(
            "SELECT uuid, state = 'Planned' AND claim IS NULL FROM operation WHERE run_id = run_of($1) AND state IN ('Planned', 'Sending')", run))
        {
            while (rows.Step())
            {
                if (rows.Boolean(1))
                    free.Add(rows.Guid(0));
                else
                    claimed++;
            }
        }

        return new RunProgress(
            free,
            claimed,
            database.Number("SELECT 1 FROM runner WHERE run_id = run_of($2) AND fence <> $1 AND ended_at IS NULL", fence, run) is not null);
    }

    private static void End(PostgresDatabase database, Guid run, RunOutcome outcome, RunCounts counts, DateTimeOffset now)
    {
        database.Execute(
            """
            UPDATE run SET outcome = $2, ended_at = $3, created = $4, updated = $5, repriced = $6, closed = $7, in_doubt = $8, failed = $9
            WHERE id = run_of($1)
            """,
            run,
            outcome.ToString(),
            now,
            (long)(counts.Created + counts.Recreated),
            (long)counts.Updated,
            (long)counts.Repriced,
            (long)counts.Closed,
            (long)counts.InDoubt,
            (long)counts.Failed);
        database.Execute(CountShared, run);

        // Only a run that went to its end knows again what the feed has.
        if (outcome == RunOutcome.Finished)
        {
            database.Execute(
                """
                UPDATE feed SET established_serial = (SELECT serial + 1 FROM meta)
                WHERE id = (SELECT feed_id FROM run WHERE uuid = $1 AND is_from_stock = 1)
                """,
                run);
        }
    }
}
