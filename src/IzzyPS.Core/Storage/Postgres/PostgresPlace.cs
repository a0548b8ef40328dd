using System.Globalization;

namespace IzzyPS.Storage.Postgres;

/// <summary>
/// The ledger's schema in PostgreSQL. Each account has its own schema. The numbered scripts (<c>Storage/Schema/Postgres</c>) are applied under an
/// advisory lock in one transaction, so the schema exists completely or not at all.
/// </summary>
internal sealed class PostgresPlace(PostgresAddress address, PostgresOptions options) : ILedgerPlace
{
    /// <summary>"IzzL". The key of the advisory lock combines this number with the hash of the schema's name.</summary>
    private const long LockNumber = 0x497A7A4C;

    /// <summary>The SQL of the table that records the applied scripts.</summary>
    internal const string ScriptTable = "CREATE TABLE script (number integer PRIMARY KEY, applied_at text NOT NULL)";

    private IReadOnlyList<string> Scripts => options.Scripts;

    private int Latest => Scripts.Count;

    public string Location => address.Location;

    /// <summary>
    /// Creates the place of the same account's ledger in another database of the same server, for the same user. Null when the location names
    /// another server.
    /// </summary>
    internal PostgresPlace? CreateFor(string location) => address.CreateFor(location, options.Account) is { } other ? new PostgresPlace(other, options) : null;

    public bool Exists
    {
        get
        {
            using var database = PostgresDatabase.Open(address, stop: options.Stop);
            return database.Guard(() => IsThere(database));
        }
    }

    public LedgerIdentity Examine()
    {
        using var database = PostgresDatabase.Open(address, stop: options.Stop);
        return database.Guard(() => Examine(database));
    }

    public LedgerMark ReadMark()
    {
        using var database = PostgresDatabase.Open(address, stop: options.Stop);
        return database.Guard(() =>
        {
            _ = Check(database);
            return LedgerMark.Read(database, Location);
        });
    }

    public LedgerIdentity Create(DealerAccount account, Func<ILedgerDatabase, LedgerIdentity>? fill = null)
    {
        using var database = PostgresDatabase.Open(address, stop: options.Stop);
        database.Guard(() => PostgresTrust.CheckRights(database, address));
        var made = database.RunInTransaction<LedgerIdentity?>(() =>
        {
            Lock(database);
            if (IsThere(database))
                return fill is null ? null : throw LedgerRefusal.CreateTaken(Location);

            // The schema gets no grants. The database's own rights decide who may read it; PostgresTrust makes sure that no other user may change it.
            database.Execute($"CREATE SCHEMA {address.Schema}");
            database.Execute(ScriptTable);
            Apply(database, 0);
            var identity = new LedgerIdentity(Guid.CreateVersion7(options.TimeProvider.GetUtcNow()), 1, account.Hash);
            database.Execute(
                "INSERT INTO meta (id, lineage, account, serial, made_at) VALUES (1, $1, $2, $3, $4)",
                identity.Lineage,
                identity.AccountHash,
                identity.Serial,
                options.TimeProvider.GetUtcNow());
            database.Execute("INSERT INTO lease (id, fence) VALUES (1, 0)");
            if (fill is null)
                return identity;
            database.AllowThinking();
            return fill(database);
        });
        return made ?? database.Guard(() => Examine(database));
    }

    public ILedgerStorage Open(ISerialWitness witness, Guid lineage) => new PostgresStorage(address, options, witness, lineage);

    public LedgerRemains ReadRemains()
    {
        using var database = PostgresDatabase.Open(address);
        return database.Guard(() =>
        {
            PostgresTrust.CheckRights(database, address); // Nothing is read that another user owns or may change.
            var mayBeLedger = HasScripts(database);
            const string Account = "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass('meta') AND attname = 'account' AND NOT attisdropped AND atttypid = 'text'::regtype";
            if (database.ReadNumber(Account) is null)
                return new LedgerRemains(mayBeLedger ? "a damaged ledger that does not name its account" : "another program's schema", mayBeLedger);
            using var meta = database.Query("SELECT account FROM meta");
            return meta.Step() && meta.GetText(0) is { } account
                ? new LedgerRemains("another account's ledger", mayBeLedger, account)
                : new LedgerRemains("a damaged ledger that does not name its account", mayBeLedger);
        });
    }

    public string MoveAside()
    {
        using var database = PostgresDatabase.Open(address, stop: options.Stop);
        database.Guard(() => PostgresTrust.CheckRights(database, address));
        return database.RunInTransaction(() =>
        {
            Lock(database);
            RefuseHeld(database);
            var stem = address.Schema + options.TimeProvider.GetUtcNow().ToString("'_'yyyyMMdd't'HHmmss'z'", CultureInfo.InvariantCulture);
            var aside = stem;
            for (var number = 2; IsThere(database, aside); number++)
                aside = string.Create(CultureInfo.InvariantCulture, $"{stem}_{number}");
            database.Execute($"ALTER SCHEMA {address.Schema} RENAME TO {aside}");
            return aside;
        });
    }

    public void ClearMovedMark(string from)
    {
        using var database = PostgresDatabase.Open(address, stop: options.Stop);
        database.Guard(() =>
        {
            _ = Check(database);
            return database.Execute("UPDATE meta SET moved_to = NULL WHERE moved_to = $1", from);
        });
    }

    public bool WasUsed()
    {
        using var database = PostgresDatabase.Open(address, stop: options.Stop);
        return database.Guard(() => database.ReadNumber(ILedgerPlace.UsedQuery) is not null);
    }

    public LedgerIdentity Adopt()
    {
        using var database = PostgresDatabase.Open(address, stop: options.Stop);
        return database.RunInTransaction(() =>
        {
            database.Execute("UPDATE meta SET serial = serial + 1, adopted_serial = serial + 1");
            return ReadIdentity(database);
        });
    }

    /// <summary>Reads the identity of the ledger.</summary>
    internal static LedgerIdentity ReadIdentity(PostgresDatabase database) => LedgerMark.ReadIdentity(database, database.Address.Location);

    private LedgerIdentity Examine(PostgresDatabase database)
    {
        if (Check(database) < Latest)
            Upgrade(database);
        return ReadIdentity(database);
    }

    /// <summary>Refuses a schema that is not a ledger of IzzyPS, before anything in it is used.</summary>
    /// <returns>The version of the schema's tables.</returns>
    private int Check(PostgresDatabase database)
    {
        PostgresTrust.CheckRights(database, address);
        if (!HasScripts(database))
            throw LedgerRefusal.CreateCorrupt(address.Location, $"the schema {address.Schema} is another program's");
        var version = ReadVersion(database);
        if (version > Latest)
            throw LedgerRefusal.CreateNewer(address.Location, version, Latest);
        PostgresTrust.CheckShape(database, address, [.. Scripts.Take(version)]);
        return version;
    }

    private bool HasScripts(PostgresDatabase database) =>
        database.ReadNumber("SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = 'script'", address.Schema) is not null;

    internal static int ReadVersion(PostgresDatabase database) => (int)database.ReadNumber("SELECT coalesce(max(number), 0) FROM script")!.Value;

    private void Upgrade(PostgresDatabase database)
    {
        using (var reader = PostgresDatabase.Open(address))
        {
            _ = reader.Guard(() =>
            {
                reader.BeginSnapshot();
                return options.KeepBackup(reader, "upgrade");
            });
        }

        _ = database.RunInTransaction(() =>
        {
            Lock(database);
            return Apply(database, ReadVersion(database));
        });
    }

    private int Apply(PostgresDatabase database, int version)
    {
        while (version < Latest)
        {
            database.Execute(Scripts[version++]);
            database.Execute("INSERT INTO script (number, applied_at) VALUES ($1, $2)", (long)version, options.TimeProvider.GetUtcNow());
        }

        return version;
    }

    /// <summary>
    /// Refuses a ledger that a run holds, because the schema must not be renamed during a run. A damaged schema without the tables of the lease
    /// can't be held.
    /// </summary>
    private void RefuseHeld(PostgresDatabase database)
    {
        if (database.ReadNumber("SELECT 1 WHERE to_regclass('runner') IS NULL OR to_regclass('lease') IS NULL") is not null)
            return;
        // This only reads, because a write would run triggers that another user may have made. An expired runner that is just writing has its
        // row locked, and counts as alive.
        _ = database.ReadNumber("SELECT fence FROM lease FOR UPDATE");
        const string Dead = "SELECT fence FROM runner WHERE ended_at IS NULL AND expires_at <= clock_timestamp() FOR UPDATE SKIP LOCKED";
        if (database.ReadNumber($"WITH dead AS ({Dead}) SELECT 1 FROM runner WHERE ended_at IS NULL AND fence NOT IN (SELECT fence FROM dead)") is not null)
            throw new LedgerException(LedgerFault.Leased, $"Another run holds the ledger '{Location}'. Wait for that run to end.");
    }

    private bool IsThere(PostgresDatabase database) => IsThere(database, address.Schema);

    private static bool IsThere(PostgresDatabase database, string schema) =>
        database.ReadNumber("SELECT 1 FROM pg_namespace WHERE nspname = $1", schema) is not null;

    private void Lock(PostgresDatabase database) =>
        database.Query("SELECT pg_advisory_xact_lock($1 # hashtext($2)::bigint)", LockNumber, address.Schema).Dispose();
}
