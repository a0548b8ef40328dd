using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.Sqlite;
using IzzyPS.Ledger.Transfer.Move;
using IzzyPS.Storage.Postgres;

namespace IzzyPS.Ledger.Postgres;

/// <summary>Whole copies of a ledger in PostgreSQL, as files of SQLite: they are opened like any other ledger.</summary>
internal static class PostgresBackup
{
    /// <summary>Copies one moment of it to a file.</summary>
    internal static void Copy(PostgresAddress address, string path, LedgerOptions options)
    {
        using var database = PostgresDatabase.Open(address);
        _ = database.Guard(() =>
        {
            database.BeginMoment();
            return LedgerMove.CopyTo(database, path, options);
        });
    }

    /// <summary>Keeps a copy in the user's data folder, and prunes old ones.</summary>
    /// <returns>Its path.</returns>
    internal static string Keep(PostgresAddress address, LedgerOptions options, string occasion) => SqliteBackup.Keep(
        options.DataFolder.LedgerPath(options.Account), occasion, options.TimeProvider.GetUtcNow(), path => Copy(address, path, options));
}
