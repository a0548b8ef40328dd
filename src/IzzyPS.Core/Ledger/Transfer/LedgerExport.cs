using IzzyPS.Files;
using IzzyPS.Ledger.Transfer;
using IzzyPS.Ledger.Transfer.Adoption;
using IzzyPS.Storage;
using IzzyPS.Storage.Sqlite;

namespace IzzyPS;

/// <summary>The format of a ledger's backup.</summary>
public enum LedgerFormat
{
    /// <summary>A copy of the whole ledger with its history. The copy can replace the ledger.</summary>
    Native = 1,

    /// <summary>A JSON document with the listings, their prices and the creates in doubt. Other programs can read the document too.</summary>
    Json,
}

/// <summary>Backs a ledger up to a file.</summary>
internal static class LedgerExport
{
    /// <summary>
    /// Writes a backup of the ledger as of one moment. A run may write meanwhile. The file appears under its name only when it is complete. It
    /// replaces an earlier backup of the same ledger in the same format; any other file is refused.
    /// </summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="path">The file to write.</param>
    /// <param name="format">The format.</param>
    /// <param name="overwrite">Whether an earlier backup may be replaced.</param>
    /// <param name="own">The files and folders of IzzyPS itself. A backup in them is refused.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="IOException">The file exists already, may not be replaced, or can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write the file.</exception>
    /// <exception cref="LedgerException">The ledger can't be read.</exception>
    internal static void Write(Ledger.ILedger ledger, string path, LedgerFormat format, bool overwrite, IEnumerable<string> own, DateTimeOffset now)
    {
        var place = new OutputFile(path, format == LedgerFormat.Native ? SqliteHeader.BackupKind : JsonBackup.Kind, own);
        if (!overwrite && File.Exists(place.RealPath))
            throw new IOException($"'{path}' is there already. -Force replaces an earlier backup.");
        var identity = ledger.ReadOverview().Identity;
        RefuseOther(place, format, identity);
        PrivateFile.CreateFolderFor(place.RealPath);
        var next = $"{place.RealPath}.{Guid.CreateVersion7(now):N}.new";
        try
        {
            if (format == LedgerFormat.Native)
                ledger.CopyTo(next);
            else
                JsonBackup.Write(identity, ledger.ReadArchive(), next, now);
            place.Check();
            RefuseOther(place, format, identity);
            File.Move(next, place.RealPath, overwrite);
        }
        finally
        {
            File.Delete(next);
        }
    }

    /// <summary>Refuses to replace a backup of another ledger: the file may be the only backup of that ledger.</summary>
    private static void RefuseOther(OutputFile place, LedgerFormat format, LedgerIdentity identity)
    {
        if (!File.Exists(place.RealPath) || new FileInfo(place.RealPath).Length == 0)
            return;
        var found = format == LedgerFormat.Native ? ForeignLedger.ReadOrigin(place.RealPath, TimeProvider.System) : JsonBackup.ReadOrigin(place.RealPath);
        if (found is { } origin && origin.AccountHash == identity.AccountHash && origin.Lineage == identity.Lineage)
            return;
        var what = found is null ? "a backup that does not say from which ledger it was made"
            : found.AccountHash != identity.AccountHash ? "a backup of another dealer account's ledger"
            : "a backup of another ledger of this account, from before a fresh start";
        throw new IOException($"'{place.Path}' is {what}. Such a backup is never replaced. Name another file, or move that file away.");
    }
}
