namespace IzzyPS.Storage.Sqlite;

/// <summary>A ledger in a SQLite file. Each reader opens its own connection. Writers use the connection of the lease.</summary>
internal sealed class SqliteStorage(SqliteFile file, ISerialWitness witness, Guid lineage) : ILedgerStorage
{
    public string Location => file.Path;

    public Guid Lineage => lineage;

    public bool IsShareable => false;

    public ILedgerConnection OpenReader() => SqliteDatabase.Read(file.Path);

    public int ReadVersion(ILedgerConnection ledger) => (int)ledger.QueryNumber("PRAGMA user_version")!.Value;

    public (string Holder, DateTimeOffset Since, bool IsHeld)? ReadLease(ILedgerConnection ledger)
    {
        using var lease = ledger.Query("SELECT holder, since FROM lease WHERE fence > 0 AND released_at IS NULL");
        // The row of a killed holder stays, but its lock is gone.
        return lease.Step() ? (lease.GetText(0)!, lease.GetTime(1)!.Value, SqliteLock.IsTaken(file.Path)) : null;
    }

    public IReadOnlyList<string> FindDamage(ILedgerConnection ledger) => SqliteBackup.FindDamage((SqliteDatabase)ledger);

    public async Task<IWriteLease> AcquireLeaseAsync(string holder, string? plan, TimeSpan wait, CancellationToken cancellationToken) =>
        await SqliteLease.AcquireAsync(file, witness, lineage, holder, wait, cancellationToken).ConfigureAwait(false);

    public void Dispose()
    {
    }
}
