using System.Globalization;
using IzzyPS.Files;

namespace IzzyPS.Storage.Sqlite;

/// <summary>
/// The lease on one ledger: the right to write to it. This process holds the lease, and its runspaces share the lease with its one lock, one
/// connection and one fence number.
/// </summary>
internal sealed class SqliteLease : IWriteLease
{
    private static readonly Dictionary<string, SqliteLease> Held = new(StringComparer.Ordinal);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly SqliteFile _file;
    private readonly ISerialWitness _witness;
    private readonly FileStream _fileLock;
    private readonly HashSet<Guid> _liveRuns = [];
    private readonly SqliteStatement _advance;
    private readonly (ulong Device, ulong Number)? _id;
    private LedgerIdentity _identity;
    private int _holders = 1;
    private bool _isAlone;

    private SqliteLease(
        SqliteFile file, ISerialWitness witness, Guid lineage, string holder, FileStream fileLock, SqliteDatabase database)
    {
        _file = file;
        _witness = witness;
        _fileLock = fileLock;
        Database = database;
        _id = FileFacts.Read(file.Path)?.Id;
        _identity = SqliteSchema.ReadIdentity(database);
        if (_identity.Lineage != lineage)
            throw LedgerRefusal.CreateCorrupt(file.Path, "another ledger has replaced it since it was opened");
        witness.CheckAgain(_identity);
        FoundSerial = _identity.Serial;
        if (database.ReadNumber("SELECT 1 FROM lease WHERE fence > 0 AND released_at IS NULL") is not null)
            file.ExamineAfterKill(database);

        Fence = database.RunInTransaction(() => Take(holder));
        _advance = database.Prepare("UPDATE meta SET serial = serial + 1 WHERE (SELECT fence FROM lease) = ?");
        // The new serial is noted at once, so that any copy that was made before counts as older.
        witness.NoteOrRefuse(_identity);
    }

    public string Location => _file.Path;

    private SqliteDatabase Database { get; }

    public long Fence { get; }

    public long FoundSerial { get; private set; }

    public Guid? JoinedRun => null;

    public TimeProvider TimeProvider => _file.TimeProvider;

    internal static async Task<SqliteLease> AcquireAsync(
        SqliteFile file, ISerialWitness witness, Guid lineage, string holder, TimeSpan wait, CancellationToken cancellationToken)
    {
        var start = file.TimeProvider.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryAcquire(file, witness, lineage, holder) is { } lease)
                return lease;
            var left = wait - file.TimeProvider.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                throw CreateHeldByAnother(file.Path);
            await Task.Delay(left < Pause ? left : Pause, file.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    public T Read<T>(Func<ILedgerDatabase, T> read)
    {
        lock (_gate)
            return Database.Guard(() => read(Database));
    }

    public T Write<T>(Func<ILedgerDatabase, T> write)
    {
        lock (_gate)
        {
            RefuseOtherFile();
            var result = Database.RunInTransaction(() => _advance.Bind(Fence).Run() == 0 ? throw CreateLost() : write(Database));
            _identity = _identity with { Serial = _identity.Serial + 1 };
            _witness.NoteThrottled(_identity);
            return result;
        }
    }

    /// <summary>
    /// Refuses to write when the ledger's path now has another file, or no file. SQLite would go on writing to the old file, which no later run
    /// would find.
    /// </summary>
    private void RefuseOtherFile()
    {
        if (_id is not null && FileFacts.Read(_file.Path)?.Id != _id)
            throw LedgerRefusal.CreateReplaced(_file.Path);
    }

    public long GetNextSerial(ILedgerDatabase ledger) => _identity.Serial + 1;

    public void ChangeLiveRuns(Action<ISet<Guid>> change)
    {
        lock (_gate)
            change(_liveRuns);
    }

    public IReadOnlyList<(Guid Operation, bool IsCarriedOn)> FindLeftOperations(ILedgerDatabase ledger)
    {
        // The condition of the index operation_open is repeated, because SQLite uses a partial index only then.
        using var rows = ledger.Query(
            "SELECT o.uuid, u.uuid FROM operation o JOIN run u ON u.id = o.run_id "
            + "WHERE (o.state = 'Planned' OR o.state = 'Sending' OR o.state = 'InDoubt') AND o.state <> 'InDoubt'");
        var left = new List<(Guid, bool)>();
        while (rows.Step())
        {
            if (!_liveRuns.Contains(rows.GetGuid(1)))
                left.Add((rows.GetGuid(0), false));
        }

        return left;
    }

    public bool IsClean() => Read(ledger => FindLeftOperations(ledger).Count == 0 && ledger.QueryNumber("SELECT fence FROM lease") == Fence);

    public bool LeaveRun(ILedgerDatabase ledger, Guid run) => true;

    public void RefuseSharing()
    {
        lock (Held)
            _isAlone = _holders == 1 ? true : throw LedgerRefusal.CreateShared(_file.Path);
    }

    public void Retire() => _witness.Retire();

    public void Release()
    {
        lock (Held)
        {
            if (--_holders > 0)
                return;
            Held.Remove(_file.Path);
            using (_fileLock)
            using (Database)
            {
                try
                {
                    Database.RunInTransaction(NoteRelease);
                    _witness.Note(_identity);
                }
                catch (LedgerException)
                {
                    // For example a full disk. The row then still names this holder, but the lock decides, and the lock is freed in any case.
                }
            }
        }
    }

    private static SqliteLease? TryAcquire(SqliteFile file, ISerialWitness witness, Guid lineage, string holder)
    {
        lock (Held)
        {
            if (Held.TryGetValue(file.Path, out var held))
            {
                if (held._isAlone)
                    return null;
                held._holders++;
                held.FoundSerial = held._identity.Serial;
                return held;
            }

            var fileLock = SqliteLock.TryTake(file.Path);
            if (fileLock is null)
                return null;
            SqliteDatabase? database = null;
            try
            {
                database = SqliteDatabase.Write(file.Path);
                return Held[file.Path] = database.Guard(() => new SqliteLease(file, witness, lineage, holder, fileLock, database));
            }
            catch
            {
                database?.Dispose();
                fileLock.Dispose();
                throw;
            }
        }
    }

    private static LedgerException CreateHeldByAnother(string path)
    {
        using var database = SqliteDatabase.Read(path);
        return database.Guard(() =>
        {
            using var lease = database.CreateStatement("SELECT holder, since FROM lease WHERE fence > 0 AND released_at IS NULL");
            var who = lease.Step()
                ? string.Create(CultureInfo.InvariantCulture, $"{lease.GetText(0)}, since {lease.GetTime(1):yyyy-MM-dd HH:mm:ss} UTC")
                : "a run that is just starting";
            return new LedgerException(
                LedgerFault.Leased,
                $"Another run holds the ledger '{path}': {who}. Wait for that run to end, or use -WaitForLock (izzy: --wait-for-lock). Nothing was sent.");
        });
    }

    private int NoteRelease()
    {
        using var end = Database.CreateStatement("UPDATE lease SET released_at = ? WHERE fence = ?");
        return end.Bind(TimeProvider.GetUtcNow()).Bind(Fence).Run();
    }

    private long Take(string holder)
    {
        using var take = Database.CreateStatement("UPDATE lease SET fence = fence + 1, holder = ?, since = ?, released_at = NULL");
        take.Bind(holder).Bind(TimeProvider.GetUtcNow()).Run();
        Database.Execute("UPDATE meta SET serial = serial + 1");
        if (Database.ReadNumber("PRAGMA application_id") == SqliteHeader.BackupId)
        {
            // A backup has replaced the ledger. What happened after the backup was made is unknown.
            Database.Execute($"PRAGMA application_id = {SqliteHeader.LedgerId}; UPDATE meta SET adopted_serial = serial");
        }

        _identity = _identity with { Serial = _identity.Serial + 1 };
        return Database.ReadNumber("SELECT fence FROM lease")!.Value;
    }

    private LedgerException CreateLost()
    {
        using var now = Database.CreateStatement("SELECT holder FROM lease");
        return new LedgerException(
            LedgerFault.LeaseLost,
            $"This run lost the ledger '{_file.Path}' to {(now.Step() ? now.GetText(0) : "another run")}. This run sends and writes nothing more.");
    }
}
