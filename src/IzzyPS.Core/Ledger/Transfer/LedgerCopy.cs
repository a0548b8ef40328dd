using System.Globalization;
using IzzyPS.Hashing;
using IzzyPS.Ledger.Opening;
using IzzyPS.Storage;
using IzzyPS.Storage.Sqlite;

namespace IzzyPS.Ledger.Transfer;

/// <summary>Copies a ledger row by row, from SQLite or PostgreSQL to SQLite or PostgreSQL.</summary>
internal static class LedgerCopy
{
    /// <summary>Copies a ledger to a SQLite file that does not exist yet. The backup of a ledger in PostgreSQL is such a file.</summary>
    internal static int CopyTo(ILedgerDatabase source, string path, LedgerOptions options)
    {
        var file = new SqliteFile(Path.GetFullPath(path), options.TimeProvider);
        if (file.Exists)
            throw new LedgerException(LedgerFault.Storage, $"'{file.Path}' is there already. Nothing was copied.");
        _ = file.Create(options.Account, target =>
        {
            foreach (var table in LedgerTable.All)
                CopyTable(table, source, target, CancellationToken.None);
            return CopyIdentity(source, target, options.Account.Hash);
        });
        File.Delete(SqliteLock.GetPath(file.Path));
        SqliteHeader.MarkAsBackup(file.Path);
        return LedgerTable.All.Count;
    }

    /// <summary>Copies a ledger to the backups in the user's data folder, and deletes the oldest of those backups.</summary>
    /// <returns>The path of the copy.</returns>
    internal static string Keep(ILedgerDatabase ledger, string occasion, LedgerOptions options) => SqliteBackup.Keep(
        options.DataFolder.GetLedgerPath(options.Account), occasion, options.TimeProvider.GetUtcNow(), path => CopyTo(ledger, path, options));

    internal static long CopyTable(LedgerTable table, ILedgerDatabase source, ILedgerDatabase target, CancellationToken cancellationToken)
    {
        using (var rows = source.Query($"SELECT {table.ColumnList} FROM {table.Name} ORDER BY 1"))
        using (var sink = target.Insert(table))
        {
            while (rows.Step())
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (var column = 0; column < table.Columns.Count; column++)
                    Copy(rows, column, table.Columns[column].Kind, sink);
                sink.EndRow();
            }

            sink.Complete();
        }

        var (expected, count) = (Count(source, table.Name), Count(target, table.Name));
        return count == expected
            ? count
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Of {expected} rows in '{table.Name}' {count} arrived."));
    }

    private static void Copy(LedgerRows rows, int column, ColumnKind kind, ITableSink sink)
    {
        var isNull = rows.IsNull(column);
        switch (kind)
        {
            case ColumnKind.Id:
                sink.Write(isNull ? (Guid?)null : rows.GetGuid(column));
                break;
            case ColumnKind.Hash:
                sink.Write(isNull ? (ContentHash?)null : rows.GetHash(column));
                break;
            case ColumnKind.Text:
                sink.Write(rows.GetText(column));
                break;
            default:
                sink.Write(isNull ? (long?)null : rows.GetInt64(column));
                break;
        }
    }

    internal static LedgerIdentity CopyIdentity(ILedgerDatabase source, ILedgerDatabase target, string accountHash, int serialsAhead = 0)
    {
        using var meta = source.Query("SELECT m.lineage, m.serial, m.made_at, m.adopted_serial FROM meta m");
        meta.Step();
        var (lineage, serial) = (meta.GetGuid(0), meta.GetInt64(1) + serialsAhead);
        target.Execute("UPDATE meta SET lineage = $1, serial = $2, made_at = $3", lineage, serial, meta.GetText(2)!);
        if (!meta.IsNull(3))
            target.Execute("UPDATE meta SET adopted_serial = $1", meta.GetInt64(3));
        return new LedgerIdentity(lineage, serial, accountHash);
    }

    internal static long Count(ILedgerDatabase tables, string table)
    {
        using var rows = tables.Query($"SELECT count(*) FROM {table}");
        rows.Step();
        return rows.GetInt64(0);
    }
}
