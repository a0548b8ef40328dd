namespace IzzyPS.Ledger.Postgres;

/// <summary>Turns the journal's steps into commands.</summary>
internal static class PostgresJournal
{
    internal static void Add(PostgresBatch batch, LedgerWrite write, long fence, TimeProvider timeProvider)
    {
        if (write.Operation is { } operation)
            Add(batch, operation, write.ReplacesKey?.Value, fence);
        if (write.Entry is { } entry)
            Add(batch, entry, write, timeProvider);
        if (write.Event is { } happened)
            Add(batch, happened);
    }

    internal static void Add(PostgresBatch batch, Operation operation, string? replacesKey, long fence) => batch
        .Add("SELECT write_operation($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)")
        .Bind(operation.Id).Bind(operation.RunId).Bind(operation.Key.Value).Bind(operation.Key.Vin).Bind(operation.Feed)
        .BindWord<OperationKind>(operation.Kind).BindWord<OperationState>(operation.State)
        .Bind(operation.Payload.Hash).BindText(operation.Payload.Utf8).Bind(fence).Bind((int?)operation.Attempts)
        .Bind(operation.PlannedAt).Bind(operation.SentAt).Bind(operation.EndedAt).Bind(operation.Status).Bind(operation.Error)
        .Bind(operation.RemoteId).Bind(replacesKey);

    internal static void Add(PostgresBatch batch, LedgerEvent happened) => batch
        .Add("SELECT write_event($1, $2, $3, $4, $5)")
        .Bind(happened.Key.Value).Bind(happened.RunId).Bind(happened.At).Bind(happened.Name).Bind(happened.Detail);

    internal static void Add(PostgresBatch batch, RunRecord run)
    {
        batch.Add("""
            INSERT INTO run (uuid, feed_id, plan, planned_at, base_serial, is_from_stock, outcome, started_at, host, "user", command)
            VALUES ($1, feed_of($2), $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """)
            .Bind(run.Id).Bind(run.Feed).Bind(run.PlanId).Bind(run.PlannedAt).Bind((long?)run.BaseSerial).Bind(run.IsFromStock)
            .BindWord<RunOutcome>(RunOutcome.Running).Bind(run.StartedAt).Bind(run.Host).Bind(run.User).Bind(run.Command);
        foreach (var (position, file) in run.Files.Index())
        {
            batch.Add("""
                INSERT INTO run_file (run_id, position, path, sha256, rows, rows_rejected, has_final_line_break)
                VALUES (run_of($1), $2, $3, $4, $5, $6, $7)
                """)
                .Bind(run.Id).Bind((int?)position).Bind(file.Path).Bind(file.Sha256).Bind((int?)file.Rows).Bind((int?)file.RowsRejected)
                .Bind(file.HasFinalLineBreak);
        }
    }

    private static void Add(PostgresBatch batch, LedgerEntry entry, LedgerWrite write, TimeProvider timeProvider) => batch
        .Add("""
            SELECT write_entry($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
                $23, $24, $25, $26)
            """)
        .Bind(entry.Key.Value).Bind(entry.Key.Vin).Bind(write.ReplacesKey?.Value).BindWord<ListingState>(entry.State)
        .Bind(entry.Payload.Hash).BindText(entry.Payload.Utf8).Bind(entry.Feed).Bind(entry.IsUnconfirmed)
        .BindWord<Origin>(entry.PriceSetBy).Bind(entry.ConfigurationNumber).Bind(entry.RemoteId).Bind(entry.Make).Bind(entry.Model)
        .Bind((decimal?)entry.ListPrice).Bind((decimal?)entry.SalesPrice).Bind(entry.FeedPrices?.List).Bind(entry.FeedPrices?.Sales)
        .Bind(entry.FirstListed).Bind(entry.LastSent).Bind(entry.Closed).BindWord(entry.ClosedBy).BindWord(entry.CloseReason)
        .Bind(entry.IsReleased).Bind(write.Operation?.Id).Bind(write.Operation?.RunId ?? write.Event?.RunId)
        .Bind(write.PriceChanged ? write.Event?.At ?? entry.LastSent ?? timeProvider.GetUtcNow() : null);
}
