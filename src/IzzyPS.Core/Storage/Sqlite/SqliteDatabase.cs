using IzzyPS.Files;
using IzzyPS.Hooks;
using SQLitePCL;

namespace IzzyPS.Storage.Sqlite;

/// <summary>
/// One connection to a ledger's file. Only one thread may use the connection at a time. An error of SQLite is thrown as a
/// <see cref="LedgerException"/> that names the file.
/// </summary>
internal sealed class SqliteDatabase : ILedgerConnection
{
    private const int BusyTimeoutMilliseconds = 10_000;
    private const int PooledPieceBytes = 2048;
    private const int PooledPieces = 256;

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
        // The callers allow one thread at a time. SQLite's own mutexes would cost a tenth of the time.
        var code = raw.sqlite3_open_v2(path, out var handle, mode | raw.SQLITE_OPEN_NOMUTEX, vfs: null);
        Handle = handle;
        try
        {
            SqliteException.ThrowIfFailed(code, Handle);
            _ = raw.sqlite3_extended_result_codes(Handle, onoff: 1);
            _ = raw.sqlite3_busy_timeout(Handle, BusyTimeoutMilliseconds);
            if (mode == raw.SQLITE_OPEN_READONLY)
                return;

            // SQLite takes small pieces of memory from a pool of the connection. Its own pool is too small for a commit of many rows: with this one,
            // a commit takes a sixth less time. The result is ignored, because without a pool SQLite is only slower.
            _ = raw.sqlite3_db_config(Handle, raw.SQLITE_DBCONFIG_LOOKASIDE, IntPtr.Zero, PooledPieceBytes, PooledPieces);
            // WAL: readers see a snapshot while a run writes. FULL: a commit is on the disk before the request is sent.
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

    /// <summary>Opens a ledger's file for reading.</summary>
    internal static SqliteDatabase Read(string path) => Open(path, raw.SQLITE_OPEN_READONLY);

    /// <summary>
    /// Opens a file for one reading that another program may have made. Nothing in the file's schema is trusted, no value may be larger than
    /// any value of a ledger, and the reading ends when its time is over.
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

    /// <summary>Opens a ledger's file for writing. The caller must hold the ledger's lock, because only one connection may write at a time.</summary>
    internal static SqliteDatabase Write(string path) => Open(path, raw.SQLITE_OPEN_READWRITE);

    /// <summary>Creates the file and opens it for writing. SQLite gives the write-ahead log the rights of the file.</summary>
    internal static SqliteDatabase Create(string path)
    {
        PrivateFile.Create(path).Dispose();
        return Open(path, raw.SQLITE_OPEN_READWRITE);
    }

    /// <summary>Creates a database in memory, without a file.</summary>
    internal static SqliteDatabase CreateInMemory() => Open(":memory:", raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_MEMORY);

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
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

    /// <summary>Creates a statement for one use. The caller disposes the statement.</summary>
    internal SqliteStatement CreateStatement(string sql) => new(Handle, sql);

    public LedgerRows Query(string sql, params object?[] values) =>
        CreateStatement(sql.Replace('$', '?')).BindRow(values); // To SQLite, $1 is a parameter with a name, and ?1 is the first parameter.

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

    public LedgerRows QueryAll(RowStatement statement, IReadOnlyList<object?[]> rows) => new SqliteRowQuery(Prepare(statement), rows);

    public ITableSink Insert(LedgerTable table) => new SqliteTableSink(this, table);

    /// <summary>Runs statements that have no parameters.</summary>
    internal void Execute(string sql) => SqliteException.ThrowIfFailed(raw.sqlite3_exec(Handle, sql), Handle);

    /// <summary>Reads the number that a query or a pragma gives; null when there is none.</summary>
    internal long? ReadNumber(string sql)
    {
        using var statement = CreateStatement(sql);
        return statement.RunForNumber();
    }

    /// <summary>Gets the id of the row that was inserted last.</summary>
    internal long GetLastId() => raw.sqlite3_last_insert_rowid(Handle);

    /// <summary>Runs a read. An error of SQLite is thrown as a <see cref="LedgerException"/>.</summary>
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

    /// <summary>Runs writes in one durable transaction. When they fail, the transaction is rolled back.</summary>
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
        Handle.Dispose(); // When the last connection closes, SQLite writes the write-ahead log into the file.
        if (_held is not null)
            HeldFiles.Remove(_held);
        _held = null;
        if (_commit is not null)
            StepHook.Reach("after-checkpoint");
    }

    /// <summary>Switches off everything with which a foreign file could run code, and limits the size of a value and the time.</summary>
    private void ApplyForeignLimits(TimeProvider time, TimeSpan limit)
    {
        const int LargestValue = 16 * 1024 * 1024;
        const int InstructionsBetweenChecks = 10_000;
        foreach (var (option, value) in new[]
                 {
                     (raw.SQLITE_DBCONFIG_DEFENSIVE, 1), (raw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (raw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0), (raw.SQLITE_DBCONFIG_ENABLE_VIEW, 0),
                 })
        {
            // The result is ignored: an SQLite without the option can't set it, and the schema is compared in any case.
            _ = raw.sqlite3_db_config(Handle, option, value, out _);
        }

        _ = raw.sqlite3_limit(Handle, raw.SQLITE_LIMIT_LENGTH, LargestValue);
        _ = raw.sqlite3_limit(Handle, raw.SQLITE_LIMIT_ATTACHED, 1); // VACUUM INTO needs one attached database.
        Execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0");
        var start = time.GetTimestamp();
        raw.sqlite3_progress_handler(Handle, InstructionsBetweenChecks, _ => time.GetElapsedTime(start) > limit ? 1 : 0, null);
    }

    private static SqliteDatabase Open(string path, int mode)
    {
        NativeSqlite.EnsureLoaded();
        return new SqliteDatabase(path, mode);
    }

    private void Rollback()
    {
        // A statement may have been left with only some of its parameters bound.
        foreach (var statement in _statements)
            statement.Reset();

        // After some errors, such as a full disk, SQLite has already rolled back.
        if (raw.sqlite3_get_autocommit(Handle) == 0)
            _ = raw.sqlite3_exec(Handle, "ROLLBACK");
    }
}
