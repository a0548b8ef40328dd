using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IzzyPS.Storage.Sqlite;

/// <summary>
/// Creates, upgrades and checks the tables of a ledger in SQLite. The tables come from numbered scripts (<c>Storage/Schema/Sqlite</c>), each
/// applied in one transaction.
/// </summary>
internal static class SqliteSchema
{
    private static readonly IReadOnlyList<string> Scripts = SchemaScripts.Load("Sqlite");

    /// <summary>
    /// The fingerprints (<see cref="ComputeFingerprint"/>) of a ledger after the first script, after the first two scripts, and so on. Without them, each
    /// start of the program would spend some milliseconds to create the tables in memory and compare. A test computes the fingerprints from the scripts.
    /// </summary>
    internal static readonly IReadOnlyList<string> Fingerprints =
    [
        "BE993F2C2DC16E84A2F2FD269FCCE898778C18686EC449264BF5B15137930E42",
    ];

    /// <summary>The newest version of the schema. The file holds its version in <c>user_version</c>.</summary>
    internal static int Latest => Scripts.Count;

    /// <summary>Creates an empty ledger of an account.</summary>
    internal static LedgerIdentity Make(SqliteDatabase database, string accountHash, DateTimeOffset now)
    {
        Apply(database, Scripts);
        var identity = new LedgerIdentity(Guid.CreateVersion7(now), 1, accountHash);
        return database.RunInTransaction(() =>
        {
            using var insert = database.CreateStatement("INSERT INTO meta (id, lineage, account, serial, made_at) VALUES (1, ?, ?, ?, ?)");
            insert.Bind(identity.Lineage).Bind(identity.AccountHash).Bind(identity.Serial).Bind(now).Run();
            database.Execute("INSERT INTO lease (id, fence) VALUES (1, 0)");
            return identity;
        });
    }

    /// <summary>Applies the scripts that are newer than the ledger's schema.</summary>
    /// <returns>The version of the ledger's schema afterwards.</returns>
    internal static int Apply(SqliteDatabase database) => Apply(database, Scripts);

    /// <summary>Applies those of <paramref name="scripts"/> that are newer than the ledger's schema.</summary>
    internal static int Apply(SqliteDatabase database, IReadOnlyList<string> scripts)
    {
        for (var version = (int)database.ReadNumber("PRAGMA user_version")!.Value + 1; version <= scripts.Count; version++)
        {
            database.RunInTransaction(() =>
            {
                database.Execute(scripts[version - 1]);
                // Only a new file gets the id of a ledger. A backup that is upgraded stays a backup.
                if (version == 1)
                    database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {SqliteHeader.LedgerId}"));
                database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
                return version;
            });
        }

        return scripts.Count;
    }

    /// <summary>Refuses a file whose tables differ from what the scripts create. A view in place of a table could run any SQL.</summary>
    /// <param name="database">The connection to the file.</param>
    /// <param name="version">The number of scripts that created the file, as the file states it.</param>
    /// <exception cref="LedgerException">The message names what is missing, changed or unknown.</exception>
    internal static void Check(SqliteDatabase database, int version)
    {
        var found = Describe(database);
        if (version >= 1 && version <= Fingerprints.Count && ComputeFingerprint(found) == Fingerprints[version - 1])
            return;
        var expected = Make(version);
        List<string> faults =
        [
            .. expected.Keys.Where(name => !found.ContainsKey(name)).Select(name => $"its {name} is missing"),
            .. found.Keys.Where(name => !expected.ContainsKey(name)).Select(name => $"its {name} is not IzzyPS's own"),
            .. expected.Where(pair => found.TryGetValue(pair.Key, out var sql) && sql != pair.Value).Select(pair => $"its {pair.Key} was changed"),
        ];
        if (faults.Count > 0)
            throw LedgerRefusal.CreateCorrupt(database.Path, string.Join("; ", faults.Order(StringComparer.Ordinal).Take(3)));
    }

    /// <summary>Creates the tables in memory and describes them.</summary>
    /// <param name="version">The number of scripts to apply.</param>
    internal static IReadOnlyDictionary<string, string> Make(int version)
    {
        using var database = SqliteDatabase.CreateInMemory();
        Apply(database, [.. Scripts.Take(version)]);
        return Describe(database);
    }

    /// <summary>
    /// Computes a hash of everything in a schema, independent of the order. NUL separates the parts, because neither a name nor SQL can hold a
    /// NUL.
    /// </summary>
    internal static string ComputeFingerprint(IReadOnlyDictionary<string, string> shape)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, sql) in shape.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{sql}\0"));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>
    /// Describes each table, index, trigger and view by the SQL that created it. The tables that ANALYZE creates are SQLite's own and left out.
    /// </summary>
    private static Dictionary<string, string> Describe(SqliteDatabase database)
    {
        var shape = new Dictionary<string, string>(StringComparer.Ordinal);
        using var rows = database.CreateStatement("SELECT type || ' ' || name, tbl_name || ' ' || coalesce(sql, '') FROM sqlite_master WHERE type <> 'table' OR name NOT IN ('sqlite_stat1', 'sqlite_stat4')");
        while (rows.Step())
            shape[rows.GetText(0)!] = rows.GetText(1)!;
        return shape;
    }

    /// <summary>Reads the identity of the ledger.</summary>
    internal static LedgerIdentity ReadIdentity(SqliteDatabase database) => LedgerMark.ReadIdentity(database, database.Path);
}
