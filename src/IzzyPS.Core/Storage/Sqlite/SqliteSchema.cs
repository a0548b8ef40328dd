using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IzzyPS.Storage.Sqlite;

/// <summary>The ledger's tables: numbered scripts (<c>Storage/Schema/Sqlite</c>), each applied in one transaction.</summary>
internal static class SqliteSchema
{
    private static readonly IReadOnlyList<string> Scripts = SchemaScripts.Load("Sqlite");

    /// <summary>
    /// The <see cref="ComputeFingerprint"/> of a ledger that was made by the first script, by the first two, and so on. Making the tables in memory to
    /// compare with would cost each start of the program some milliseconds. A test computes these from the scripts.
    /// </summary>
    internal static readonly IReadOnlyList<string> Fingerprints =
    [
        "5EE0BBDB57C3AD3EF488FD947D76F1EF0D38B918D22813C5153DA46A050FC2A5",
    ];

    /// <summary>The newest version; <c>user_version</c> in the file.</summary>
    internal static int Latest => Scripts.Count;

    /// <summary>Makes an empty ledger of an account.</summary>
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

    /// <summary>Applies the scripts that the ledger has not seen.</summary>
    /// <returns>The version that it has now.</returns>
    internal static int Apply(SqliteDatabase database) => Apply(database, Scripts);

    /// <summary>Applies those of <paramref name="scripts"/> that the ledger has not seen.</summary>
    internal static int Apply(SqliteDatabase database, IReadOnlyList<string> scripts)
    {
        for (var version = (int)database.ReadNumber("PRAGMA user_version")!.Value + 1; version <= scripts.Count; version++)
        {
            database.RunInTransaction(() =>
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

    /// <summary>Refuses a file whose tables are not as our scripts make them: a view in a table's place would run what it likes.</summary>
    /// <param name="database">The file.</param>
    /// <param name="version">The number of scripts that it says it was made by.</param>
    /// <exception cref="LedgerException">It names what is missing, different or too much.</exception>
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

    /// <summary>The tables that our scripts make.</summary>
    /// <param name="version">The number of scripts.</param>
    internal static IReadOnlyDictionary<string, string> Make(int version)
    {
        using var database = SqliteDatabase.CreateInMemory();
        Apply(database, [.. Scripts.Take(version)]);
        return Describe(database);
    }

    /// <summary>A hash of everything in a schema, whatever its order. Names and words can hold no NUL.</summary>
    internal static string ComputeFingerprint(IReadOnlyDictionary<string, string> shape)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, sql) in shape.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{sql}\0"));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Each thing with the words that made it. What ANALYZE leaves is SQLite's own.</summary>
    private static Dictionary<string, string> Describe(SqliteDatabase database)
    {
        var shape = new Dictionary<string, string>(StringComparer.Ordinal);
        using var rows = database.CreateStatement("SELECT type || ' ' || name, tbl_name || ' ' || coalesce(sql, '') FROM sqlite_master WHERE type <> 'table' OR name NOT IN ('sqlite_stat1', 'sqlite_stat4')");
        while (rows.Step())
            shape[rows.GetText(0)!] = rows.GetText(1)!;
        return shape;
    }

    /// <summary>What the ledger says of itself.</summary>
    internal static LedgerIdentity ReadIdentity(SqliteDatabase database) => LedgerMark.ReadIdentity(database, database.Path);
}
