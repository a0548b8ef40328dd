using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace IzzyPS.Files;

/// <summary>
/// Reads a pipe to its end. The normal opening of a named pipe waits for the pipe's writer, and no signal ends that wait. So the pipe is opened without waiting
/// (<c>O_NONBLOCK</c>), and the reading can be stopped at any time. Linux only.
/// </summary>
internal static class PipeFile
{
    /// <summary>How long to wait for the writer of a named pipe.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    // From Linux's <fcntl.h>, <poll.h> and <errno.h>; the same on x64 and arm64.
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const short Readable = 0x1;
    private const int MillisecondsToWait = 100;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int BlockSize = 64 * 1024;

    /// <summary>Whether a path names a pipe.</summary>
    internal static bool IsPipe(string path) => FileFacts.Read(path) is { Kind: FileKind.Pipe };

    /// <summary>Copies all bytes of a pipe.</summary>
    /// <param name="path">The path of the pipe.</param>
    /// <param name="write">Receives each block.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="IOException">The pipe can't be read, or nobody writes to it.</exception>
    internal static void Read(string path, Action<ReadOnlySpan<byte>> write, CancellationToken cancellationToken)
    {
        using var pipe = new SafeFileHandle(Open(Encoding.UTF8.GetBytes(path + '\0'), NonBlocking | CloseOnExec), ownsHandle: true);
        if (pipe.IsInvalid)
            throw new IOException(new Win32Exception(Marshal.GetLastPInvokeError()).Message);
        // A pipe that the process was started with has had its writer already.
        var hadWriter = path is "/dev/stdin" || path.StartsWith("/dev/fd/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);
        var started = TimeProvider.System.GetTimestamp();
        var block = new byte[BlockSize];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = Read(pipe, block, block.Length);
            if (read > 0)
            {
                hadWriter = true;
                write(block.AsSpan(0, (int)read));
            }
            else if (read < 0)
            {
                hadWriter = true;
                WaitForMore(pipe, Marshal.GetLastPInvokeError());
            }
            else if (hadWriter)
            {
                return;
            }
            else if (TimeProvider.System.GetElapsedTime(started) > LongestWait)
            {
                throw new IOException("it is a pipe to which nobody writes. Start its writer first.");
            }
            else
            {
                cancellationToken.WaitHandle.WaitOne(Rest);
            }
        }
    }

    private static void WaitForMore(SafeFileHandle pipe, int error)
    {
        if (error is not (TryAgain or Interrupted))
            throw new IOException(new Win32Exception(error).Message);
        var asked = new Polled { File = (int)pipe.DangerousGetHandle(), Events = Readable };
        _ = Poll(ref asked, 1, MillisecondsToWait);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Read(SafeFileHandle file, [Out] byte[] buffer, nint count);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref Polled file, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Polled
    {
        public int File;
        public short Events;
        public short Returned;
    }
}
