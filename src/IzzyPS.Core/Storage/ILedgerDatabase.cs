using IzzyPS.Hashing;

namespace IzzyPS.Storage;

/// <summary>
/// A connection to the tables of a ledger, in SQLite or in PostgreSQL. Each SQL statement exists once and uses only the SQL that both
/// databases know.
/// </summary>
internal interface ILedgerDatabase : ILedgerQueries
{
    /// <summary>Runs a statement. The SQL and the parameters follow the rules of <see cref="ILedgerQueries.Query"/>.</summary>
    /// <returns>The number of changed rows.</returns>
    /// <exception cref="LedgerException">A unique key refuses the statement (<see cref="LedgerFault.Conflict"/>), or the database fails.</exception>
    int Execute(string sql, params object?[] values);

    /// <summary>Runs a statement for each row of a list. SQLite runs the rows one after the other; PostgreSQL gets all rows in one command.</summary>
    /// <returns>The number of changed rows.</returns>
    /// <exception cref="LedgerException">
    /// A unique key refuses one of the rows (<see cref="LedgerFault.Conflict"/>). The caller must roll the transaction back.
    /// </exception>
    int ExecuteAll(RowStatement statement, IReadOnlyList<object?[]> rows);

    /// <summary>Runs a query, or a statement with a RETURNING clause, for each row of a list. The results have no particular order.</summary>
    LedgerRows QueryAll(RowStatement statement, IReadOnlyList<object?[]> rows);

    /// <summary>Opens a table for a bulk insert. The rows bring their own ids.</summary>
    ITableSink Insert(LedgerTable table);
}

/// <summary>Takes the rows of a bulk insert, value by value in the order of the table's columns.</summary>
internal interface ITableSink : IDisposable
{
    void Write(long? value);

    void Write(string? value);

    void Write(Guid? value);

    void Write(ContentHash? value);

    /// <summary>Ends the current row.</summary>
    void EndRow();

    /// <summary>Ends the bulk insert. Without this call no row is kept.</summary>
    void Complete();
}
