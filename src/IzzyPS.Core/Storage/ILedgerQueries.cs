namespace IzzyPS.Storage;

/// <summary>A connection to a ledger, of whatever kind. What only reads is written once, over this.</summary>
internal interface ILedgerQueries
{
    /// <summary>Runs a query. Its rows are read and disposed before the next query.</summary>
    /// <param name="sql">SQL that SQLite and PostgreSQL both know, with parameters <c>$1</c>, <c>$2</c>, ….</param>
    /// <param name="values">
    /// The parameters: <see cref="long"/>, <see cref="int"/>, <see cref="string"/>, <see cref="Guid"/>, <see cref="DateTimeOffset"/>,
    /// <see cref="decimal"/>, <see cref="UInt128"/> (a hash) or UTF-8 text (<see cref="ReadOnlyMemory{T}"/> of bytes); null for NULL.
    /// </param>
    ILedgerRows Query(string sql, params object?[] values);
}

/// <summary>The rows of a query, one at a time; columns by position.</summary>
internal interface ILedgerRows : IDisposable
{
    /// <summary>Goes to the next row.</summary>
    /// <returns>False behind the last.</returns>
    bool Step();

    bool IsNull(int column);

    long GetInt64(int column);

    bool GetBoolean(int column);

    /// <summary>The column's bytes, a text's as UTF-8; valid until the next step.</summary>
    ReadOnlySpan<byte> GetBytes(int column);

    string? GetText(int column);

    Guid GetGuid(int column);

    UInt128 GetUInt128(int column);

    decimal? GetDecimal(int column);

    DateTimeOffset? GetTime(int column);

    TEnum GetWord<TEnum>(int column)
        where TEnum : struct, Enum;

    TEnum? GetWordOrNull<TEnum>(int column)
        where TEnum : struct, Enum;
}

/// <summary>Short forms of queries.</summary>
internal static class LedgerQueriesExtensions
{
    /// <summary>The first row's first number, or null where there is none.</summary>
    internal static long? QueryNumber(this ILedgerQueries ledger, string sql, params object?[] values)
    {
        using var rows = ledger.Query(sql, values);
        return rows.Step() && !rows.IsNull(0) ? rows.GetInt64(0) : null;
    }

    /// <summary>Whether a query gives a row.</summary>
    internal static bool Exists(this ILedgerQueries ledger, string sql, params object?[] values)
    {
        using var rows = ledger.Query(sql, values);
        return rows.Step();
    }
}
