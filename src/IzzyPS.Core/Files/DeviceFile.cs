using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace IzzyPS.Files;

/// <summary>
/// Opens a device or a pipe for writing. The normal opening of a pipe waits for the pipe's reader, and no signal ends that wait. So the pipe is opened
/// without waiting (<c>O_NONBLOCK</c>), again and again until the reader is there or the time is over.
/// </summary>
internal static class DeviceFile
{
    /// <summary>How long to wait for the reader. A reader that is started together with this process opens the pipe a little later.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    // From Linux's <fcntl.h> and <errno.h>; the same on x64 and arm64.
    private const int WriteOnly = 0x1;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int SetFlags = 4;
    private const int NoReader = 6;

    /// <summary>Opens the device or the pipe.</summary>
    /// <exception cref="IOException">The file can't be opened, or is a pipe that nobody reads.</exception>
    internal static FileStream OpenToWrite(string path) => FileFacts.Read(path) is { Kind: FileKind.Pipe } && !IsOpenAlready(path)
        ? OpenPipe(path, TimeProvider.System)
        : new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

    /// <summary>Whether the process has the file open since its start. The shell then has already connected a reader.</summary>
    private static bool IsOpenAlready(string path) =>
        path is "/dev/stdout" or "/dev/stderr" || path.StartsWith("/dev/fd/", StringComparison.Ordinal);

    private static FileStream OpenPipe(string path, TimeProvider time)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var number = Open(Encoding.UTF8.GetBytes(path + '\0'), WriteOnly | NonBlocking | CloseOnExec);
            if (number >= 0)
            {
                // The reader is there, so from now on a write to a full pipe may wait for it.
                var handle = new SafeFileHandle(number, ownsHandle: true);
                _ = Control(number, SetFlags, WriteOnly);
                return new FileStream(handle, FileAccess.Write);
            }

            var error = Marshal.GetLastPInvokeError();
            if (error != NoReader)
                throw new IOException(new Win32Exception(error).Message);
            if (time.GetElapsedTime(started) > LongestWait)
                throw new IOException("it is a pipe that nobody reads. Start its reader first, or name a file.");
            Thread.Sleep(Rest);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int file, int command, int flags);
}
