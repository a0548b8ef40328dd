using System.Globalization;
using IzzyPS.Files;
using IzzyPS.Ledger.Opening;
using IzzyPS.Storage.Sqlite;

namespace IzzyPS.Ledger.Sqlite;

/// <summary>
/// The right to write to one ledger, held by this process and shared by its runspaces: one lock, one connection, one fence number.
/// </summary>
internal sealed class SqliteLease
{
    private static readonly Dictionary<string, SqliteLease> Held = new(StringComparer.Ordinal);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly SqliteFile _file;
    private readonly AnchorKeeper _keeper;
    private readonly FileStream _fileLock;
    private readonly HashSet<Guid> _liveRuns = [];
    private readonly SqliteStatement _advance;
    private readonly (ulong Device, ulong Number)? _id;
    private LedgerIdentity _identity;
    private int _holders = 1;
    private bool _isAlone;

    private SqliteLease(
        SqliteFile file, AnchorKeeper keeper, Guid lineage, string holder, FileStream fileLock, SqliteDatabase database)
    {
        _file = file;
        _keeper = keeper;
        _fileLock = fileLock;
        Database = database;
        _id = FileFacts.Of(file.Path)?.Id;
        _identity = SqliteSchema.Identity(database);
        if (_identity.Lineage != lineage)
            throw LedgerRefusal.Corrupt(file.Path, "it was replaced by another one since it was opened");
        keeper.CheckAgain(_identity);
        if (database.Number("SELECT 1 FROM lease WHERE fence > 0 AND released_at IS NULL") is not null)
            file.ExamineAfterKill(database);

        Fence = database.InTransaction(() => Take(holder));
        _advance = database.Prepare("UPDATE meta SET serial = serial + 1 WHERE (SELECT fence FROM lease) = ?");
        Journal = new SqliteJournal(database, Fence, TimeProvider);
        // At once, so that any copy made before is older from now on.
        keeper.NoteOrRefuse(_identity);
    }

    internal SqliteDatabase Database { get; }

    internal SqliteJournal Journal { get; }

    internal long Fence { get; }

    internal TimeProvider TimeProvider => _file.TimeProvider;

    /// <summary>The ledger's serial; to be read within <see cref="Write{T}"/>.</summary>
    internal long Serial => _identity.Serial;

    /// <summary>The runs of this process that have begun and not ended; to be used within <see cref="Write{T}"/>.</summary>
    internal ISet<Guid> LiveRuns => _liveRuns;

    internal static async Task<SqliteLease> AcquireAsync(
        SqliteFile file, AnchorKeeper keeper, Guid lineage, string holder, TimeSpan wait, CancellationToken cancellationToken)
    {
        var start = file.TimeProvider.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryAcquire(file, keeper, lineage, holder) is { } lease)
                return lease;
            var left = wait - file.TimeProvider.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                throw HeldByAnother(file.Path);
            await Task.Delay(left < Pause ? left : Pause, file.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads through the writing connection.</summary>
    internal T Read<T>(Func<T> read)
    {
        lock (_gate)
            return Database.Guard(read);
    }

    /// <summary>Writes in one durable transaction that counts the serial on.</summary>
    /// <exception cref="LedgerException">The lease is another's by now (<see cref="LedgerFault.LeaseLost"/>); nothing is written.</exception>
    internal T Write<T>(Func<T> write)
    {
        lock (_gate)
        {
            RefuseOtherFile();
            var result = WriteOrForget(write);
            _identity = _identity with { Serial = _identity.Serial + 1 };
            _keeper.NoteNowAndThen(_identity);
            return result;
        }
    }

    /// <summary>
    /// Refuses to write where the ledger's path has another file by now, or none: SQLite would go on in a file that nobody finds again.
    /// </summary>
    private void RefuseOtherFile()
    {
        if (_id is not null && FileFacts.Of(_file.Path)?.Id != _id)
            throw LedgerRefusal.Replaced(_file.Path);
    }

    /// <summary>Whether it is still this process's; to be asked within <see cref="Read{T}"/>.</summary>
    internal bool IsHeld() => Database.Number("SELECT fence FROM lease") == Fence;

    /// <summary>Lets nobody of this process have a share from now on.</summary>
    internal void BeAlone()
    {
        lock (Held)
            _isAlone = _holders == 1 ? true : throw LedgerRefusal.Shared(_file.Path);
    }

    /// <summary>Notes nothing in the account's anchor any more: the ledger goes elsewhere.</summary>
    internal void Retire() => _keeper.Retire();

    /// <summary>Gives up one holder's share; the last frees the lease.</summary>
    internal void Release()
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
                    Database.InTransaction(End);
                    _keeper.Note(_identity);
                }
                catch (LedgerException)
                {
                    // A full disk: who held it stays written there, but the lock, which decides, is freed all the same.
                }
            }
        }
    }

    private static SqliteLease? TryAcquire(SqliteFile file, AnchorKeeper keeper, Guid lineage, string holder)
    {
        lock (Held)
        {
            if (Held.TryGetValue(file.Path, out var held))
            {
                if (held._isAlone)
                    return null;
                held._holders++;
                return held;
            }

            var fileLock = SqliteLock.TryTake(file.Path);
            if (fileLock is null)
                return null;
            SqliteDatabase? database = null;
            try
            {
                database = SqliteDatabase.Write(file.Path);
                return Held[file.Path] = database.Guard(() => new SqliteLease(file, keeper, lineage, holder, fileLock, database));
            }
            catch
            {
                database?.Dispose();
                fileLock.Dispose();
                throw;
            }
        }
    }

    private static LedgerException HeldByAnother(string path)
    {
        using var database = SqliteDatabase.Read(path);
        return database.Guard(() =>
        {
            using var lease = database.Once("SELECT holder, since FROM lease WHERE fence > 0 AND released_at IS NULL");
            var who = lease.Step()
                ? string.Create(CultureInfo.InvariantCulture, $"{lease.Text(0)}, since {lease.Time(1):yyyy-MM-dd HH:mm:ss} UTC")
                : "it is just starting";
            return new LedgerException(
                LedgerFault.Leased,
                $"Another run holds the ledger '{path}': {who}. Wait for it to end, or say -WaitForLock (izzy: --wait-for-lock). Nothing was sent.");
        });
    }

    private T WriteOrForget<T>(Func<T> write)
    {
        try
        {
            return Database.InTransaction(() => _advance.Bind(Fence).Run() == 0 ? throw Lost() : write());
        }
        catch
        {
            Journal.Forget();
            throw;
        }
    }

    private int End()
    {
        using var end = Database.Once("UPDATE lease SET released_at = ? WHERE fence = ?");
        return end.Bind(TimeProvider.GetUtcNow()).Bind(Fence).Run();
    }

    private long Take(string holder)
    {
        using var take = Database.Once("UPDATE lease SET fence = fence + 1, holder = ?, since = ?, released_at = NULL");
        take.Bind(holder).Bind(TimeProvider.GetUtcNow()).Run();
        Database.Execute("UPDATE meta SET serial = serial + 1");
        if (Database.Number("PRAGMA application_id") == SqliteHeader.BackupId)
        {
            // A backup has taken the ledger's place: what happened after it was made is not known here.
            Database.Execute($"PRAGMA application_id = {SqliteHeader.LedgerId}; UPDATE meta SET adopted_serial = serial");
        }

        _identity = _identity with { Serial = _identity.Serial + 1 };
        return Database.Number("SELECT fence FROM lease")!.Value;
    }

    private LedgerException Lost()
    {
        using var now = Database.Once("SELECT holder FROM lease");
        return new LedgerException(
            LedgerFault.LeaseLost,
            $"This run lost the ledger '{_file.Path}' to {(now.Step() ? now.Text(0) : "another")}: nothing more is sent or written by it.");
    }
}
