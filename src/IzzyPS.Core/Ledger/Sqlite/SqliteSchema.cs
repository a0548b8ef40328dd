using System.Globalization;

namespace IzzyPS.Ledger.Sqlite;

/// <summary>The ledger's tables: numbered scripts (<c>Ledger/Schema/Sqlite</c>), each applied in one transaction.</summary>
internal static class SqliteSchema
{
    private static readonly IReadOnlyList<string> Scripts = SchemaScripts.Load("Sqlite");

    /// <summary>The newest version; <c>user_version</c> in the file.</summary>
    internal static int Latest => Scripts.Count;

    /// <summary>Makes an empty ledger of an account.</summary>
    internal static LedgerIdentity Make(SqliteDatabase database, string accountHash, DateTimeOffset now)
    {
        Apply(database, Scripts);
        var identity = new LedgerIdentity(Guid.CreateVersion7(now), 1, accountHash);
        return database.InTransaction(() =>
        {
            using var insert = database.Once("INSERT INTO meta (id, lineage, account, serial, made_at) VALUES (1, ?, ?, ?, ?)");
            insert.Bind(identity.Lineage).Bind(identity.AccountHash).Bind(identity.Serial).Bind(now).Run();
            database.Execute("INSERT INTO lease (id, fence) VALUES (1, 0)");
            return identity;
        });
    }

    /// <summary>Applies the scripts that the ledger has not seen.</summary>
    /// <returns>The version that it has now.</returns>
    internal static int Apply(SqliteDatabase database) => Apply(database, Scripts);

    /// <summary>Applies those of <paramref name="scripts"/> that the ledger has not seen.</summary>
    internal static int Apply(SqliteDatabase database, IReadOnlyList<string> scripts)
    {
        for (var version = (int)database.Number("PRAGMA user_version")!.Value + 1; version <= scripts.Count; version++)
        {
            database.InTransaction(() =>
            {
                database.Execute(scripts[version - 1]);
                // A backup that is brought up to date stays a backup.
                if (version == 1)
                    database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {SqliteHeader.LedgerId}"));
                database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
                return version;
            });
        }

        return scripts.Count;
    }

    /// <summary>What the ledger says of itself.</summary>
    internal static LedgerIdentity Identity(SqliteDatabase database) => LedgerMark.ReadIdentity(database, database.Path);
}
