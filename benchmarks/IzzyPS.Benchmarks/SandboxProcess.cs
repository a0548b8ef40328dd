using System.Diagnostics;
using System.Globalization;
using IzzyPS.Sandbox;

namespace IzzyPS.Benchmarks;

/// <summary>The sandbox in its own process. Its memory and its threads do not disturb the measured process, just as with the real API.</summary>
internal sealed class SandboxProcess : IAsyncDisposable
{
    /// <summary>The argument that makes this program the sandbox.</summary>
    public const string Role = "--serve";

    private readonly Process _process;

    private SandboxProcess(Process process, Uri address, string clientId, string secret)
    {
        _process = process;
        Account = new DealerAccount(address, clientId);
        Secret = secret;
    }

    public DealerAccount Account { get; }

    public string Secret { get; }

    public static async Task<SandboxProcess> StartAsync(int latency, Action<ProcessStartInfo>? prepare = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [Role, latency.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        prepare?.Invoke(start);
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The sandbox ended at once.");
        var facts = line.Split(' ');
        return new SandboxProcess(process, new Uri(facts[0]), facts[1], facts[2]);
    }

    /// <summary>Serves until standard input ends. It ends when the process ends that started the sandbox.</summary>
    public static async Task<int> ServeAsync(int latency)
    {
        await using var server = SandboxServer.Start(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(latency) });
        Console.WriteLine($"{server.BaseUri} {server.ClientId} {server.ClientSecret}");
        _ = await Console.In.ReadToEndAsync();
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
