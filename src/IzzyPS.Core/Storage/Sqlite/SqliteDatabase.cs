using IzzyPS.Files;
using IzzyPS.Hooks;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IzzyPS.Storage.Sqlite;

/// <summary>
/// One connection to a ledger's file, for one thread at a time. Whatever SQLite says against it comes out as a
/// <see cref="LedgerException"/> that names the file.
/// </summary>
internal sealed class SqliteDatabase : ILedgerConnection
{
    private const int BusyTimeoutMilliseconds = 10_000;

    private readonly List<SqliteStatement> _statements = [];
    private readonly Dictionary<RowStatement, SqliteStatement> _forRows = new(ReferenceEqualityComparer.Instance);
    private readonly SqliteStatement? _begin;
    private readonly SqliteStatement? _commit;
    private string? _held;

    private SqliteDatabase(string path, int mode)
    {
        Path = path;
        if ((mode & raw.SQLITE_OPEN_MEMORY) == 0)
            HeldFiles.Add(_held = path);
        // Its callers see to it that one thread at a time comes in: SQLite's own locks would take a tenth of the time.
        var code = raw.sqlite3_open_v2(path, out var handle, mode | raw.SQLITE_OPEN_NOMUTEX, vfs: null);
        Handle = handle;
        try
        {
            if (code != raw.SQLITE_OK)
                SqliteException.ThrowExceptionForRC(code, Handle);
            _ = raw.sqlite3_extended_result_codes(Handle, onoff: 1);
            _ = raw.sqlite3_busy_timeout(Handle, BusyTimeoutMilliseconds);
            if (mode == raw.SQLITE_OPEN_READONLY)
                return;

            // WAL: readers see one moment while a run writes. FULL: a commit is on the disk before the request goes out.
            Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -32768;");
            Execute("PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;");
            _begin = Prepare("BEGIN IMMEDIATE");
            _commit = Prepare("COMMIT");
        }
        catch (Exception exception)
        {
            Dispose();
            if (exception is SqliteException fault)
                throw SqliteFaults.Translate(fault, path);
            throw;
        }
    }

    internal string Path { get; }

    private sqlite3 Handle { get; }

    /// <summary>Opens it to look into it.</summary>
    internal static SqliteDatabase Read(string path) => Open(path, raw.SQLITE_OPEN_READONLY);

    /// <summary>
    /// Opens a file that somebody else may have made, to read it once: nothing in its schema is trusted, no value may be of more bytes
    /// than any of ours, and reading ends when the time is over.
    /// </summary>
    internal static SqliteDatabase ReadForeign(string path, TimeProvider time, TimeSpan limit)
    {
        var database = Read(path);
        try
        {
            database.ApplyForeignLimits(time, limit);
            return database;
        }
        catch (SqliteException exception)
        {
            database.Dispose();
            throw SqliteFaults.Translate(exception, path);
        }
    }

    /// <summary>Opens it to write. Only one at a time, under the ledger's lock.</summary>
    internal static SqliteDatabase Write(string path) => Open(path, raw.SQLITE_OPEN_READWRITE);

    /// <summary>Makes the file and opens it. SQLite gives its log the rights that the file has.</summary>
    internal static SqliteDatabase Create(string path)
    {
        PrivateFile.Create(path).Dispose();
        return Open(path, raw.SQLITE_OPEN_READWRITE);
    }

    /// <summary>Makes a database that has no file.</summary>
    internal static SqliteDatabase CreateInMemory() => Open(":memory:", raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_MEMORY);

    /// <summary>A statement that lives as long as the connection.</summary>
    internal SqliteStatement Prepare(string sql)
    {
        var statement = new SqliteStatement(Handle, sql);
        _statements.Add(statement);
        return statement;
    }

    private SqliteStatement Prepare(RowStatement statement)
    {
        if (!_forRows.TryGetValue(statement, out var prepared))
            _forRows[statement] = prepared = Prepare(statement.Sqlite);
        return prepared;
    }

    /// <summary>A statement for one use.</summary>
    internal SqliteStatement CreateStatement(string sql) => new(Handle, sql);

    public ILedgerRows Query(string sql, params object?[] values) =>
        CreateStatement(sql.Replace('$', '?')).BindRow(values); // SQLite takes $1 for a name, and ?1 for the number that it is.

    int ILedgerDatabase.Execute(string sql, params object?[] values) => Guard(() =>
    {
        using var statement = (SqliteStatement)Query(sql, values);
        return statement.Run();
    });

    public int ExecuteAll(RowStatement statement, IReadOnlyList<object?[]> rows) => Guard(() =>
    {
        var prepared = Prepare(statement);
        var changed = 0;
        foreach (var row in rows)
            changed += prepared.BindRow(row).Run();
        return changed;
    });

    public ILedgerRows QueryAll(RowStatement statement, IReadOnlyList<object?[]> rows) => new SqliteRowQuery(Prepare(statement), rows);

    public ITableSink Insert(LedgerTable table) => new SqliteTableSink(this, table);

    /// <summary>Runs statements that have no parameters.</summary>
    internal void Execute(string sql)
    {
        var code = raw.sqlite3_exec(Handle, sql);
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, Handle);
    }

    /// <summary>The number that a query or a pragma gives.</summary>
    internal long? ReadNumber(string sql)
    {
        using var statement = CreateStatement(sql);
        return statement.RunForNumber();
    }

    /// <summary>The id of the row that was last inserted.</summary>
    internal long GetLastId() => raw.sqlite3_last_insert_rowid(Handle);

    /// <summary>Reads, and says what SQLite says against it in the ledger's words.</summary>
    public T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException exception)
        {
            throw SqliteFaults.Translate(exception, Path);
        }
    }

    public void BeginSnapshot() => Execute("BEGIN");

    /// <summary>Does all of it in one durable transaction, or nothing.</summary>
    internal T RunInTransaction<T>(Func<T> write)
    {
        try
        {
            _begin!.Run();
            var result = write();
            StepHook.Reach("within-transaction");
            _commit!.Run();
            return result;
        }
        catch (Exception exception)
        {
            Rollback();
            if (exception is SqliteException fault)
                throw SqliteFaults.Translate(fault, Path);
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements)
            statement.Dispose();
        if (_commit is not null)
            StepHook.Reach("before-checkpoint");
        Handle.Dispose(); // The last one that wrote takes the write-ahead log into the file.
        if (_held is not null)
            HeldFiles.Remove(_held);
        _held = null;
        if (_commit is not null)
            StepHook.Reach("after-checkpoint");
    }

    private void ApplyForeignLimits(TimeProvider time, TimeSpan limit)
    {
        const int LargestValue = 16 * 1024 * 1024;
        const int InstructionsBetweenLooks = 10_000;
        foreach (var (option, value) in new[]
                 {
                     (raw.SQLITE_DBCONFIG_DEFENSIVE, 1), (raw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (raw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0), (raw.SQLITE_DBCONFIG_ENABLE_VIEW, 0),
                 })
        {
            // One that is older than the option can't turn it off: the schema is compared all the same.
            _ = raw.sqlite3_db_config(Handle, option, value, out _);
        }

        _ = raw.sqlite3_limit(Handle, raw.SQLITE_LIMIT_LENGTH, LargestValue);
        _ = raw.sqlite3_limit(Handle, raw.SQLITE_LIMIT_ATTACHED, 1); // For VACUUM INTO.
        Execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0");
        var start = time.GetTimestamp();
        raw.sqlite3_progress_handler(Handle, InstructionsBetweenLooks, _ => time.GetElapsedTime(start) > limit ? 1 : 0, null);
    }

    private static SqliteDatabase Open(string path, int mode)
    {
        NativeSqlite.EnsureLoaded();
        return new SqliteDatabase(path, mode);
    }

    private void Rollback()
    {
        // One may have been left half bound.
        foreach (var statement in _statements)
            statement.Reset();

        // A full disk and the like make SQLite roll back by itself.
        if (raw.sqlite3_get_autocommit(Handle) == 0)
            _ = raw.sqlite3_exec(Handle, "ROLLBACK");
    }
}
