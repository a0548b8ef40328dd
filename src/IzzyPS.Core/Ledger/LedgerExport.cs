using IzzyPS.Ledger.Adoption;

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
    /// <summary>Writes a backup of one moment; a run may go on meanwhile. The file appears, or replaces the old one, when it is whole.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="path">The file.</param>
    /// <param name="format">How.</param>
    /// <param name="overwrite">Whether a file that is there may be replaced.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="IOException">It is there already, or can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    /// <exception cref="Ledger.LedgerException">The ledger can't be read.</exception>
    internal static void Write(Ledger.ILedger ledger, string path, LedgerFormat format, bool overwrite, DateTimeOffset now)
    {
        if (!overwrite && File.Exists(path))
            throw new IOException($"'{path}' is there already.");
        Ledger.DataFolder.Prepare(path);
        var next = $"{path}.{Guid.CreateVersion7(now):N}.new";
        try
        {
            if (format == LedgerFormat.Native)
                ledger.CopyTo(next);
            else
                JsonBackup.Write(ledger.Overview().Identity, ledger.Archive(), next, now);
            File.Move(next, path, overwrite);
        }
        finally
        {
            File.Delete(next);
        }
    }
}
