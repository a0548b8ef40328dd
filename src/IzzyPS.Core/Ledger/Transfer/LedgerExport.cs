using IzzyPS.Files;
using IzzyPS.Ledger.Transfer;
using IzzyPS.Ledger.Transfer.Adoption;
using IzzyPS.Storage;
using IzzyPS.Storage.Sqlite;

namespace IzzyPS;

/// <summary>How a ledger is backed up.</summary>
public enum LedgerFormat
{
    /// <summary>A whole copy, history included, that can take the ledger's place.</summary>
    Native = 1,

    /// <summary>A JSON document of what is listed, at which prices, and what is in doubt, for other programs too.</summary>
    Json,
}

/// <summary>Backs a ledger up to a file.</summary>
internal static class LedgerExport
{
    /// <summary>
    /// Writes a backup of one moment; a run may go on meanwhile. The file appears when it is whole, and replaces an earlier backup of
    /// the same ledger in the same format and nothing else.
    /// </summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="path">The file.</param>
    /// <param name="format">How.</param>
    /// <param name="overwrite">Whether an earlier backup that is there may be replaced.</param>
    /// <param name="own">What IzzyPS itself keeps: nothing is written there.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="IOException">It is there already, must not be there, or can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
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

    /// <summary>Another ledger's backup may be the only one that there is.</summary>
    private static void RefuseOther(OutputFile place, LedgerFormat format, LedgerIdentity identity)
    {
        if (!File.Exists(place.RealPath) || new FileInfo(place.RealPath).Length == 0)
            return;
        var found = format == LedgerFormat.Native ? ForeignLedger.ReadOrigin(place.RealPath, TimeProvider.System) : JsonBackup.ReadOrigin(place.RealPath);
        if (found is { } origin && origin.AccountHash == identity.AccountHash && origin.Lineage == identity.Lineage)
            return;
        var what = found is null ? "a backup that does not say of which ledger it is"
            : found.AccountHash != identity.AccountHash ? "a backup of another dealer account's ledger"
            : "a backup of another ledger of this account, from before a fresh start";
        throw new IOException($"'{place.Path}' is {what}: it is never replaced. Name another place, or move that file away.");
    }
}
