
namespace IzzyPS.Files;

/// <summary>
/// The database files that this process has open. On Linux and macOS, SQLite's locks belong to the process: when the process closes any
/// other handle of such a file, the locks are gone, and another process can write at the same time (sqlite.org/howtocorrupt.html, 2.2).
/// So nothing else opens such a file, not even to read its first bytes. A database of another process can be opened and closed: that
/// process keeps its locks.
/// </summary>
internal static class HeldFiles
{
    // The locks of a database in WAL mode are on its -shm file.
    private static readonly string[] Parts = [string.Empty, "-wal", "-shm"];

    private static readonly Lock Gate = new();
    private static readonly List<string> Held = [];

    /// <summary>Notes a connection to a database, before the connection is opened.</summary>
    internal static void Add(string path)
    {
        lock (Gate)
            Held.Add(path);
    }

    /// <summary>Removes one note of a database, after one connection to the database was closed.</summary>
    internal static void Remove(string path)
    {
        lock (Gate)
            _ = Held.Remove(path);
    }

    /// <summary>Opens, reads and closes a file. No database can be noted meanwhile.</summary>
    /// <exception cref="IOException">The file is a database that this process has open.</exception>
    internal static T Read<T>(string path, Func<T> read)
    {
        lock (Gate)
        {
            Refuse(path);
            return read();
        }
    }

    /// <summary>Refuses to open a database that this process has open.</summary>
    /// <exception cref="IOException">The file is such a database.</exception>
    internal static void Refuse(string path)
    {
        lock (Gate)
        {
            if (Held.Count == 0 || !File.Exists(path))
                return;
            var (facts, real) = (FileFacts.Read(path), RealPath.Resolve(path));
            if (Held.SelectMany(held => Parts.Select(part => held + part)).Any(held => IsSame(held, facts, real)))
                throw new IOException($"'{path}' is a ledger that this process has open. Such a file is neither read as another file nor overwritten. Name another file.");
        }
    }

    private static bool IsSame(string held, FileFacts? facts, string real) => facts is not null && FileFacts.Read(held) is { } other
        ? other.Id == facts.Id
        : RealPath.Resolve(held).Equals(real, StringComparison.OrdinalIgnoreCase);
}
