using System.IO.Enumeration;
using IzzyPS.Ledger.History;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Opening;
using IzzyPS.Ledger.Snapshots;
using IzzyPS.Ledger.Transfer;
using IzzyPS.Operations;
using IzzyPS.Operations.Journaling;
using IzzyPS.Storage;
using IzzyPS.Storage.Sqlite;

namespace IzzyPS.Ledger;

/// <summary>
/// A ledger in a SQLite file or in PostgreSQL. The ledger keeps no connection open: each read opens its own connection, and a writer uses the
/// connection of its lease.
/// </summary>
internal class StoredLedger(ILedgerStorage storage, LedgerOptions options) : ILedger
{
    // The highest Unicode character sorts behind every character of a key: "start" to "start" + LastCharacter is every key that begins with "start".
    private const string LastCharacter = "\U0010FFFF";

    public string Location => storage.Location;

    public Guid Lineage => storage.Lineage;

    public long Serial => ReadMoment(ledger => LedgerMark.ReadIdentity(ledger, Location).Serial);

    public ILedgerSnapshot OpenSnapshot() => new LedgerSnapshot(storage.OpenReader(), Location);

    public IEnumerable<LedgerEntry> Find(LedgerQuery query)
    {
        var pattern = query.VinPattern?.ToUpperInvariant();
        var start = pattern is null ? string.Empty : pattern[..(pattern.IndexOfAny(['*', '?']) is >= 0 and var wild ? wild : pattern.Length)];
        using var ledger = storage.OpenReader();
        using var rows = ledger.Guard(() => EntryReader.Find(ledger, start, start + LastCharacter, pattern, query.Feed));
        while (ledger.Guard(rows.Step))
        {
            if (ledger.Guard(() => EntryReader.Read(rows)) is { } entry && Matches(entry, query))
                yield return entry;
        }
    }

    public IReadOnlyList<VinLine> FindVins(string start, int most) => ReadMoment(ledger => VinReader.Read(ledger, start, most));

    public IReadOnlyList<Operation> FindInDoubt() => ReadMoment(ledger => OperationReader.ReadInDoubt(ledger, IsHeld(ledger)));

    public IEnumerable<Operation> FindOperations(OperationQuery query)
    {
        using var ledger = storage.OpenReader();
        using var rows = ledger.Guard(() => OperationReader.Find(
            ledger, query, query.State is OperationState.InDoubt && IsHeld(ledger), query.VinPattern is { } pattern ? (EntryReader.OperationsOfVin, EntryReader.ToLike(pattern.ToUpperInvariant())) : null));
        while (ledger.Guard(rows.Step))
            yield return ledger.Guard(() => OperationReader.Read(rows));
    }

    public LedgerOverview ReadOverview() => ReadMoment(ledger => OverviewReader.Read(
        ledger,
        LedgerMark.ReadIdentity(ledger, Location),
        storage.ReadVersion(ledger),
        storage.ReadLease(ledger) is var (holder, since, isHeld) ? new LeaseOverview(holder, since, isHeld) : null));

    public IReadOnlyList<HistoryLine> ReadHistory(VehicleKey key) => ReadMoment(ledger => HistoryReader.Read(ledger, key));

    public IEnumerable<ArchivedVehicle> ReadArchive() => ArchiveReader.Read(storage.OpenReader());

    public IReadOnlyList<string> FindDamage() => ReadMoment(storage.FindDamage);

    public void CopyTo(string path)
    {
        if (storage is SqliteStorage)
            SqliteBackup.Copy(Location, path);
        else
            _ = ReadMoment(ledger => LedgerCopy.CopyTo(ledger, path, options));
    }

    public string KeepBackup(string occasion) => storage is SqliteStorage
        ? SqliteBackup.Keep(Location, occasion, options.TimeProvider.GetUtcNow())
        : ReadMoment(ledger => LedgerCopy.Keep(ledger, occasion, options));

    public async Task<ILedgerWriter> AcquireLeaseAsync(string holder, TimeSpan wait, CancellationToken cancellationToken) =>
        LedgerWriter.Create(await storage.AcquireLeaseAsync(holder, plan: null, wait, cancellationToken).ConfigureAwait(false));

    public void Dispose() => storage.Dispose();

    private bool IsHeld(ILedgerConnection ledger) => storage.ReadLease(ledger) is { IsHeld: true };

    private T ReadMoment<T>(Func<ILedgerConnection, T> read)
    {
        using var ledger = storage.OpenReader();
        return ledger.Guard(() =>
        {
            ledger.BeginSnapshot();
            return read(ledger);
        });
    }

    private static bool Matches(LedgerEntry entry, LedgerQuery query) =>
        (query.State is null || entry.State == query.State)
        && (query.MakePattern is null
            || (entry.Make is not null && FileSystemName.MatchesSimpleExpression(query.MakePattern.Replace("\\", "\\\\", StringComparison.Ordinal), entry.Make)));
}

/// <summary>A stored ledger that several runners can write to while they carry out one plan together.</summary>
internal sealed class SharedLedger(ILedgerStorage storage, LedgerOptions options) : StoredLedger(storage, options), ISharedLedger
{
    private readonly ILedgerStorage _storage = storage;

    public async Task<ILedgerWriter> AcquireOrJoinAsync(string holder, string plan, TimeSpan wait, CancellationToken cancellationToken) =>
        LedgerWriter.Create(await _storage.AcquireLeaseAsync(holder, plan, wait, cancellationToken).ConfigureAwait(false));
}
