using System.Diagnostics;
using System.Text;

namespace IzzyPS.Tests.Tool;

/// <summary><c>izzy sandbox</c> as a process of its own, and the environment that it says to set.</summary>
internal sealed class SandboxProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private SandboxProcess(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
                _log.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>What it printed to be set in another shell.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>What it logged so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public static async Task<SandboxProcess> StartAsync(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(IzzyProcess.Path, ["sandbox", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var sandbox = new SandboxProcess(Process.Start(start)!);
        while (sandbox.Environment.Count < 3)
        {
            var line = await sandbox._process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException(sandbox.Log);
            var (name, value) = line["export ".Length..].Split('=', 2) is [var left, var right] ? (left, right) : throw new InvalidOperationException(line);
            sandbox.Environment[name] = value;
        }

        return sandbox;
    }

    /// <summary>Ctrl+C.</summary>
    /// <returns>How it ended and all that it logged.</returns>
    public async Task<(int ExitCode, string Log)> EndAsync()
    {
        await Process.Start("kill", ["-INT", $"{_process.Id}"]).WaitForExitAsync();
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, Log);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
