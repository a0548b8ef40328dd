namespace IzzyPS.Storage;

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
