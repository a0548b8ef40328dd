using System.Globalization;
using System.Text.RegularExpressions;
using IzzyPS.Files;
using SQLitePCL;

namespace IzzyPS.Storage.Sqlite;

/// <summary>Copies a ledger's file. A copy is complete and shows the ledger at one moment, even while a run writes.</summary>
internal static partial class SqliteBackup
{
    /// <summary>How many automatic backups are kept.</summary>
    private const int Kept = 5;

    private const int NamedFaults = 10;

    /// <summary>Copies a ledger to a new file. The file appears only when the copy is complete, marked as a backup and written to the disk.</summary>
    internal static void Copy(string ledger, string path)
    {
        var next = $"{path}.{Guid.CreateVersion7():N}.new";
        try
        {
            PrivateFile.CreateFolderFor(path);
            PrivateFile.Create(next).Dispose(); // SQLite fills an empty file and keeps the file's rights.
            using (var database = SqliteDatabase.Read(ledger))
            {
                using var copy = database.CreateStatement("VACUUM INTO ?");
                _ = copy.Bind(next).Run();
            }

            SqliteHeader.MarkAsBackup(next);
            File.Move(next, path);
        }
        catch (SqliteException exception)
        {
            // A full or read-only disk concerns the copy. Any other error, such as damage, concerns the ledger.
            throw SqliteFaults.Translate(exception, exception.Code is raw.SQLITE_FULL or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_IOERR ? path : ledger);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SqliteFaults.Translate((SystemException)exception, path);
        }
        finally
        {
            File.Delete(next);
        }
    }

    /// <summary>Keeps an automatic backup beside the ledger, for example <c>name.backup-20261121T101500123Z-import.db</c>.</summary>
    /// <returns>The path of the backup.</returns>
    internal static string Keep(string ledger, string occasion, DateTimeOffset now) =>
        Keep(ledger, occasion, now, backup => Copy(ledger, backup));

    /// <summary>As <see cref="Keep(string, string, DateTimeOffset)"/>, for a ledger that is not in SQLite.</summary>
    internal static string Keep(string ledger, string occasion, DateTimeOffset now, Action<string> copy)
    {
        var (folder, stem, extension) = (Path.GetDirectoryName(ledger)!, Path.GetFileNameWithoutExtension(ledger), Path.GetExtension(ledger));
        var time = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var backup = Path.Combine(folder, $"{stem}.backup-{time}-{occasion}{extension}");
        copy(backup);
        Prune(folder, $"{stem}.backup-", extension, backup);
        return backup;
    }

    /// <summary>
    /// Deletes the oldest automatic backups. Only files with exactly the names that IzzyPS gives are deleted, so an operator's own files stay. The backup
    /// that was just made stays too: its name is not the newest when the clock was set back.
    /// </summary>
    private static void Prune(string folder, string start, string extension, string justMade)
    {
        var older = Directory.GetFiles(folder).Where(file => file != justMade && IsOwnName(Path.GetFileName(file), start, extension));
        foreach (var old in older.Order(StringComparer.Ordinal).SkipLast(Kept - 1))
            File.Delete(old);
    }

    private static bool IsOwnName(string name, string start, string extension) =>
        name.Length > start.Length + extension.Length
        && name.StartsWith(start, StringComparison.Ordinal)
        && name.EndsWith(extension, StringComparison.Ordinal)
        && OwnMiddle().IsMatch(name.AsSpan(start.Length, name.Length - start.Length - extension.Length));

    [GeneratedRegex(@"^[0-9]{8}T[0-9]{9}Z-(?:import|upgrade)\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnMiddle();

    /// <summary>Checks every page and every reference between tables, and describes the damage.</summary>
    internal static IReadOnlyList<string> FindDamage(SqliteDatabase database)
    {
        try
        {
            var faults = new List<string>();
            using var pages = database.CreateStatement(string.Create(CultureInfo.InvariantCulture, $"PRAGMA integrity_check({NamedFaults})"));
            while (pages.Step())
            {
                if (pages.GetText(0) is { } fault and not "ok")
                    faults.Add(fault);
            }

            using var references = database.CreateStatement("SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1");
            while (references.Step())
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{references.GetInt64(1)} rows of {references.GetText(0)} refer to nothing"));
            return faults;
        }
        catch (SqliteException exception)
        {
            return [exception.Message];
        }
    }
}
