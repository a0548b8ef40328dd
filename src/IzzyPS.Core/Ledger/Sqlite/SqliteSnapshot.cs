using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.Opening;
using IzzyPS.Storage;
using IzzyPS.Storage.Sqlite;

namespace IzzyPS.Ledger.Sqlite;

/// <summary>One moment of a SQLite ledger.</summary>
internal sealed class SqliteSnapshot : LedgerSnapshot
{
    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _byId;
    private readonly LedgerIdentity _identity;

    internal SqliteSnapshot(string path)
    {
        _database = SqliteDatabase.Read(path);
        try
        {
            _identity = Guard(Begin);
            _byId = Guard(() => _database.Prepare(EntryReader.ById));
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

    protected override LedgerEntry ReadEntry(long id) => _byId.Bind(id).ReadEntry()!;

    private LedgerIdentity Begin()
    {
        _database.Execute("BEGIN");
        return SqliteSchema.Identity(_database);
    }
}
