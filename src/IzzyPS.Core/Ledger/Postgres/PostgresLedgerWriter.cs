using System.Collections.Concurrent;
using System.Globalization;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Transfer.Move;
using IzzyPS.Operations;
using IzzyPS.Storage.Postgres;
using IzzyPS.Vehicles;
using Npgsql;

namespace IzzyPS.Ledger.Postgres;

/// <summary>One run's share of the lease.</summary>
internal sealed class PostgresLedgerWriter(PostgresLease lease) : ISharedWriter, ITablesWriter
{
    private readonly HashSet<Guid> _runs = lease.JoinedRun is { } joined ? [joined] : [];
    private readonly ConcurrentDictionary<Guid, bool> _claimed = [];
    private bool _isDisposed;

    public Guid? JoinedRun => lease.JoinedRun;

    public IReadOnlyList<Operation> Recover(DateTimeOffset now) =>
        Transact(database => PostgresRecovery.Run(database, lease.Fence, lease.LiveRuns, now));

    public LedgerEntry? Get(VehicleKey key) => Read(database =>
    {
        using var rows = database.Query(EntryReader.ByKey, key.Value);
        return rows.Step() ? EntryReader.Read(rows) : null;
    });

    public IReadOnlyList<LedgerEntry> GetAll(IReadOnlyList<VehicleKey> keys) => Read(database =>
    {
        using var rows = database.Query(EntryReader.ByKeys, [keys.Select(key => key.Value).ToArray()]);
        var entries = new List<LedgerEntry>();
        while (rows.Step())
        {
            if (EntryReader.Read(rows) is { } entry)
                entries.Add(entry);
        }

        return entries;
    });

    public VehicleKey? OwnerOf(string remoteId) => Read<VehicleKey?>(database =>
    {
        using var rows = database.Query("SELECT key FROM vehicle WHERE remote_id = $1", remoteId);
        return rows.Step() ? new VehicleKey(rows.Text(0)!) : null;
    });

    public Operation? GetOperation(Guid id) => Read(database => OperationReader.Get(database, id));

    public FeedFacts FactsOf(string feed, DateTimeOffset since) => Read(database => FeedReader.Facts(database, feed, since));

    public GoneFacts GoneSince(DateTimeOffset since) => Read(database => GoneReader.Facts(database, since));

    public bool IsUnproved(VehicleKey key) => Read(database => GoneReader.IsUnproved(database, key));

    public void BeginRun(RunRecord run)
    {
        Transact(database => PostgresRuns.Begin(database, run));
        lease.Note(runs => runs.Add(run.Id));
        _runs.Add(run.Id);
    }

    public void Write(IReadOnlyList<LedgerWrite> writes) => Write(writes, () => lease.Write(writes, _claimed.ContainsKey));

    public void Adopt(IReadOnlyList<LedgerWrite> writes) => Write(writes, () => lease.Transact(database =>
    {
        database.Query("SELECT write_steps($1, $2)", lease.Fence, PostgresJournal.StepsOf(writes, lease.TimeProvider.GetUtcNow())).Dispose();
        return database.Execute("UPDATE meta SET adopted_serial = serial + 1");
    }));

    private void Write(IReadOnlyList<LedgerWrite> writes, Action write)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            write();
        }
        catch (LedgerException exception) when (exception is { Fault: LedgerFault.Conflict, InnerException: PostgresException fault })
        {
            var index = int.Parse(fault.Hint!, CultureInfo.InvariantCulture);
            throw Conflict(writes[index], index, fault);
        }
    }

    public void EndRun(Guid runId, RunOutcome outcome, RunCounts counts, DateTimeOffset now)
    {
        Transact(database => PostgresRuns.Leave(database, lease.Fence, runId, outcome, counts, now));
        Forget(runId);
    }

    public void Share(Guid runId) => Transact(database => database.Execute(
        "UPDATE runner SET run_id = run_of($2) WHERE fence = $1 AND plan IS NOT NULL", lease.Fence, runId));

    public IReadOnlyList<SharedOperation> OperationsOf(Guid runId) => Read(database => PostgresRuns.Operations(database, runId));

    public RunProgress ProgressOf(Guid runId) => Read(database => PostgresRuns.Progress(database, lease.Fence, runId));

    public IReadOnlyList<Guid> Claim(IReadOnlyList<Guid> candidates, int most) => Transact<IReadOnlyList<Guid>>(database =>
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
            lease.Fence,
            candidates.ToArray(),
            (long)most);
        var claimed = new List<Guid>(most);
        while (rows.Step())
            claimed.Add(rows.Guid(0));
        foreach (var id in claimed)
            _claimed[id] = true;
        return claimed;
    });

    public void GiveBack(IReadOnlyList<Guid> operations) => Transact(database => database.Execute(
        "UPDATE operation SET state = 'Planned', claim = NULL, sent_at = NULL WHERE claim = $1 AND uuid = ANY ($2) AND state IN ('Planned', 'Sending')",
        lease.Fence,
        operations.ToArray()));

    public void BeAlone() => lease.BeAlone();

    public T InTables<T>(Func<ILedgerTables, T> work) => Transact(database =>
    {
        database.AllowThinking();
        return work(database);
    });

    public void MoveAway(string place)
    {
        lease.Retire();
        _ = Transact(database => database.Execute("UPDATE meta SET moved_to = $1", place));
    }

    public ValueTask EnsureHeldAsync() => lease.EnsureHeldAsync();

    public ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return ValueTask.CompletedTask;
        _isDisposed = true;
        // What its runs left is from now on what a killed run left.
        lease.Note(runs => runs.ExceptWith(_runs));
        lease.Release();
        return ValueTask.CompletedTask;
    }

    private void Forget(Guid runId)
    {
        lease.Note(runs => runs.Remove(runId));
        _runs.Remove(runId);
    }

    private T Read<T>(Func<PostgresDatabase, T> read)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return lease.Read(read);
    }

    private T Transact<T>(Func<PostgresDatabase, T> write)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return lease.Transact(write);
    }

    private LedgerException Conflict(LedgerWrite write, int index, PostgresException fault)
    {
        var key = write.Operation?.Key ?? write.Entry!.Key;
        var what = fault.ConstraintName switch
        {
            "vehicle_remote" => $"its car id {write.Entry!.RemoteId} belongs to another vehicle already",
            "operation_open" => "it has an operation under way or in doubt already",
            "vehicle_found" => "another run has changed it since",
            _ => "the ledger has an entry of its own for that key",
        };
        return new LedgerException(LedgerFault.Conflict, $"{key} can't be written to '{lease.Location}': {what}.", fault) { WriteIndex = index };
    }
}
