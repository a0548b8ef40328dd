using System.CommandLine;
using System.Globalization;
using IzzyPS.Sandbox;

namespace IzzyPS.Tool.Commands;

/// <summary><c>izzy sandbox</c>: the stand-in for the dealer API in the foreground.</summary>
internal static class SandboxCommand
{
    internal static Command Create()
    {
        var port = new Option<int>("--port")
        {
            Description = "The port on 127.0.0.1; any free one by default.",
            HelpName = "N",
        };
        var latency = new Option<int>("--latency")
        {
            Description = "How long each call takes, in ms; 0 by default.",
            HelpName = "MS",
        };
        var command = new Command("sandbox", "Runs a stand-in for the dealer API on loopback, until Ctrl+C.") { port, latency };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(port), parsed.GetValue(latency)));
        return command;
    }

    private static async Task<int> RunAsync(int port, int latency)
    {
        if (port is < 0 or > 65535 || latency < 0)
        {
            await Console.Error.WriteLineAsync("izzy: --port is 0 to 65535, --latency is 0 or more.").ConfigureAwait(false);
            return (int)ExitCode.Usage;
        }

        using var stop = new StopSignals();
        SandboxServer server;
        try
        {
            var options = new SandboxOptions { Port = port, Latency = TimeSpan.FromMilliseconds(latency) };
            server = SandboxServer.Start(options, request => Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Method,-6} {request.Path} {request.Status} {request.Duration.TotalMilliseconds:0.0} ms{(request.Fault is null ? string.Empty : $" {request.Fault}")}")));
        }
        catch (System.Net.Sockets.SocketException exception)
        {
            await Console.Error.WriteLineAsync($"izzy: port {port} can't be listened on: {exception.Message}").ConfigureAwait(false);
            return (int)ExitCode.Failed;
        }

        await using (server.ConfigureAwait(false))
        {
            Console.WriteLine($"export IZZYLEASE_API_BASE_URL={server.BaseUri}");
            Console.WriteLine($"export IZZYLEASE_CLIENT_ID={server.ClientId}");
            Console.WriteLine($"export IZZYLEASE_CLIENT_SECRET={server.ClientSecret}");
            await Console.Error.WriteLineAsync("izzy: the sandbox listens; set the lines above in another shell. Ctrl+C ends it.").ConfigureAwait(false);
            try
            {
                await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
            }

            await Console.Error.WriteLineAsync($"izzy: {server.ActiveCars.Count} cars were listed when the sandbox ended.").ConfigureAwait(false);
        }

        return (int)ExitCode.Done;
    }
}
