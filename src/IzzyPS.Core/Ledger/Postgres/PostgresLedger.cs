using System.IO.Enumeration;
using System.Text;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.Transfer;
using IzzyPS.Operations;
using IzzyPS.Storage.Postgres;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Postgres;

/// <summary>A ledger in PostgreSQL. Each reading has a connection of its own, writing has the lease's.</summary>
internal sealed class PostgresLedger(PostgresAddress address, AnchorKeeper keeper, Guid lineage, LedgerOptions options) : ISharedLedger
{
    // No key goes on with anything behind it.
    private const string LastCharacter = "\U0010FFFF";

    public string Location => address.Location;

    public Guid Lineage => lineage;

    public long Serial
    {
        get
        {
            using var database = PostgresDatabase.Open(address);
            return database.Guard(() => PostgresPlace.Identity(database).Serial);
        }
    }

    public ILedgerSnapshot OpenSnapshot() => new PostgresSnapshot(address);

    public IEnumerable<LedgerEntry> Find(LedgerQuery query)
    {
        var pattern = query.VinPattern?.ToUpperInvariant();
        var start = pattern is null ? string.Empty : pattern[..(pattern.IndexOfAny(['*', '?']) is >= 0 and var wild ? wild : pattern.Length)];
        var sql = new StringBuilder(EntryReader.Select).Append(" WHERE v.key BETWEEN $1 AND $2");
        var values = new List<object> { start, start + LastCharacter };
        if (pattern is not null)
        {
            sql.Append(" AND v.vin LIKE $3");
            values.Add(LikeOf(pattern));
        }

        if (query.Feed is { } feed)
        {
            values.Add(feed);
            sql.Append(" AND f.name = $").Append(values.Count);
        }

        using var database = PostgresDatabase.Open(address);
        using var rows = database.Guard(() => database.Query(sql.Append(" ORDER BY v.key").ToString(), [.. values]));
        while (database.Guard(rows.Step))
        {
            if (database.Guard(() => EntryReader.Read(rows)) is { } entry && Matches(entry, query))
                yield return entry;
        }
    }

    public IReadOnlyList<VinLine> FindVins(string start, int most) => InMoment(database => VinReader.Read(database, start, most));

    public IReadOnlyList<Operation> InDoubt()
    {
        using var database = PostgresDatabase.Open(address);
        return database.Guard(() => OperationReader.ReadAll(database, OperationReader.InDoubt));
    }

    public IEnumerable<Operation> FindOperations(OperationQuery query)
    {
        using var database = PostgresDatabase.Open(address);
        using var rows = database.Guard(() => OperationReader.Find(database, query, "LIKE", LikeOf));
        while (database.Guard(rows.Step))
            yield return database.Guard(() => OperationReader.Read(rows));
    }

    public LedgerOverview Overview() => InMoment(database =>
        OverviewReader.Read(database, PostgresPlace.Identity(database), PostgresPlace.Version(database), LeaseOf(database)));

    public IReadOnlyList<HistoryLine> History(VehicleKey key) => InMoment(database => HistoryReader.Read(database, key));

    public IEnumerable<ArchivedVehicle> Archive() => PostgresArchive.Read(address);

    public IReadOnlyList<string> FindDamage() => InMoment(PostgresArchive.FindDamage);

    public void CopyTo(string path) => PostgresBackup.Copy(address, path, options);

    public string KeepBackup(string occasion) => PostgresBackup.Keep(address, options, occasion);

    public Task<ILedgerWriter> AcquireLeaseAsync(string holder, TimeSpan wait, CancellationToken cancellationToken) =>
        AcquireAsync(holder, plan: null, wait, cancellationToken);

    public Task<ILedgerWriter> AcquireOrJoinAsync(string holder, string plan, TimeSpan wait, CancellationToken cancellationToken) =>
        AcquireAsync(holder, plan, wait, cancellationToken);

    public void Dispose() => PostgresDatabase.CloseIdle(address);

    private async Task<ILedgerWriter> AcquireAsync(string holder, string? plan, TimeSpan wait, CancellationToken cancellationToken) =>
        new PostgresLedgerWriter(await PostgresLease.AcquireAsync(
            new PostgresClaimant(address, keeper, lineage, options.LeaseTime, holder, plan, options.Seat), wait, cancellationToken).ConfigureAwait(false));

    private T InMoment<T>(Func<PostgresDatabase, T> read)
    {
        using var database = PostgresDatabase.Open(address);
        return database.Guard(() =>
        {
            database.BeginMoment();
            return read(database);
        });
    }

    private static LeaseOverview? LeaseOf(PostgresDatabase database)
    {
        using var rows = database.Query("SELECT holder, since, expires_at > clock_timestamp() FROM runner WHERE ended_at IS NULL ORDER BY fence DESC");
        return rows.Step() ? new LeaseOverview(rows.Text(0)!, rows.Time(1)!.Value, rows.Boolean(2)) : null;
    }

    private static bool Matches(LedgerEntry entry, LedgerQuery query) =>
        (query.State is null || entry.State == query.State)
        && (query.MakePattern is null
            || (entry.Make is not null && FileSystemName.MatchesSimpleExpression(query.MakePattern.Replace("\\", "\\\\", StringComparison.Ordinal), entry.Make)));

    /// <summary>PostgreSQL's pattern, in which other characters are wild.</summary>
    private static string LikeOf(string pattern) => pattern
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal)
        .Replace('*', '%')
        .Replace('?', '_');
}
