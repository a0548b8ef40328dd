using System.Globalization;
using System.Text.RegularExpressions;
using IzzyPS.Files;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IzzyPS.Storage.Sqlite;

/// <summary>Copies of a ledger's file: whole, of one moment, while a run may go on.</summary>
internal static partial class SqliteBackup
{
    /// <summary>So many of those that were kept by themselves stay.</summary>
    private const int Kept = 5;

    private const int NamedFaults = 10;

    /// <summary>Copies a ledger to a file that is not there yet: it appears when it is whole, marked as a backup and on the disk.</summary>
    internal static void Copy(string ledger, string path)
    {
        var next = $"{path}.{Guid.CreateVersion7():N}.new";
        try
        {
            PrivateFile.CreateFolderFor(path);
            PrivateFile.Create(next).Dispose(); // SQLite takes an empty file, and leaves its rights as they are.
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
            // It says against the ledger that it is damaged; that a disk is full, or can't be written, against the copy.
            throw SqliteFaults.Translate(exception, SqliteFaults.GetPrimaryCode(exception) is raw.SQLITE_FULL or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_IOERR ? path : ledger);
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

    /// <summary>Keeps a copy beside the ledger, <c>name.backup-20261121T101500123Z-import.db</c>.</summary>
    /// <returns>Where it is.</returns>
    internal static string Keep(string ledger, string occasion, DateTimeOffset now) =>
        Keep(ledger, occasion, now, backup => Copy(ledger, backup));

    /// <summary>As <see cref="Keep(string, string, DateTimeOffset)"/>, of a ledger that is none of SQLite's.</summary>
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
    /// Deletes the oldest backups that were kept by themselves. Only exact own names: what an operator put beside the ledger stays. The
    /// one just made stays too, though the clock may have been set back.
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

    /// <summary>Reads every page and every reference.</summary>
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
