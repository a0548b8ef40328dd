using System.Globalization;
using IzzyPS.Ledger.Sqlite;

namespace IzzyPS.Ledger.Move;

/// <summary>What was moved.</summary>
/// <param name="Source">From where.</param>
/// <param name="Target">To where.</param>
/// <param name="Rows">How many rows of each table.</param>
internal sealed record LedgerMoved(string Source, string Target, IReadOnlyDictionary<string, long> Rows);

/// <summary>
/// Moves an account's ledger to another place, SQLite or PostgreSQL, under the lease of both: every row, its lineage and its serial.
/// The old one is marked, and refused from then on with where it went.
/// </summary>
internal static class LedgerMove
{
    private static readonly string[] Filled = ["feed", "run", "vehicle", "payload"];

    /// <summary>Moves it.</summary>
    /// <param name="source">The ledger as it is opened.</param>
    /// <param name="target">The new path or address; an empty ledger is made there, or one that is empty is taken.</param>
    /// <param name="holder">Who asks, for the message that others get.</param>
    /// <param name="cancellationToken">Ends it before anything is marked.</param>
    /// <exception cref="LedgerException">One of the two is held, refused, or the target is not empty; the old one stays in use.</exception>
    internal static async Task<LedgerMoved> MoveAsync(LedgerOptions source, string target, string holder, CancellationToken cancellationToken)
    {
        var targetOptions = source with { Path = target };
        var place = LedgerStore.PlaceOf(targetOptions);
        using var from = LedgerStore.Open(source with { IsRequired = true });
        if (place.Location == from.Location)
            throw new LedgerException(LedgerFault.Conflict, $"The ledger '{from.Location}' is there already. Nothing was moved.");

        var reading = (ITablesWriter)await from.AcquireLeaseAsync(holder, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        await using (reading.ConfigureAwait(false))
        {
            // What a killed run left is ended here: it has no claim on the new place.
            reading.Recover(source.TimeProvider.GetUtcNow());
            var (identity, rows) = await CopyAsync(reading, place, targetOptions, holder, cancellationToken).ConfigureAwait(false);
            new AnchorKeeper(targetOptions with { NewLedger = false }, place.Location).Note(identity);
            reading.InTables(tables => tables.Execute("UPDATE meta SET moved_to = $1", place.Location));
            return new LedgerMoved(from.Location, place.Location, rows);
        }
    }

    /// <summary>Copies a ledger into a SQLite file that is not there yet: what a backup of PostgreSQL's is.</summary>
    internal static int CopyTo(ILedgerTables source, string path, LedgerOptions options)
    {
        var file = new SqliteFile(Path.GetFullPath(path), options.TimeProvider);
        if (file.Exists)
            throw new LedgerException(LedgerFault.Storage, $"'{file.Path}' is there already. Nothing was copied.");
        _ = file.Create(options.Account);
        File.Delete(file.Path + ".lock");
        using var database = SqliteDatabase.Write(file.Path);
        return database.InTransaction(() =>
        {
            foreach (var table in LedgerTable.All)
                Copy(table, source, database, CancellationToken.None);
            _ = CopyIdentity(source, database, options.Account.Hash);
            return LedgerTable.All.Count;
        });
    }

    private static async Task<(LedgerIdentity Identity, IReadOnlyDictionary<string, long> Rows)> CopyAsync(
        ITablesWriter reading, ILedgerPlace place, LedgerOptions options, string holder, CancellationToken cancellationToken)
    {
        var found = place.Exists ? place.Examine() : place.Create(options.Account);
        // The account's anchor remembers the old ledger until the new one is whole: this one has an anchor of its own until then.
        var folder = Directory.CreateTempSubdirectory("izzyps-move-");
        try
        {
            var keeper = new AnchorKeeper(options with { DataFolder = new DataFolder(folder.FullName) }, place.Location);
            keeper.Check(found);
            using var to = place.Open(keeper, found.Lineage);
            var writing = (ITablesWriter)await to.AcquireLeaseAsync(holder, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            await using (writing.ConfigureAwait(false))
            {
                return reading.InTables(source => writing.InTables(target =>
                {
                    RefuseFilled(target, place.Location);
                    var rows = LedgerTable.All.ToDictionary(table => table.Name, table => Copy(table, source, target, cancellationToken), StringComparer.Ordinal);
                    return (CopyIdentity(source, target, options.Account.Hash), (IReadOnlyDictionary<string, long>)rows);
                }));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void RefuseFilled(ILedgerTables target, string location)
    {
        foreach (var table in Filled)
        {
            if (Count(target, table) is > 0 and var rows)
            {
                throw new LedgerException(
                    LedgerFault.Conflict,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The ledger '{location}' is not empty: {rows} rows in '{table}'. Name a place without a ledger. Nothing was moved."));
            }
        }
    }

    private static long Copy(LedgerTable table, ILedgerTables source, ILedgerTables target, CancellationToken cancellationToken)
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

    private static void Copy(ILedgerRows rows, int column, ColumnKind kind, ITableSink sink)
    {
        var isNull = rows.IsNull(column);
        switch (kind)
        {
            case ColumnKind.Id:
                sink.Write(rows.Guid(column));
                break;
            case ColumnKind.Hash:
                sink.Write(isNull ? (UInt128?)null : rows.UInt128(column));
                break;
            case ColumnKind.Text:
                sink.Write(rows.Text(column));
                break;
            default:
                sink.Write(isNull ? (long?)null : rows.Int64(column));
                break;
        }
    }

    /// <summary>The lineage goes along; the serial goes on behind the old one's last.</summary>
    private static LedgerIdentity CopyIdentity(ILedgerTables source, ILedgerTables target, string accountHash)
    {
        using var meta = source.Query("SELECT m.lineage, m.serial, m.made_at, m.adopted_serial FROM meta m");
        meta.Step();
        var (lineage, serial) = (meta.Guid(0), meta.Int64(1) + 2);
        target.Execute("UPDATE meta SET lineage = $1, serial = $2, made_at = $3", lineage, serial, meta.Text(2)!);
        if (!meta.IsNull(3))
            target.Execute("UPDATE meta SET adopted_serial = $1", meta.Int64(3));
        return new LedgerIdentity(lineage, serial, accountHash);
    }

    private static long Count(ILedgerTables tables, string table)
    {
        using var rows = tables.Query($"SELECT count(*) FROM {table}");
        rows.Step();
        return rows.Int64(0);
    }
}
