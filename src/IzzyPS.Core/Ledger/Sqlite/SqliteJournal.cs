using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;
using IzzyPS.Storage.Sqlite;
using IzzyPS.Vehicles;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IzzyPS.Ledger.Sqlite;

/// <summary>The statements that write, prepared once for the life of a lease. Its methods are called within a transaction.</summary>
internal sealed class SqliteJournal
{
    private readonly SqliteDatabase _database;
    private readonly TimeProvider _timeProvider;
    private readonly long _fence;
    private readonly SqliteVehicles _vehicles;
    private readonly Dictionary<Guid, long> _runIds = [];

    private readonly SqliteStatement _advance;
    private readonly SqliteStatement _insertOperation;
    private readonly SqliteStatement _payloadOf;
    private readonly SqliteStatement _vehicleOf;
    private readonly SqliteStatement _insertEvent;
    private readonly SqliteStatement _insertPrice;
    private readonly SqliteStatement _findRun;

    internal SqliteJournal(SqliteDatabase database, long fence, TimeProvider timeProvider)
    {
        _database = database;
        _timeProvider = timeProvider;
        _fence = fence;
        _vehicles = new SqliteVehicles(database);
        _advance = database.Prepare(
            "UPDATE operation SET state = ?, fence = ?, attempts = ?, sent_at = ?, ended_at = ?, status = ?, error = ?, remote_id = ? WHERE uuid = ?");
        _insertOperation = database.Prepare("""
            INSERT INTO operation (uuid, run_id, vehicle_id, feed_id, kind, state, payload_id, fence, attempts, planned_at, sent_at,
                ended_at, status, error, remote_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (uuid) DO UPDATE SET state = excluded.state, fence = excluded.fence, attempts = excluded.attempts,
                sent_at = excluded.sent_at, ended_at = excluded.ended_at, status = excluded.status, error = excluded.error,
                remote_id = excluded.remote_id
            """);
        _payloadOf = database.Prepare(
            "SELECT o.payload_id FROM operation o JOIN payload p ON p.id = o.payload_id WHERE o.uuid = ? AND p.hash = ?");
        _vehicleOf = database.Prepare("SELECT vehicle_id FROM operation WHERE uuid = ?");
        _insertEvent = database.Prepare("INSERT INTO event (vehicle_id, run_id, at, name, detail) VALUES (?, ?, ?, ?, ?)");
        _insertPrice = database.Prepare("INSERT INTO price (vehicle_id, run_id, at, list, sales, set_by) VALUES (?, ?, ?, ?, ?, ?)");
        _findRun = database.Prepare("SELECT id FROM run WHERE uuid = ?");
    }

    internal LedgerEntry? Get(VehicleKey key) => _vehicles.Get(key);

    internal VehicleKey? OwnerOf(string remoteId) => _vehicles.OwnerOf(remoteId);

    internal Operation? GetOperation(Guid id) => OperationReader.Get(_database, id);

    internal FeedFacts Facts(string feed, DateTimeOffset since) => FeedReader.Facts(_database, feed, since);

    /// <summary>Forgets what it noted of rows that a failed transaction took back.</summary>
    internal void Forget()
    {
        _runIds.Clear();
        _vehicles.Forget();
    }

    internal int Write(IReadOnlyList<LedgerWrite> writes)
    {
        for (var index = 0; index < writes.Count; index++)
        {
            try
            {
                Write(writes[index]);
            }
            catch (SqliteException exception) when (exception.SqliteExtendedErrorCode == raw.SQLITE_CONSTRAINT_UNIQUE)
            {
                throw Conflict(writes[index], index, exception);
            }
            catch (VehicleChangedException exception)
            {
                throw Conflict(writes[index], index, exception);
            }
        }

        return writes.Count;
    }

    internal int Adopt(IReadOnlyList<LedgerWrite> writes)
    {
        _database.Execute("UPDATE meta SET adopted_serial = serial");
        return Write(writes);
    }

    internal void BeginRun(RunRecord run)
    {
        using var insert = _database.Once("""
            INSERT INTO run (uuid, feed_id, plan, planned_at, base_serial, is_from_stock, outcome, started_at, host, user, command)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
        insert.Bind(run.Id).Bind(_vehicles.FeedId(run.Feed)).Bind(run.PlanId).Bind(run.PlannedAt).Bind(run.BaseSerial).Bind(run.IsFromStock)
            .Bind(RunOutcome.Running).Bind(run.StartedAt).Bind(run.Host).Bind(run.User).Bind(run.Command).Run();
        var id = _runIds[run.Id] = _database.LastId();
        using var insertFile = _database.Once("""
            INSERT INTO run_file (run_id, position, path, sha256, rows, rows_rejected, has_final_line_break) VALUES (?, ?, ?, ?, ?, ?, ?)
            """);
        foreach (var (position, file) in run.Files.Index())
        {
            insertFile.Bind(id).Bind(position).Bind(file.Path).Bind(file.Sha256)
                .Bind(file.Rows).Bind(file.RowsRejected).Bind(file.HasFinalLineBreak).Run();
        }
    }

    internal void EndRun(Guid runId, RunOutcome outcome, RunCounts counts, DateTimeOffset now)
    {
        var id = RunId(runId);
        using var update = _database.Once("""
            UPDATE run SET outcome = ?, ended_at = ?, created = ?, updated = ?, repriced = ?, closed = ?, in_doubt = ?, failed = ?
            WHERE id = ?
            """);
        update.Bind(outcome).Bind(now).Bind(counts.Created + counts.Recreated).Bind(counts.Updated).Bind(counts.Repriced).Bind(counts.Closed)
            .Bind(counts.InDoubt).Bind(counts.Failed).Bind(id).Run();

        // Only a run that went to its end knows again what the feed has.
        if (outcome == RunOutcome.Finished)
        {
            using var establish = _database.Once("""
                UPDATE feed SET established_serial = (SELECT serial FROM meta)
                WHERE id = (SELECT feed_id FROM run WHERE id = ? AND is_from_stock = 1)
                """);
            establish.Bind(id).Run();
        }
    }

    /// <summary>Whether a run that no longer lives left operations open.</summary>
    internal bool IsAnyLeft(ISet<Guid> liveRuns) => LeftBy(liveRuns).Any();

    /// <summary>Ends the operations of runs that no longer live.</summary>
    /// <returns>Those that are in doubt because of it.</returns>
    internal IReadOnlyList<Operation> Recover(ISet<Guid> liveRuns, DateTimeOffset now)
    {
        var inDoubt = new List<Operation>();
        using var unconfirm = _database.Once("UPDATE vehicle SET is_unconfirmed = 1 WHERE id = ?");
        foreach (var operation in LeftBy(liveRuns))
        {
            if (operation.State == OperationState.Planned)
            {
                Advance(operation with { State = OperationState.Cancelled, EndedAt = now });
            }
            else if (operation.Kind == OperationKind.Create)
            {
                var doubtful = operation with { State = OperationState.InDoubt, Error = Operation.Killed };
                Advance(doubtful);
                Write(new LedgerEvent(operation.RunId, operation.Key, now, nameof(OperationState.InDoubt), doubtful.Error));
                inDoubt.Add(doubtful);
            }
            else
            {
                var failed = operation with { State = OperationState.Failed, EndedAt = now, Error = Operation.Killed };
                Advance(failed);
                unconfirm.Bind(_vehicles.Find(operation.Key)!.Value.Id).Run();
                Write(new LedgerEvent(operation.RunId, operation.Key, now, "Unconfirmed", failed.Error));
            }
        }

        return inDoubt;
    }

    private IEnumerable<Operation> LeftBy(ISet<Guid> liveRuns) => OperationReader.ReadAll(_database, OperationReader.Open)
        .Where(operation => operation.State != OperationState.InDoubt && !liveRuns.Contains(operation.RunId));

    private void Write(LedgerWrite write)
    {
        // What was never sent is most probably new: to look for it first would be in vain.
        if (write.Operation is { } operation && (operation is { State: OperationState.Planned, SentAt: null } || !Advance(operation)))
            Save(operation, write);
        long? vehicle = null;
        if (write.Entry is { } entry)
        {
            vehicle = _vehicles.Save(entry, write.ReplacesKey, payload => PayloadOf(write.Operation, payload));
            if (write.PriceChanged)
                WritePrice(vehicle.Value, entry, write);
        }

        // Of an operation's vehicle, whatever its key is: while a VIN is not acknowledged, the vehicle has its old one.
        if (write.Event is { } happened)
            Write(happened, happened.Key == write.Entry?.Key ? vehicle : write.Operation is { } of ? _vehicleOf.Bind(of.Id).RunForNumber() : null);
    }

    /// <returns>False where the operation is not written down yet.</returns>
    private bool Advance(Operation operation) =>
        _advance.Bind(operation.State).Bind(_fence).Bind(operation.Attempts).Bind(operation.SentAt).Bind(operation.EndedAt)
            .Bind(operation.Status).Bind(operation.Error).Bind(operation.RemoteId).Bind(operation.Id).Run() > 0;

    private void Save(Operation operation, LedgerWrite write)
    {
        var vehicle = (write.ReplacesKey is { } key ? _vehicles.Find(key) : null)
            ?? _vehicles.FindOrAdd(operation.Key, operation.Feed);
        if (write.Found is { } found && !_vehicles.IsStill(vehicle, found.Entry))
            throw new VehicleChangedException();
        var payload = vehicle.PayloadId is { } sent && vehicle.PayloadHash == operation.Payload.Hash
            ? sent
            : _vehicles.AddPayload(operation.Payload);
        _insertOperation.Bind(operation.Id).Bind(RunId(operation.RunId)).Bind(vehicle.Id).Bind(_vehicles.FeedId(operation.Feed))
            .Bind(operation.Kind).Bind(operation.State).Bind(payload).Bind(_fence).Bind(operation.Attempts).Bind(operation.PlannedAt)
            .Bind(operation.SentAt).Bind(operation.EndedAt).Bind(operation.Status).Bind(operation.Error).Bind(operation.RemoteId).Run();
    }

    private void Write(LedgerEvent happened, long? vehicle = null)
    {
        // A car that was never listed can have a history too: its create was rejected.
        var id = vehicle ?? _vehicles.Find(happened.Key)?.Id
            ?? throw new InvalidOperationException($"'{happened.Name}' can't be noted: the ledger has never heard of {happened.Key}.");
        _insertEvent.Bind(id).Bind(RunId(happened.RunId)).Bind(happened.At).Bind(happened.Name).Bind(happened.Detail).Run();
    }

    private void WritePrice(long vehicle, LedgerEntry entry, LedgerWrite write)
    {
        var run = write.Event?.RunId ?? write.Operation?.RunId;
        _insertPrice.Bind(vehicle).Bind(run is { } known ? RunId(known) : null)
            .Bind(write.Event?.At ?? entry.LastSent ?? _timeProvider.GetUtcNow())
            .Bind(entry.ListPrice).Bind(entry.SalesPrice).Bind(entry.PriceSetBy).Run();
    }

    /// <summary>The row that already has the car as it was sent.</summary>
    private long? PayloadOf(Operation? operation, CarPayload payload) =>
        operation is null ? null : _payloadOf.Bind(operation.Id).Bind(payload.Hash).RunForNumber();

    private long RunId(Guid run)
    {
        if (_runIds.TryGetValue(run, out var id))
            return id;
        id = _findRun.Bind(run).RunForNumber() ?? throw new InvalidOperationException($"Run {run} has not begun.");
        return _runIds[run] = id;
    }

    private LedgerException Conflict(LedgerWrite write, int index, Exception exception)
    {
        var key = write.Operation?.Key ?? write.Entry!.Key;
        var what = exception is VehicleChangedException
            ? "another run has changed it since"
            : exception.Message.Contains("vehicle.remote_id", StringComparison.Ordinal)
            ? $"its car id {write.Entry!.RemoteId} belongs to another vehicle already"
            : exception.Message.Contains("operation.vehicle_id", StringComparison.Ordinal)
            ? "it has an operation under way or in doubt already"
            : "the ledger has an entry of its own for that key";
        return new LedgerException(LedgerFault.Conflict, $"{key} can't be written to '{_database.Path}': {what}.", exception) { WriteIndex = index };
    }

    /// <summary>A vehicle is not any more what an operation was decided on.</summary>
    private sealed class VehicleChangedException : Exception;
}
