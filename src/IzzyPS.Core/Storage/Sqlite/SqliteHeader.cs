using System.Buffers.Binary;
using IzzyPS.Files;

namespace IzzyPS.Storage.Sqlite;

/// <summary>
/// The header of a SQLite file, which says whose the file is: the application id of a ledger, or the one of a backup. A backup becomes
/// a ledger when a run takes the lease on it.
/// </summary>
internal static class SqliteHeader
{
    internal const int Length = 100;

    /// <summary>"IzzL": a ledger that may be in use.</summary>
    internal const int LedgerId = 0x497A7A4C;

    /// <summary>"IzzB": a backup, which a later backup may replace.</summary>
    internal const int BackupId = 0x497A7A42;

    /// <summary>A backup is known by its application id.</summary>
    internal static readonly OutputKind BackupKind = new("an earlier native backup of a ledger", file => ReadId(file.Span) == BackupId);

    private const int ApplicationIdOffset = 68;

    /// <summary>The application id; null where it is no SQLite file.</summary>
    internal static int? ReadId(ReadOnlySpan<byte> header) => header.Length >= Length && header.StartsWith("SQLite format 3\0"u8)
        ? BinaryPrimitives.ReadInt32BigEndian(header[ApplicationIdOffset..])
        : null;

    /// <summary>Marks a copy that nobody has open as a backup, and writes it to the disk.</summary>
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
