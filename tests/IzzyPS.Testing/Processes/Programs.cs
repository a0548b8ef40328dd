using System.Diagnostics;

namespace IzzyPS.Testing.Processes;

/// <summary>The programs of the system that cause faults, on machines that have them and permit their use.</summary>
internal static class Programs
{
    /// <summary>The reason why strace can't inject faults here. Null when it can.</summary>
    internal static string? WhyNoStrace { get; } =
        !OperatingSystem.IsLinux() ? "NOT TESTED: faults of system calls are injected by strace, which only Linux has."
        : !Succeeds("strace", "-f", "-o", "/dev/null", "-e", "trace=pwrite64", "-e", "inject=pwrite64:error=EIO:when=999", "true")
            ? "NOT TESTED: faults of system calls (disk full, I/O errors): there is no strace, or it may not trace; Debian: apt-get install strace."
        : null;

    /// <summary>The reason why no private disk can be mounted here. Null when one can.</summary>
    internal static string? WhyNoMount { get; } =
        !OperatingSystem.IsLinux() ? "NOT TESTED: a small or read-only disk is mounted in its own mount namespace, which only Linux has."
        : !Succeeds("unshare", [.. PrivateDisk.Unshare, "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/mnt"])
            ? "NOT TESTED: a full or read-only disk: this user may not mount in its own namespace. It needs root, or user namespaces."
        : null;

    /// <summary>Runs a program to its end.</summary>
    internal static void Run(string program, params IEnumerable<string> arguments)
    {
        if (!Succeeds(program, arguments))
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed.");
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>The standard output of the program.</returns>
    internal static string ReadOutput(IReadOnlyList<string> all)
    {
        var start = new ProcessStartInfo(all[0], all.Skip(1)) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return said;
    }

    private static bool Succeeds(string program, params IEnumerable<string> arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            _ = process.StandardOutput.ReadToEndAsync();
            _ = process.StandardError.ReadToEndAsync();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // The program is not installed.
        }
    }
}
