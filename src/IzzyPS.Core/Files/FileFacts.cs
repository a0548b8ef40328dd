using System.Runtime.InteropServices;
using System.Text;

namespace IzzyPS.Files;

/// <summary>Facts about a file that Linux knows and .NET does not offer.</summary>
/// <param name="Links">The number of names (hard links) of the file.</param>
/// <param name="Kind">The kind of the file.</param>
/// <param name="Id">The identity of the file, independent of its names: the device and the inode number.</param>
internal sealed record FileFacts(uint Links, FileKind Kind, (ulong Device, ulong Number) Id)
{
    // statx(2) and its structure are the same on every processor. glibc has statx since 2.28, musl since 1.1.24.
    private const int CurrentFolder = -100;
    private const uint Wanted = 0x1 | 0x4 | 0x100;
    private const int LinksOffset = 16;
    private const int ModeOffset = 28;
    private const int NumberOffset = 32;
    private const int DeviceOffset = 136;
    private const int Length = 256;
    private const int TypeMask = 0xF000;

    /// <summary>
    /// Whether an existing file is a regular file. If the system has no <c>statx</c>, every file below <c>/dev</c> counts as not regular.
    /// </summary>
    internal static bool IsRegular(string realPath) =>
        Read(realPath) is { } facts ? facts.Kind == FileKind.Regular : OperatingSystem.IsWindows() || !realPath.StartsWith("/dev/", StringComparison.Ordinal);

    /// <summary>
    /// Whether a file has no length: an empty file, a pipe or a device. The file is not opened, because opening a pipe waits for its writer.
    /// </summary>
    internal static bool HasNoLength(string path)
    {
        var file = new FileInfo(path);
        return (file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is FileInfo { Exists: true, Length: 0 };
    }

    /// <summary>Whether an existing file is a pipe or a device. If the system has no <c>statx</c>, an empty file counts as a pipe.</summary>
    internal static bool IsPipeOrDevice(string path) => HasNoLength(path) && Read(path) is not { Kind: FileKind.Regular };

    /// <summary>Asks the system for the facts of a file. Symbolic links are followed.</summary>
    /// <returns>The facts; null when the file is missing or the system has no such call.</returns>
    internal static FileFacts? Read(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            var facts = new byte[Length];
            return StatX(CurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), 0, Wanted, facts) == 0
                ? new FileFacts(
                    MemoryMarshal.Read<uint>(facts.AsSpan(LinksOffset)),
                    (FileKind)(MemoryMarshal.Read<ushort>(facts.AsSpan(ModeOffset)) & TypeMask),
                    (MemoryMarshal.Read<ulong>(facts.AsSpan(DeviceOffset)), MemoryMarshal.Read<ulong>(facts.AsSpan(NumberOffset))))
                : null;
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, [Out] byte[] facts);
}
