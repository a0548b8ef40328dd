using SQLitePCL;

namespace IzzyPS.Storage.Sqlite;

/// <summary>SQLite's answer to a call that failed. <see cref="SqliteFaults"/> translates it before it leaves this folder.</summary>
internal sealed class SqliteException : Exception
{
    internal SqliteException(string message, int code, int extendedCode)
        : base(message)
    {
        Code = code;
        ExtendedCode = extendedCode;
    }

    /// <summary>SQLite's result code, without the detail of the extended code.</summary>
    internal int Code { get; }

    /// <summary>SQLite's extended result code, for example the kind of a constraint. The result code is its lower byte.</summary>
    internal int ExtendedCode { get; }

    /// <summary>Throws what SQLite says about the last call of a connection, unless the call succeeded.</summary>
    /// <param name="result">The call's result code.</param>
    /// <param name="connection">The connection; an invalid handle where SQLite could not open any.</param>
    internal static void ThrowIfFailed(int result, sqlite3 connection)
    {
        if (result is raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE)
            return;
        var isOpen = connection is { IsInvalid: false };
        var message = (isOpen ? raw.sqlite3_errmsg(connection) : raw.sqlite3_errstr(result)).utf8_to_string();
        var extendedCode = isOpen ? raw.sqlite3_extended_errcode(connection) : result;
        throw new SqliteException($"SQLite error {result & 0xFF}: {message}", result & 0xFF, extendedCode);
    }
}
