using System.Buffers.Binary;
using IzzyPS.Files;

namespace IzzyPS.Storage.Sqlite;

/// <summary>
/// The header of a SQLite file. The application id in the header tells a ledger from a backup of a ledger. A backup becomes a ledger when a run takes
/// the lease on it.
/// </summary>
internal static class SqliteHeader
{
    internal const int Length = 100;

    /// <summary>"IzzL": a ledger that may be in use.</summary>
    internal const int LedgerId = 0x497A7A4C;

    /// <summary>"IzzB": a backup, which a later backup may replace.</summary>
    internal const int BackupId = 0x497A7A42;

    /// <summary>The kind of output file that a backup is, recognised by its application id.</summary>
    internal static readonly OutputKind BackupKind = new("an earlier native backup of a ledger", file => ReadId(file.Span) == BackupId);

    private const int ApplicationIdOffset = 68;

    /// <summary>Reads the application id; null when the file is not a SQLite file.</summary>
    internal static int? ReadId(ReadOnlySpan<byte> header) => header.Length >= Length && header.StartsWith("SQLite format 3\0"u8)
        ? BinaryPrimitives.ReadInt32BigEndian(header[ApplicationIdOffset..])
        : null;

    /// <summary>Marks a copy as a backup and writes the mark to the disk. No connection may have the copy open.</summary>
    internal static void MarkAsBackup(string path)
    {
        Span<byte> id = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(id, BackupId);
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = ApplicationIdOffset;
        file.Write(id);
        file.Flush(flushToDisk: true);
    }
}
