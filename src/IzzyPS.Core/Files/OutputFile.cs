
namespace IzzyPS.Files;

/// <summary>
/// The place of a file that is written for the user. The only files that an output replaces are an earlier output of the same kind
/// and an empty file. The kind of an existing file is read from the file's first bytes. A database that this process has open is refused without being
/// opened (<see cref="HeldFiles"/>). Source: SAFETY.md, promise 9.
/// </summary>
internal sealed class OutputFile
{
    // The endings of SQLite's files beside a database, and of the lock file. SQLite would replay an output that appears as a log into the database.
    private static readonly string[] SideNames = ["-wal", "-shm", "-journal", ".lock"];

    private readonly OutputKind _kind;
    private readonly IReadOnlyList<string> _own;

    /// <summary>Names the place of a file, and checks the place.</summary>
    /// <param name="path">The path that the user gave.</param>
    /// <param name="kind">The kind of the file.</param>
    /// <param name="own">The files and folders that must not be overwritten: the input files, the ledger, the folders of the data folder.</param>
    /// <exception cref="IOException">Nothing may be written there. The message says what to do.</exception>
    internal OutputFile(string path, OutputKind kind, IEnumerable<string> own)
    {
        Path = System.IO.Path.GetFullPath(path);
        RealPath = Files.RealPath.Resolve(Path);
        _kind = kind;
        _own = [.. own.Select(Files.RealPath.Resolve)];
        Check();
    }

    /// <summary>The place as the user named it.</summary>
    internal string Path { get; }

    /// <summary>The path of the file that is written. Symbolic links are followed, not replaced.</summary>
    internal string RealPath { get; }

    /// <summary>Explains why the name of a place forbids writing there, independent of what exists there; null when the name is allowed.</summary>
    internal static string? FindNameFault(string realPath, string shown, IEnumerable<string> own)
    {
        if (own.FirstOrDefault(path => Files.RealPath.IsAtOrBelow(realPath, path)) is { } taken)
            return $"'{shown}' is, or is below, '{taken}', which IzzyPS itself reads or keeps. This place is never overwritten. Name another place.";
        return SideNames.FirstOrDefault(name => realPath.EndsWith(name, StringComparison.OrdinalIgnoreCase)) is { } side
            ? $"'{shown}' ends in '{side}', like a file beside a ledger. No output may have such a name. Name another place."
            : null;
    }

    /// <summary>Refuses a place that holds something else. The caller checks again right before the file appears.</summary>
    /// <exception cref="IOException">Something else is at this place.</exception>
    internal void Check()
    {
        if (FindNameFault(RealPath, Path, _own) is { } fault)
            throw new IOException(fault);
        if (!File.Exists(RealPath))
            return;
        if (!FileFacts.IsRegular(RealPath))
        {
            if (_kind.CanGoToDevices && FileFacts.Read(RealPath)?.Kind is null or FileKind.Pipe or FileKind.CharacterDevice)
                return;
            throw new IOException($"'{Path}' is a device, a pipe or a socket, which is never replaced. Name a file.");
        }

        if (new FileInfo(RealPath).Length == 0)
            return;
        if (!_kind.IsEarlier(HeldFiles.Read(RealPath, ReadStart)))
            throw new IOException($"'{Path}' exists already and is not {_kind.Name}. Such a file is never replaced. Name another place, or move that file away.");
    }

    private ReadOnlyMemory<byte> ReadStart()
    {
        using var file = new FileStream(RealPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var start = new byte[OutputKind.StartLength];
        return start.AsMemory(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
    }
}
