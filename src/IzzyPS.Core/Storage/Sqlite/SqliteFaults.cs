using SQLitePCL;

namespace IzzyPS.Storage.Sqlite;

/// <summary>Translates errors of SQLite and of the file system. The message names the file and says what is wrong and what to do.</summary>
internal static class SqliteFaults
{
    internal static Exception Translate(SqliteException exception, string path) => exception.Code switch
    {
        raw.SQLITE_NOTADB => LedgerRefusal.CreateCorrupt(path, "it is not a SQLite file", exception),
        raw.SQLITE_CORRUPT or raw.SQLITE_ERROR or raw.SQLITE_SCHEMA or raw.SQLITE_MISMATCH =>
            LedgerRefusal.CreateCorrupt(path, exception.Message, exception),
        raw.SQLITE_INTERRUPT => LedgerRefusal.CreateCorrupt(path, "reading it takes longer than any ledger takes", exception),
        raw.SQLITE_TOOBIG => LedgerRefusal.CreateCorrupt(path, "it holds a value that is larger than any of a ledger", exception),
        raw.SQLITE_FULL => CreateStorage(path, "the disk is full; free some space and run the command again", exception),
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => CreateStorage(
            path, "the file or its folder is read-only; make both writable for this user (SQLite keeps two more files beside the ledger)", exception),
        raw.SQLITE_CANTOPEN => CreateStorage(
            path, "the file can't be opened; check that its folder exists and that this user may write there", exception),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => CreateStorage(
            path, "another program has locked the file; close that program (a database browser, a backup) and run the command again", exception),
        raw.SQLITE_CONSTRAINT when exception.ExtendedCode is raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY =>
            new LedgerException(LedgerFault.Conflict, $"The ledger '{path}' refused a write: {exception.Message}", exception) { RefusedBy = FindConstraint(exception.Message) },
        raw.SQLITE_CONSTRAINT => new InvalidOperationException($"The ledger '{path}' refused a write: {exception.Message}", exception),
        _ => CreateStorage(path, "reading or writing the file failed; check the disk and run the command again", exception),
    };

    /// <summary>Finds the unique key that refused a row. SQLite's message names the columns of the key.</summary>
    private static LedgerConstraint FindConstraint(string message) =>
        message.Contains("vehicle.remote_id", StringComparison.Ordinal) ? LedgerConstraint.RemoteId
        : message.Contains("operation.subject_id", StringComparison.Ordinal) ? LedgerConstraint.OpenOperation
        : LedgerConstraint.Key;

    /// <summary>Translates the error when a file could not be created, moved or locked.</summary>
    internal static LedgerException Translate(SystemException exception, string path) => CreateStorage(
        path,
        exception is UnauthorizedAccessException
            ? "this user may not write there; make its folder writable"
            : "the file system refused; check the disk and the folder",
        exception);

    private static LedgerException CreateStorage(string path, string what, Exception exception) =>
        new(LedgerFault.Storage, $"The ledger '{path}' can't be used: {what}. ({exception.Message}) A change is written completely or not at all.", exception);
}
