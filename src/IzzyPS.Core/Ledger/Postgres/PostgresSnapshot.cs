using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Opening;
using IzzyPS.Storage;
using IzzyPS.Storage.Postgres;

namespace IzzyPS.Ledger.Postgres;

/// <summary>One moment of a ledger in PostgreSQL.</summary>
internal sealed class PostgresSnapshot : LedgerSnapshot
{
    private readonly PostgresDatabase _database;
    private readonly LedgerIdentity _identity;

    internal PostgresSnapshot(PostgresAddress address)
    {
        _database = PostgresDatabase.Open(address);
        try
        {
            _identity = Guard(Begin);
            Guard(Load);
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    public override Guid Lineage => _identity.Lineage;

    public override long Serial => _identity.Serial;

    protected override ILedgerQueries Queries => _database;

    public override void Dispose() => _database.Dispose();

    protected override T Guard<T>(Func<T> read) => _database.Guard(read);

    protected override LedgerEntry ReadEntry(long id)
    {
        using var rows = _database.Query(EntryReader.ById, id);
        rows.Step();
        return EntryReader.Read(rows)!;
    }

    private LedgerIdentity Begin()
    {
        _database.BeginMoment();
        return PostgresPlace.Identity(_database);
    }
}
