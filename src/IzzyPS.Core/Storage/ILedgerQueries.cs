using IzzyPS.Hashing;

namespace IzzyPS.Storage;

/// <summary>A connection that reads a ledger, in SQLite or in PostgreSQL. The reading code of both uses this interface.</summary>
internal interface ILedgerQueries
{
    /// <summary>Runs a query. The caller must dispose the rows before the next query.</summary>
    /// <param name="sql">SQL that SQLite and PostgreSQL both know, with parameters <c>$1</c>, <c>$2</c>, ….</param>
    /// <param name="values">
    /// The parameters: <see cref="long"/>, <see cref="int"/>, <see cref="string"/>, <see cref="Guid"/>, <see cref="DateTimeOffset"/>,
    /// <see cref="decimal"/>, <see cref="ContentHash"/> (a hash) or UTF-8 text (<see cref="ReadOnlyMemory{T}"/> of bytes); null for NULL.
    /// </param>
    LedgerRows Query(string sql, params object?[] values);
}
