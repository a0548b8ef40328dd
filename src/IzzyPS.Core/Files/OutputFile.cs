
namespace IzzyPS.Files;

/// <summary>
/// The place of a file that is written for the user. The only files that an output replaces are an earlier output of the same kind
/// and an empty file. What a file is, is seen by opening it, but a database that this process has open is refused unopened
/// (<see cref="HeldFiles"/>). Source: SAFETY.md, promise 9.
/// </summary>
internal sealed class OutputFile
{
    // SQLite's names beside a database, and our lock's. A log that appears there is replayed into the database.
    private static readonly string[] SideNames = ["-wal", "-shm", "-journal", ".lock"];

    private readonly OutputKind _kind;
    private readonly IReadOnlyList<string> _own;

    /// <param name="path">Where the user wants it.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="own">Files and folders that nothing may be written to: what is read, the ledger, the data folder's folders.</param>
    /// <exception cref="IOException">It must not be written there; the message has the way out.</exception>
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

    /// <summary>The file that is written: symbolic links are followed, not replaced.</summary>
    internal string RealPath { get; }

    /// <summary>Says why nothing may be written at a place because of its name, whatever is there; null where it may.</summary>
    internal static string? FindNameFault(string realPath, string shown, IEnumerable<string> own)
    {
        if (own.FirstOrDefault(path => Files.RealPath.IsAtOrBelow(realPath, path)) is { } taken)
            return $"'{shown}' is, or is below, '{taken}', which IzzyPS itself reads or keeps: it is never overwritten. Name another place.";
        return SideNames.FirstOrDefault(name => realPath.EndsWith(name, StringComparison.OrdinalIgnoreCase)) is { } side
            ? $"'{shown}' ends in '{side}', as a file beside a ledger does: no other file gets such a name. Name another place."
            : null;
    }

    /// <summary>Refuses a place where something else is. To be asked again right before the file appears.</summary>
    /// <exception cref="IOException">Something else is there.</exception>
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
            throw new IOException($"'{Path}' is a device, a pipe or a socket: it is never replaced. Name a file.");
        }

        if (new FileInfo(RealPath).Length == 0)
            return;
        if (!_kind.IsEarlier(HeldFiles.Read(RealPath, ReadStart)))
            throw new IOException($"'{Path}' is there already and is not {_kind.Name}: it is never replaced. Name another place, or move that file away.");
    }

    private ReadOnlyMemory<byte> ReadStart()
    {
        using var file = new FileStream(RealPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var start = new byte[OutputKind.StartLength];
        return start.AsMemory(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
    }
}
