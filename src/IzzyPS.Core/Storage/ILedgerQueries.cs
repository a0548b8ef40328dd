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
    ILedgerRows Query(string sql, params object?[] values);
}

/// <summary>The rows of a query, read one at a time. Columns are numbered from 0.</summary>
internal interface ILedgerRows : IDisposable
{
    /// <summary>Moves to the next row.</summary>
    /// <returns>False after the last row.</returns>
    bool Step();

    bool IsNull(int column);

    long GetInt64(int column);

    bool GetBoolean(int column);

    /// <summary>Reads the bytes of a column; a text is UTF-8. The span is valid until the next <see cref="Step"/>.</summary>
    ReadOnlySpan<byte> GetBytes(int column);

    string? GetText(int column);

    Guid GetGuid(int column);

    ContentHash GetHash(int column);

    decimal? GetDecimal(int column);

    DateTimeOffset? GetTime(int column);

    TEnum GetWord<TEnum>(int column)
        where TEnum : struct, Enum;

    TEnum? GetWordOrNull<TEnum>(int column)
        where TEnum : struct, Enum;
}

/// <summary>Short forms of common queries.</summary>
internal static class LedgerQueriesExtensions
{
    /// <summary>Runs a query and reads the number in the first column of the first row; null when there is none.</summary>
    internal static long? QueryNumber(this ILedgerQueries ledger, string sql, params object?[] values)
    {
        using var rows = ledger.Query(sql, values);
        return rows.Step() && !rows.IsNull(0) ? rows.GetInt64(0) : null;
    }

    /// <summary>Whether a query finds a row.</summary>
    internal static bool Exists(this ILedgerQueries ledger, string sql, params object?[] values)
    {
        using var rows = ledger.Query(sql, values);
        return rows.Step();
    }
}
