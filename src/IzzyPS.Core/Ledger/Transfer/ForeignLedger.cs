using System.Globalization;
using IzzyPS.Storage;
using IzzyPS.Storage.Sqlite;

namespace IzzyPS.Ledger.Transfer;

/// <summary>
/// Reads a ledger's file that somebody else may have made or changed. It is read only, also where it is of an older version: then a copy
/// is brought up to date, after its tables were compared with those of that version.
/// </summary>
internal static class ForeignLedger
{
    private const long LargestFile = 16L * 1024 * 1024 * 1024;

    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);

    /// <summary>A ledger of a million vehicles is read in less than a minute.</summary>
    private static readonly TimeSpan LongestReading = TimeSpan.FromMinutes(10);

    /// <summary>Reads it whole.</summary>
    /// <exception cref="LedgerException">It is damaged, of a newer version, or no ledger.</exception>
    internal static (LedgerIdentity Identity, IReadOnlyList<ArchivedVehicle> Vehicles) Read(string path, TimeProvider time)
    {
        var file = new SqliteFile(path, time);
        var version = file.ReadHeader();
        if (version > SqliteSchema.Latest)
            throw LedgerRefusal.CreateNewer(path, version, SqliteSchema.Latest);
        if (new FileInfo(path).Length > LargestFile)
            throw LedgerRefusal.CreateCorrupt(path, string.Create(CultureInfo.InvariantCulture, $"it has more than {LargestFile:N0} bytes"));

        using var database = SqliteDatabase.ReadForeign(path, time, LongestReading);
        return database.Guard(() =>
        {
            SqliteSchema.Check(database, version);
            file.CheckPages(database);
            return version < SqliteSchema.Latest ? ReadUpgraded(database) : ReadAll(database);
        });
    }

    /// <summary>Which ledger a native backup was made of, of whatever version; null where it does not say.</summary>
    internal static BackupOrigin? ReadOrigin(string path, TimeProvider time)
    {
        try
        {
            using var database = SqliteDatabase.ReadForeign(path, time, LongestLook);
            return database.Guard(() =>
            {
                using var meta = database.CreateStatement("SELECT account, lineage FROM meta");
                return meta.Step() && meta.GetText(0) is { } account && Guid.TryParse(meta.GetText(1), out var lineage) ? new BackupOrigin(account, lineage) : null;
            });
        }
        catch (LedgerException exception) when (exception.Fault == LedgerFault.Corrupt)
        {
            return null;
        }
    }

    private static (LedgerIdentity Identity, IReadOnlyList<ArchivedVehicle> Vehicles) ReadUpgraded(SqliteDatabase database)
    {
        var folder = Directory.CreateTempSubdirectory("izzyps-import-");
        try
        {
            var path = Path.Combine(folder.FullName, "ledger.db");
            using (var copying = database.CreateStatement("VACUUM INTO ?"))
                _ = copying.Bind(path).Run();
            using var copy = SqliteDatabase.Write(path);
            _ = SqliteSchema.Apply(copy);
            return ReadAll(copy);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (LedgerIdentity Identity, IReadOnlyList<ArchivedVehicle> Vehicles) ReadAll(SqliteDatabase database) =>
        (SqliteSchema.ReadIdentity(database), [.. ArchiveReader.Read(database)]);
}
