using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using IzzyPS.Files;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using IzzyPS.Tool.Output;

namespace IzzyPS.Tool.Commands;

/// <summary><c>izzy sandbox</c>: runs the stand-in for the dealer API in the foreground.</summary>
internal static class SandboxCommand
{
    internal const string Name = "sandbox";

    internal const string Description = "Runs a stand-in for the dealer API on loopback until Ctrl+C. It can cause faults.";

    private const int Day = 86_400;

    private static readonly Option<int?> Port = SyncCommand.Count("--port", "The port on 127.0.0.1. The default is any free port.", 0, 65_535);

    private static readonly Option<int?> Latency = SyncCommand.Count("--latency", "The time that each call takes, in ms. The default is 0.", 0, 60_000, "MS");

    private static readonly Option<int?> RateLimit = SyncCommand.Count("--rate-limit", "The most calls per second. Further calls are answered 429. The default is no limit.", 1);

    private static readonly Option<ImmutableArray<SandboxFault>> Faults = new("--fault")
    {
        Description =
            "A fault, such as 'drop after-commit from=3 times=1', '503 on update retry-after=30' or 'delay=2s chance=5%'. "
            + $"The option may be given several times. When several faults fit a request, the first one strikes. The first word is a status, or one of {FaultWords.JoinWords(FaultWords.Kinds)}.",
        HelpName = "TEXT",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result => Parsed(result, token => [SandboxFault.Parse(token)], token => $"--fault '{token}': "),
        DefaultValueFactory = _ => [],
        Validators =
        {
            result =>
            {
                if (result.IdentifierTokenCount > result.Tokens.Count)
                    result.AddError("--fault is given without a text.");
            },
        },
    };

    private static readonly Option<ImmutableArray<SandboxFault>> Schedule = new("--fault-schedule")
    {
        Description = "A file with one fault on each line. These faults follow those of --fault. at=30s for=10s gives a fault its time.",
        HelpName = "FILE",
        CustomParser = result => Parsed(result, ReadSchedule, _ => string.Empty),
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<int?> Seed = SyncCommand.Count("--seed", "The seed for faults with a chance. The same seed gives the same faults in each run. The default is 1.", 0);

    private static readonly Option<int?> TokenLifetime = SyncCommand.Count("--token-lifetime", "How long a token is valid, in seconds. The default is just under 12 hours.", 1, Day, "SECONDS");

    private static readonly Option<bool> PutRevives = new("--put-revives") { Description = "An update of a closed car brings the car back. Otherwise it is answered 404." };

    private static ImmutableArray<SandboxFault> ReadSchedule(string path) =>
        FileName.IsAddress(path) ? throw new FaultTextException($"--fault-schedule {FileName.Fault}.") : FaultFile.Read(path);

    internal static Command Create()
    {
        var command = new Command(Name, Description)
        {
            Port, Latency, RateLimit, Faults, Schedule, Seed, TokenLifetime, PutRevives,
        };
        command.SetAction((parsed, _) => RunAsync(ReadOptions(parsed)));
        return command;
    }

    private static async Task<int> RunAsync(SandboxOptions options)
    {
        using var stop = Stopping.Begin();
        SandboxServer server;
        try
        {
            server = SandboxServer.Start(options, request => Console.Error.WriteLine(SandboxText.DescribeRequest(request)));
        }
        catch (SocketException exception)
        {
            await Console.Error.WriteLineAsync($"izzy: port {options.Port} can't be listened on: {exception.Message}").ConfigureAwait(false);
            return (int)ExitCode.Failed;
        }

        await using (server.ConfigureAwait(false))
        {
            Console.WriteLine($"export IZZYLEASE_API_BASE_URL={server.BaseUri}");
            Console.WriteLine($"export IZZYLEASE_CLIENT_ID={server.ClientId}");
            Console.WriteLine($"export IZZYLEASE_CLIENT_SECRET={server.ClientSecret}");
            await Console.Error.WriteLineAsync("izzy: the sandbox listens; set the lines above in another shell. Ctrl+C ends it.").ConfigureAwait(false);
            foreach (var setting in options.DescribeSettings())
                await Console.Error.WriteLineAsync($"izzy: setting: {setting}").ConfigureAwait(false);
            try
            {
                await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
            }

            foreach (var line in SandboxText.DescribeEnd(server))
                await Console.Error.WriteLineAsync($"izzy: {line}").ConfigureAwait(false);
        }

        return (int)ExitCode.Done;
    }

    private static SandboxOptions ReadOptions(ParseResult parsed)
    {
        var defaults = new SandboxOptions();
        return new SandboxOptions
        {
            Port = parsed.GetValue(Port) ?? defaults.Port,
            Latency = TimeSpan.FromMilliseconds(parsed.GetValue(Latency) ?? 0),
            RateLimit = parsed.GetValue(RateLimit) ?? defaults.RateLimit,
            Faults = [.. parsed.GetValue(Faults), .. parsed.GetValue(Schedule)],
            Seed = parsed.GetValue(Seed) ?? defaults.Seed,
            TokenLifetime = parsed.GetValue(TokenLifetime) is { } seconds ? TimeSpan.FromSeconds(seconds) : defaults.TokenLifetime,
            PutRevives = parsed.GetValue(PutRevives),
        };
    }

    private static ImmutableArray<SandboxFault> Parsed(ArgumentResult result, Func<string, ImmutableArray<SandboxFault>> parse, Func<string, string> where)
    {
        var faults = ImmutableArray.CreateBuilder<SandboxFault>();
        foreach (var token in result.Tokens.Select(token => token.Value))
        {
            try
            {
                faults.AddRange(parse(token));
            }
            catch (FaultTextException exception)
            {
                result.AddError(where(token) + exception.Message);
            }
        }

        return faults.ToImmutable();
    }
}
