using System.IO.Enumeration;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.Transfer;
using IzzyPS.Operations;
using IzzyPS.Storage.Sqlite;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Sqlite;

/// <summary>A ledger in a SQLite file. It keeps no connection: each reading opens its own, writing has the lease's.</summary>
internal sealed class SqliteLedger(SqliteFile file, AnchorKeeper keeper, Guid lineage) : ILedger
{
    // No key goes on with anything behind it.
    private const string LastCharacter = "\U0010FFFF";

    /// <summary>A VIN pattern or null, a feed or null, and the first and the last key that can match.</summary>
    private const string ByPattern = EntryReader.Select + """
         WHERE v.key BETWEEN ?3 AND ?4 AND (?1 IS NULL OR v.vin GLOB ?1) AND (?2 IS NULL OR f.name = ?2) ORDER BY v.key
        """;

    public string Location => file.Path;

    public Guid Lineage => lineage;

    public long Serial
    {
        get
        {
            using var database = SqliteDatabase.Read(file.Path);
            return database.Guard(() => SqliteSchema.Identity(database).Serial);
        }
    }

    public ILedgerSnapshot OpenSnapshot() => new SqliteSnapshot(file.Path);

    public IEnumerable<LedgerEntry> Find(LedgerQuery query)
    {
        var pattern = query.VinPattern?.ToUpperInvariant();
        var start = pattern is null ? string.Empty : pattern[..(pattern.IndexOfAny(['*', '?']) is >= 0 and var wild ? wild : pattern.Length)];
        using var database = SqliteDatabase.Read(file.Path);
        var entries = database.Guard(() => database.Prepare(ByPattern)
            .Bind(GlobOf(pattern)).Bind(query.Feed).Bind(start).Bind(start + LastCharacter));
        while (database.Guard(entries.Step))
        {
            if (database.Guard(() => EntryReader.Read(entries)) is { } entry && Matches(entry, query))
                yield return entry;
        }
    }

    public IReadOnlyList<VinLine> FindVins(string start, int most)
    {
        using var database = SqliteDatabase.Read(file.Path);
        return database.Guard(() => VinReader.Read(database, start, most));
    }

    public IReadOnlyList<Operation> InDoubt()
    {
        using var database = SqliteDatabase.Read(file.Path);
        return database.Guard(() => OperationReader.ReadAll(database, OperationReader.InDoubt));
    }

    public IEnumerable<Operation> FindOperations(OperationQuery query)
    {
        using var database = SqliteDatabase.Read(file.Path);
        var operations = database.Guard(() => OperationReader.Find(database, query, "GLOB", pattern => GlobOf(pattern)!));
        while (database.Guard(operations.Step))
            yield return database.Guard(() => OperationReader.Read(operations));
    }

    public LedgerOverview Overview()
    {
        using var database = SqliteDatabase.Read(file.Path);
        return database.Guard(() =>
        {
            database.Execute("BEGIN");
            return OverviewReader.Read(
                database, SqliteSchema.Identity(database), (int)database.Number("PRAGMA user_version")!.Value, LeaseOf(database));
        });
    }

    public IReadOnlyList<HistoryLine> History(VehicleKey key)
    {
        using var database = SqliteDatabase.Read(file.Path);
        return database.Guard(() =>
        {
            database.Execute("BEGIN");
            return HistoryReader.Read(database, key);
        });
    }

    public IEnumerable<ArchivedVehicle> Archive() => ArchiveReader.Read(file.Path);

    public IReadOnlyList<string> FindDamage()
    {
        using var database = SqliteDatabase.Read(file.Path);
        return SqliteBackup.FindDamage(database);
    }

    public void CopyTo(string path) => SqliteBackup.Copy(file.Path, path);

    public string KeepBackup(string occasion) => SqliteBackup.Keep(file.Path, occasion, file.TimeProvider.GetUtcNow());

    public async Task<ILedgerWriter> AcquireLeaseAsync(string holder, TimeSpan wait, CancellationToken cancellationToken) =>
        new SqliteLedgerWriter(await SqliteLease.AcquireAsync(file, keeper, lineage, holder, wait, cancellationToken).ConfigureAwait(false));

    public void Dispose()
    {
    }

    /// <summary>SQLite's pattern of a VIN's, in which an opening bracket would start a class of characters.</summary>
    internal static string? GlobOf(string? pattern) => pattern?.ToUpperInvariant().Replace("[", "[[]", StringComparison.Ordinal);

    private static LeaseOverview? LeaseOf(SqliteDatabase database)
    {
        using var lease = database.Once("SELECT holder, since FROM lease WHERE fence > 0 AND released_at IS NULL");
        // The row outlives a killed holder, the lock does not.
        return lease.Step() ? new LeaseOverview(lease.Text(0)!, lease.Time(1)!.Value, SqliteLock.IsTaken(database.Path)) : null;
    }

    private static bool Matches(LedgerEntry entry, LedgerQuery query) =>
        (query.State is null || entry.State == query.State)
        && (query.MakePattern is null
            || (entry.Make is not null && FileSystemName.MatchesSimpleExpression(query.MakePattern.Replace("\\", "\\\\", StringComparison.Ordinal), entry.Make)));
}
