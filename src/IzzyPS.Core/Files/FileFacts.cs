using System.Runtime.InteropServices;
using System.Text;

namespace IzzyPS.Files;

/// <summary>What Linux says of a file and .NET does not tell.</summary>
/// <param name="Links">How many names the file has.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The file itself, whatever its name: its device and its number there.</param>
internal sealed record FileFacts(uint Links, FileKind Kind, (ulong Device, ulong Number) Id)
{
    // statx(2) and its structure are the same on each processor. glibc has it since 2.28, musl since 1.1.24.
    private const int CurrentFolder = -100;
    private const uint Wanted = 0x1 | 0x4 | 0x100;
    private const int LinksOffset = 16;
    private const int ModeOffset = 28;
    private const int NumberOffset = 32;
    private const int DeviceOffset = 136;
    private const int Length = 256;
    private const int TypeMask = 0xF000;

    /// <summary>
    /// Whether a file that is there is a regular one. Where the system has no such call, what lies below <c>/dev</c> is none.
    /// </summary>
    internal static bool IsRegular(string realPath) =>
        Of(realPath) is { } facts ? facts.Kind == FileKind.Regular : OperatingSystem.IsWindows() || !realPath.StartsWith("/dev/", StringComparison.Ordinal);

    /// <summary>Reads them.</summary>
    /// <returns>Null where the file is missing or the system has no such call.</returns>
    internal static FileFacts? Of(string path)
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
