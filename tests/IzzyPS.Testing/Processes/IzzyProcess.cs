using System.Diagnostics;

namespace IzzyPS.Testing.Processes;

/// <summary>The real tool in its own process.</summary>
internal sealed class IzzyProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private IzzyProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>The folder of the tool: the test project says where its optimised build is. Other programs have the tool beside them.</summary>
    internal static string Folder { get; } = AppContext.GetData("IzzyPS.Testing.ToolFolder") as string ?? AppContext.BaseDirectory;

    internal static string Path { get; } = System.IO.Path.Combine(Folder, OperatingSystem.IsWindows() ? "izzy.exe" : "izzy");

    public static IzzyProcess Start(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments) =>
        StartUnder([], environment, arguments);

    /// <summary>Starts the tool through another program. The path and the arguments of the tool follow the arguments of that program.</summary>
    public static IzzyProcess StartUnder(IReadOnlyList<string> program, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        string[] all = [.. program, Path, .. arguments];
        return StartProgram(all[0], environment, all[1..]);
    }

    /// <summary>Starts another program instead of the tool, such as a copy of the tool.</summary>
    public static IzzyProcess StartProgram(string program, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("IZZYLEASE_", StringComparison.Ordinal) || name.StartsWith("IZZYPS_TEST_", StringComparison.Ordinal)).ToList())
            _ = start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new IzzyProcess(Process.Start(start)!);
    }

    public static async Task<IzzyResult> RunAsync(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        using var izzy = Start(environment, arguments);
        return await izzy.EndAsync();
    }

    /// <summary>Sends SIGKILL: the process ends at once and can't react.</summary>
    public void Kill() => _process.Kill();

    public void Interrupt() => Signal("INT");

    /// <summary>Sends SIGSTOP: the process is suspended, as on a machine that sleeps.</summary>
    public void Stall() => Signal("STOP");

    /// <summary>Sends SIGCONT: the process continues.</summary>
    public void Wake() => Signal("CONT");

    /// <summary>Whether the process is suspended.</summary>
    public bool IsStalled()
    {
        using var ps = Process.Start(new ProcessStartInfo("ps", ["-o", "state=", "-p", $"{_process.Id}"]) { RedirectStandardOutput = true })!;
        return ps.StandardOutput.ReadToEnd().StartsWith('T');
    }

    public async Task<IzzyResult> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3)); // A process that needs longer hangs, even on a busy machine.
        await _process.WaitForExitAsync(limit.Token);
        return new IzzyResult(_process.ExitCode, await _output, await _error);
    }

    /// <summary>Sends a signal by its name: <c>HUP</c>, <c>TERM</c>.</summary>
    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
