using System.Diagnostics;
using System.Globalization;

namespace IzzyPS.Testing.Processes;

/// <summary>
/// A small or read-only disk mounted over a folder. Only processes started in its namespace see it. At first the disk holds the content of
/// the folder. <see cref="Heal"/> copies the files that the processes left there to the folder. Nothing stays mounted after disposal.
/// </summary>
internal sealed class PrivateDisk : IDisposable
{
    private readonly string _folder;
    private readonly Process _holder;
    private readonly bool _isReadOnly;

    private PrivateDisk(string folder, string mount, bool isReadOnly)
    {
        _folder = folder;
        _isReadOnly = isReadOnly;
        var start = new ProcessStartInfo("unshare", [.. Unshare, "sh", "-ec", $"{mount}; echo mounted; exec sleep infinity", folder]) { RedirectStandardOutput = true };
        _holder = Process.Start(start)!;
        if (_holder.StandardOutput.ReadLine() != "mounted")
            throw new InvalidOperationException($"'{folder}' can't be mounted: {mount}");
    }

    /// <summary>Starts a private mount namespace, and a user namespace too for users other than root.</summary>
    internal static string[] Unshare => Environment.IsPrivilegedProcess ? ["-m", "--propagation", "private"] : ["-r", "-m", "--propagation", "private"];

    /// <summary>The command that starts a program in the namespace.</summary>
    internal IReadOnlyList<string> Enter
    {
        get
        {
            var id = _holder.Id.ToString(CultureInfo.InvariantCulture);
            return Environment.IsPrivilegedProcess ? ["nsenter", "-t", id, "-m"] : ["nsenter", "-t", id, "-U", "--preserve-credentials", "-m"];
        }
    }

    /// <summary>Creates a disk with a number of free bytes.</summary>
    internal static PrivateDisk CreateSmall(string folder, long left)
    {
        var used = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(file => RoundToPages(new FileInfo(file).Length));
        var size = Math.Max(RoundToPages(1), used + left).ToString(CultureInfo.InvariantCulture); // 0 would mean no limit.
        return new PrivateDisk(folder, $"mount -t tmpfs -o size={size} tmpfs /mnt; cp -a \"$0\"/. /mnt; mount --bind /mnt \"$0\"", isReadOnly: false);
    }

    /// <summary>Mounts the folder read-only. Even root can't write to it.</summary>
    internal static PrivateDisk CreateReadOnly(string folder) => new(folder, "mount --bind \"$0\" \"$0\"; mount -o remount,ro,bind \"$0\"", isReadOnly: true);

    /// <summary>Ends the fault: files written to the disk are copied to the folder.</summary>
    internal void Heal()
    {
        if (_isReadOnly)
            return;
        var inside = $"/proc/{_holder.Id}/root{_folder}";
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
            File.Delete(file);
        Programs.Run("cp", "-a", inside + "/.", _folder);
    }

    public void Dispose()
    {
        _holder.Kill();
        _holder.WaitForExit();
        _holder.Dispose();
    }

    private static long RoundToPages(long bytes) => (bytes + 4095) / 4096 * 4096;
}
