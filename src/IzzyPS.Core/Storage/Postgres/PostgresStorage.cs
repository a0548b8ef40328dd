using System.Globalization;

namespace IzzyPS.Storage.Postgres;

/// <summary>A ledger in PostgreSQL. Each reader opens its own connection. Writers use the connection of the lease.</summary>
internal sealed class PostgresStorage(PostgresAddress address, PostgresOptions options, ISerialWitness witness, Guid lineage) : ILedgerStorage
{
    /// <summary>Damage that no constraint of the tables rules out, each with the query that counts it.</summary>
    private static readonly (string What, string Sql)[] Faults =
    [
        ("payloads with a wrong hash", "SELECT count(*) FROM payload WHERE substr(sha256(convert_to(json, 'UTF8')), 1, 16) <> hash"),
        ("vehicles whose payload has another hash", "SELECT count(*) FROM vehicle v JOIN payload p ON p.id = v.payload_id WHERE p.hash <> v.payload_hash"),
    ];

    public string Location => address.Location;

    public Guid Lineage => lineage;

    public bool IsShareable => true;

    public ILedgerConnection OpenReader() => PostgresDatabase.Open(address);

    public int ReadVersion(ILedgerConnection ledger) => PostgresPlace.ReadVersion((PostgresDatabase)ledger);

    public (string Holder, DateTimeOffset Since, bool IsHeld)? ReadLease(ILedgerConnection ledger)
    {
        using var rows = ledger.Query("SELECT holder, since, expires_at > clock_timestamp() FROM runner WHERE ended_at IS NULL ORDER BY fence DESC");
        return rows.Step() ? (rows.GetText(0)!, rows.GetTime(1)!.Value, rows.GetBoolean(2)) : null;
    }

    public IReadOnlyList<string> FindDamage(ILedgerConnection ledger) =>
    [
        .. Faults.Select(fault => (fault.What, Count: ledger.QueryNumber(fault.Sql) ?? 0))
            .Where(fault => fault.Count > 0)
            .Select(fault => string.Create(CultureInfo.InvariantCulture, $"{fault.Count} {fault.What}")),
    ];

    public async Task<IWriteLease> AcquireLeaseAsync(string holder, string? plan, TimeSpan wait, CancellationToken cancellationToken) =>
        await PostgresLease.AcquireAsync(
            new PostgresClaimant(address, witness, lineage, options.LeaseTime, holder, plan, options.Seat), wait, cancellationToken).ConfigureAwait(false);

    public void Dispose() => PostgresDatabase.CloseIdle(address);
}
