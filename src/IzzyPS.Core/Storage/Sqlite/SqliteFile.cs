using System.Globalization;
using System.Text.RegularExpressions;
using IzzyPS.Files;
using SQLitePCL;

namespace IzzyPS.Storage.Sqlite;

/// <summary>
/// A ledger's file and the files beside it. The file is created completely or not at all, is examined before use, and is never overwritten.
/// </summary>
internal sealed partial class SqliteFile(string path, TimeProvider timeProvider) : ILedgerPlace
{
    /// <summary>Up to this size (bytes), checking all pages takes about ten milliseconds. A bigger file is checked only after a killed run.</summary>
    private const long AlwaysChecked = 4L * 1024 * 1024;

    /// <summary>Up to this size (bytes), all pages are checked after a killed run. A bigger file would take too long.</summary>
    private const long CheckedAfterKill = 256L * 1024 * 1024;

    /// <summary>
    /// The reading of a refused file ends after this time. The file may come from another program and hold, for example, a view that never ends.
    /// </summary>
    private static readonly TimeSpan LongestReading = TimeSpan.FromSeconds(10);

    // The log comes first: SQLite would replay a log that is left behind into the next ledger at this path.
    private static readonly string[] Suffixes = ["-wal", "-shm", string.Empty];

    internal string Path => path;

    public string Location => path;

    internal TimeProvider TimeProvider => timeProvider;

    public bool Exists => File.Exists(path);

    public LedgerMark ReadMark()
    {
        _ = ReadHeader();
        using var database = SqliteDatabase.Read(path);
        return database.Guard(() => LedgerMark.Read(database, path));
    }

    public LedgerIdentity Examine()
    {
        var version = ReadHeader();
        if (version > SqliteSchema.Latest)
            throw LedgerRefusal.CreateNewer(path, version, SqliteSchema.Latest);
        if (version < SqliteSchema.Latest)
            Upgrade();

        using var database = SqliteDatabase.Read(path);
        return database.Guard(() =>
        {
            SqliteSchema.Check(database, SqliteSchema.Latest);
            // SQLite itself refuses a file that is shorter than its header says.
            var identity = SqliteSchema.ReadIdentity(database);
            if (new FileInfo(path).Length <= AlwaysChecked)
                CheckPages(database);
            return identity;
        });
    }

    /// <summary>Checks all pages after a run that was killed, because the whole machine may have crashed with the run.</summary>
    internal void ExamineAfterKill(SqliteDatabase database)
    {
        if (new FileInfo(path).Length is > AlwaysChecked and <= CheckedAfterKill)
            CheckPages(database);
    }

    /// <summary>Creates the ledger under another name and renames the file when it is complete.</summary>
    public LedgerIdentity Create(DealerAccount account, Func<ILedgerDatabase, LedgerIdentity>? fill = null)
    {
        try
        {
            PrivateFile.CreateFolderFor(path);
            using var fileLock = SqliteLock.TakeBriefly(path, timeProvider);
            if (Exists)
                return fill is null ? Examine() : throw LedgerRefusal.CreateTaken(path);
            MoveAsideLocked();

            DeleteLeftovers();
            var next = $"{path}.{Guid.CreateVersion7(timeProvider.GetUtcNow()):N}.new";
            try
            {
                LedgerIdentity identity;
                using (var database = SqliteDatabase.Create(next))
                {
                    identity = database.Guard(() => SqliteSchema.Make(database, account.Hash, timeProvider.GetUtcNow()));
                    if (fill is not null)
                        identity = database.RunInTransaction(() => fill(database));
                }

                File.Move(next, path);
                if (fill is not null)
                    SecureName();
                return identity;
            }
            finally
            {
                DeleteUnfinished(next);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SqliteFaults.Translate((SystemException)exception, path);
        }
    }

    public ILedgerStorage Open(ISerialWitness witness, Guid lineage)
    {
        foreach (var suffix in Suffixes)
            PrivateFile.Tighten(path + suffix);
        PrivateFile.Tighten(SqliteLock.GetPath(path));
        return new SqliteStorage(this, witness, lineage);
    }

    public bool WasUsed()
    {
        using var database = SqliteDatabase.Read(path);
        return database.Guard(() => database.ReadNumber(ILedgerPlace.UsedQuery) is not null);
    }

    public LedgerIdentity Adopt()
    {
        using var fileLock = SqliteLock.TakeBriefly(path, timeProvider);
        using var database = SqliteDatabase.Write(path);
        return database.RunInTransaction(() =>
        {
            database.Execute("UPDATE meta SET serial = serial + 1, adopted_serial = serial + 1");
            return SqliteSchema.ReadIdentity(database);
        });
    }

    public LedgerRemains ReadRemains()
    {
        try
        {
            if (new FileInfo(path).Length == 0)
                return new LedgerRemains("an empty file", MayBeLedger: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SqliteFaults.Translate((SystemException)exception, path);
        }

        try
        {
            using var database = SqliteDatabase.ReadForeign(path, timeProvider, LongestReading);
            var isOurs = database.Guard(() => database.ReadNumber("PRAGMA application_id")) is SqliteHeader.LedgerId or SqliteHeader.BackupId;
            return isOurs
                ? ReadAccount(database) is { } account ? new LedgerRemains("another account's ledger", MayBeLedger: true, account) : new LedgerRemains("a damaged ledger that does not name its account", MayBeLedger: true)
                : new LedgerRemains("a SQLite file of another program", MayBeLedger: true);
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Corrupt)
        {
            return exception.InnerException is SqliteException { Code: raw.SQLITE_NOTADB }
                ? new LedgerRemains("not a SQLite file", MayBeLedger: false)
                : new LedgerRemains("a damaged SQLite file", MayBeLedger: true);
        }
    }

    private static string? ReadAccount(SqliteDatabase database)
    {
        try
        {
            return database.Guard(() =>
            {
                using var meta = database.CreateStatement("SELECT account FROM meta");
                return meta.Step() ? meta.GetText(0) : null;
            });
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Corrupt)
        {
            return null;
        }
    }

    public string MoveAside()
    {
        try
        {
            using var fileLock = SqliteLock.TakeBriefly(path, timeProvider);
            return MoveAsideLocked();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SqliteFaults.Translate((SystemException)exception, path);
        }
    }

    public void ClearMovedMark(string from)
    {
        using var fileLock = SqliteLock.TakeBriefly(path, timeProvider);
        using var database = SqliteDatabase.Write(path);
        _ = database.RunInTransaction(() => ((ILedgerDatabase)database).Execute("UPDATE meta SET moved_to = NULL WHERE moved_to = $1", from));
    }

    /// <summary>
    /// Makes the new name of the file durable. After a power failure, a new name may be lost although the content is on the disk. A commit creates
    /// a log beside the file, and with the log SQLite writes the folder to the disk.
    /// </summary>
    private void SecureName()
    {
        using var database = SqliteDatabase.Write(path);
        _ = database.RunInTransaction(() => ((ILedgerDatabase)database).Execute("UPDATE meta SET serial = serial"));
    }

    private string MoveAsideLocked()
    {
        var time = timeProvider.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var stem = System.IO.Path.ChangeExtension(path, time);
        var aside = stem + System.IO.Path.GetExtension(path);
        for (var number = 2; File.Exists(aside); number++)
            aside = $"{stem}-{number.ToString(CultureInfo.InvariantCulture)}{System.IO.Path.GetExtension(path)}";

        foreach (var suffix in Suffixes)
        {
            if (File.Exists(path + suffix))
                File.Move(path + suffix, aside + suffix);
        }

        return aside;
    }

    /// <summary>
    /// Deletes unfinished files of a killed process. Only files with exactly the names that IzzyPS gives are deleted. The lock guarantees that
    /// no other process is creating one.
    /// </summary>
    private void DeleteLeftovers()
    {
        var name = System.IO.Path.GetFileName(path) + ".";
        foreach (var file in Directory.GetFiles(System.IO.Path.GetDirectoryName(path)!))
        {
            if (System.IO.Path.GetFileName(file) is var found && found.StartsWith(name, StringComparison.Ordinal) && Unfinished().IsMatch(found.AsSpan(name.Length)))
                File.Delete(file);
        }
    }

    [GeneratedRegex(@"^[0-9a-f]{32}\.new(?:-wal|-shm|-journal)?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unfinished();

    private static void DeleteUnfinished(string next)
    {
        foreach (var suffix in Suffixes)
            File.Delete(next + suffix);
    }

    private void Upgrade()
    {
        using var fileLock = SqliteLock.TakeBriefly(path, timeProvider);
        _ = SqliteBackup.Keep(path, "upgrade", timeProvider.GetUtcNow());
        using var database = SqliteDatabase.Write(path);
        database.Guard(() => SqliteSchema.Apply(database));
    }

    /// <summary>Reads the schema's version from the file's header, before anything else in the file is trusted.</summary>
    /// <remarks>
    /// The header is read through SQLite. If this process opened and closed the file directly, it would drop the locks that its own SQLite connections
    /// hold on the file (POSIX advisory locks; sqlite.org/howtocorrupt.html, 2.2).
    /// </remarks>
    internal int ReadHeader()
    {
        try
        {
            if (new FileInfo(path).Length is < SqliteHeader.Length and var length)
                throw LedgerRefusal.CreateCorrupt(path, length == 0 ? "it is empty" : "it ends within its header");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SqliteFaults.Translate((SystemException)exception, path);
        }

        using var database = SqliteDatabase.Read(path);
        return database.Guard(() => database.ReadNumber("PRAGMA application_id") is SqliteHeader.LedgerId or SqliteHeader.BackupId
            ? (int)database.ReadNumber("PRAGMA user_version")!.Value
            : throw LedgerRefusal.CreateCorrupt(path, "it is a SQLite file of another program"));
    }

    internal void CheckPages(SqliteDatabase database)
    {
        using var check = database.CreateStatement("PRAGMA quick_check(1)");
        if (check.Step() && check.GetText(0) is var found and not "ok")
            throw LedgerRefusal.CreateCorrupt(path, found ?? "unknown");
    }
}
