using IzzyPS.Storage;

namespace IzzyPS.Ledger.Transfer.Move;

/// <summary>A ledger's bare tables, for moving them.</summary>
internal interface ILedgerTables : ILedgerQueries
{
    /// <summary>Runs a statement; SQL and parameters as for a query.</summary>
    /// <returns>The number of rows that it changed.</returns>
    int Execute(string sql, params object[] values);

    /// <summary>Opens a table for rows that come as they are, ids included.</summary>
    ITableSink Insert(LedgerTable table);
}

/// <summary>Takes rows, value by value in the order of the table's columns.</summary>
internal interface ITableSink : IDisposable
{
    void Write(long? value);

    void Write(string? value);

    void Write(Guid value);

    void Write(UInt128? value);

    /// <summary>Ends a row.</summary>
    void EndRow();

    /// <summary>Ends the table: without it nothing is kept.</summary>
    void Complete();
}

/// <summary>The right to write that reaches the bare tables.</summary>
internal interface ITablesWriter : ILedgerWriter
{
    /// <summary>From now on no other command of this process gets a share of the lease.</summary>
    /// <exception cref="LedgerException">One has a share already (<see cref="LedgerFault.Leased"/>).</exception>
    void BeAlone();

    /// <summary>Does something with the tables in one durable transaction.</summary>
    T InTables<T>(Func<ILedgerTables, T> work);

    /// <summary>Marks the ledger as moved in one durable commit: from then on it is refused, with where it went.</summary>
    void MoveAway(string place);
}
