using System.Data;
using System.Globalization;
using IzzyPS.Hooks;
using Npgsql;

namespace IzzyPS.Storage.Postgres;

/// <summary>
/// One connection to a ledger in PostgreSQL. Only one thread may use the connection at a time. An error of the database is thrown as a
/// <see cref="LedgerException"/> that names the ledger.
/// </summary>
internal sealed class PostgresDatabase : ILedgerConnection
{
    private const int OldestServer = 15;

    private readonly NpgsqlConnection _connection;
    private readonly TimeSpan? _patience;
    private readonly Dictionary<RowStatement, NpgsqlCommand> _forRows = new(ReferenceEqualityComparer.Instance);
    private NpgsqlTransaction? _transaction;

    private PostgresDatabase(PostgresAddress address, NpgsqlConnection connection, TimeSpan? patience)
    {
        Address = address;
        _connection = connection;
        _patience = patience;
    }

    internal PostgresAddress Address { get; }

    internal string ServerVersion => _connection.ServerVersion;

    /// <summary>Opens a connection.</summary>
    /// <param name="address">The address of the ledger.</param>
    /// <param name="patience">How long a statement may take; null for the time limit of the address.</param>
    /// <param name="stop">Ends the wait for the connection.</param>
    /// <exception cref="LedgerException">The server can't be reached, refuses the user or is too old.</exception>
    /// <exception cref="OperationCanceledException">The command was stopped.</exception>
    internal static PostgresDatabase Open(PostgresAddress address, TimeSpan? patience = null, CancellationToken stop = default)
    {
        var connection = PostgresConnector.Open(address, stop);
        if (connection.PostgreSqlVersion.Major >= OldestServer)
            return new PostgresDatabase(address, connection, patience);
        using (connection)
        {
            throw PostgresFaults.CreateStorage(
                address, string.Create(CultureInfo.InvariantCulture, $"its server is PostgreSQL {connection.PostgreSqlVersion}; version {OldestServer} or newer is needed"));
        }
    }

    /// <summary>Closes the idle connections in the pool, because a server allows only a limited number of connections.</summary>
    internal static void CloseIdle(PostgresAddress address)
    {
        using var connection = new NpgsqlConnection(address.ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    public LedgerRows Query(string sql, params object?[] values)
    {
        var command = CreateCommand(sql, values);
        return new PostgresRows(Address, command, command.ExecuteReader());
    }

    public int ExecuteAll(RowStatement statement, IReadOnlyList<object?[]> rows) => rows.Count == 0 ? 0 : Guard(() => CreateCommand(statement, rows).ExecuteNonQuery());

    public LedgerRows QueryAll(RowStatement statement, IReadOnlyList<object?[]> rows) =>
        Guard(() => new PostgresRows(Address, command: null, CreateCommand(statement, rows).ExecuteReader()));

    public ITableSink Insert(LedgerTable table) => new PostgresTableSink(this, table);

    /// <summary>Runs one statement, or several statements without parameters.</summary>
    /// <returns>The number of changed rows.</returns>
    public int Execute(string sql, params object?[] values) => Guard(() =>
    {
        using var command = CreateCommand(sql, values);
        return command.ExecuteNonQuery();
    });

    /// <summary>Reads the number in the first column of the first row; null when there is none.</summary>
    internal long? ReadNumber(string sql, params object?[] values)
    {
        using var rows = Query(sql, values);
        return rows.Step() && !rows.IsNull(0) ? rows.GetInt64(0) : null;
    }

    /// <summary>Begins a bulk insert (<c>COPY … FROM STDIN (FORMAT binary)</c>).</summary>
    internal NpgsqlBinaryImporter CopyIn(string sql) => _connection.BeginBinaryImport(sql);

    /// <summary>Runs a read. An error of PostgreSQL or of the connection is thrown as a <see cref="LedgerException"/>.</summary>
    public T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (NpgsqlException exception)
        {
            throw PostgresFaults.Translate(exception, Address);
        }
        catch (InvalidOperationException exception) when (_connection.State != ConnectionState.Open)
        {
            throw PostgresFaults.CreateBroken(exception, Address);
        }
    }

    /// <summary>As <see cref="Guard{T}"/>, for an action without a result.</summary>
    internal void Guard(Action read) => Guard(() =>
    {
        read();
        return true;
    });

    /// <summary>Runs writes in one durable transaction. When they fail, the transaction is rolled back.</summary>
    internal T RunInTransaction<T>(Func<T> write) => Guard(() =>
    {
        using var transaction = _transaction = _connection.BeginTransaction();
        try
        {
            var result = write();
            StepHook.Reach("within-transaction");
            transaction.Commit();
            return result;
        }
        finally
        {
            _transaction = null;
        }
    });

    /// <summary>Runs work in a transaction that is always rolled back.</summary>
    internal T RunAndRollBack<T>(Func<T> work)
    {
        using var transaction = _transaction = _connection.BeginTransaction();
        try
        {
            return work();
        }
        finally
        {
            _transaction = null;
        }
    }

    /// <summary>Begins a snapshot: until the connection is disposed, all reads see the ledger as it was at this moment.</summary>
    public void BeginSnapshot()
    {
        _transaction = _connection.BeginTransaction(IsolationLevel.RepeatableRead);
        Execute("SET TRANSACTION READ ONLY");
        AllowThinking();
    }

    /// <summary>
    /// Lifts the limit for the time between two statements of this transaction. Planning a million rows, or reading another ledger, takes longer
    /// than the limit.
    /// </summary>
    internal void AllowThinking() => Execute("SET LOCAL idle_in_transaction_session_timeout = 0");

    public void Dispose()
    {
        foreach (var command in _forRows.Values)
            command.Dispose();
        _transaction?.Dispose();
        _connection.Dispose();
    }

    private NpgsqlCommand CreateCommand(string sql, object?[] values)
    {
        var command = new NpgsqlCommand(sql, _connection, _transaction);
        if (_patience is { } patience)
            command.CommandTimeout = (int)Math.Ceiling(patience.TotalSeconds);
        foreach (var value in values)
            _ = command.Parameters.Add(PostgresParameters.Create(value));
        return command;
    }

    /// <summary>
    /// Gets the command for a <see cref="RowStatement"/>. The command is prepared once for the life of the connection, so the server parses the
    /// SQL once.
    /// </summary>
    private NpgsqlCommand CreateCommand(RowStatement statement, IReadOnlyList<object?[]> rows)
    {
        if (!_forRows.TryGetValue(statement, out var command))
        {
            _forRows[statement] = command = new NpgsqlCommand(statement.Postgres, _connection);
            foreach (var column in statement.Columns)
                _ = command.Parameters.Add(PostgresParameters.CreateArray(column.Kind));
        }

        command.Transaction = _transaction;
        for (var index = 0; index < statement.Columns.Count; index++)
            command.Parameters[index].Value = PostgresParameters.ToArray(statement.Columns[index].Kind, rows, index);
        if (!command.IsPrepared)
            command.Prepare();
        return command;
    }
}
