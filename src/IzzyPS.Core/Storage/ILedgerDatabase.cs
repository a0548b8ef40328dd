namespace IzzyPS.Storage;

/// <summary>
/// A connection to a ledger's tables, of whatever kind. The SQL of an area is written once, in the part of SQL that SQLite and PostgreSQL
/// both know.
/// </summary>
internal interface ILedgerDatabase : ILedgerQueries
{
    /// <summary>Runs a statement; SQL and parameters as for a query.</summary>
    /// <returns>The number of rows that it changed.</returns>
    /// <exception cref="LedgerException">A unique key refuses it (<see cref="LedgerFault.Conflict"/>), or it can't be done.</exception>
    int Execute(string sql, params object?[] values);

    /// <summary>Runs a statement for each row of a list: SQLite one after the other, PostgreSQL all of them at once.</summary>
    /// <returns>The number of rows that it changed.</returns>
    /// <exception cref="LedgerException">
    /// A unique key refuses one of the rows (<see cref="LedgerFault.Conflict"/>); the transaction is to be rolled back.
    /// </exception>
    int ExecuteAll(RowStatement statement, IReadOnlyList<object?[]> rows);

    /// <summary>Runs a query, or a statement with a RETURNING clause, for each row of a list. The results come in no particular order.</summary>
    ILedgerRows QueryAll(RowStatement statement, IReadOnlyList<object?[]> rows);

    /// <summary>Opens a table for rows that come as they are, ids included.</summary>
    ITableSink Insert(LedgerTable table);
}

/// <summary>Takes rows, value by value in the order of the table's columns.</summary>
internal interface ITableSink : IDisposable
{
    void Write(long? value);

    void Write(string? value);

    void Write(Guid? value);

    void Write(UInt128? value);

    /// <summary>Ends a row.</summary>
    void EndRow();

    /// <summary>Ends the table: without it nothing is kept.</summary>
    void Complete();
}
