using System.CommandLine;
using System.Text;
using IzzyPS.Tool;
using IzzyPS.Tool.Commands;
using IzzyPS.Tool.Output;
using Spectre.Console;

// A file or a pipe gets text, not colours: Spectre.Console looks at TERM only.
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
AnsiConsole.Profile.Capabilities.Ansi &= !Console.IsOutputRedirected;
Console.OutputEncoding = Encoding.UTF8;
Console.SetError(new TolerantWriter(Console.Error));

var root = new RootCommand("Keeps a dealer's stock listed on Izzylease: nothing lost, nothing doubled, nothing closed by mistake.")
{
    SyncCommand.Create(),
    StatusCommand.Create(),
    ResolveCommand.Create(),
    MoveLedgerCommand.Create(),
    SandboxCommand.Create(),
    DemoCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync($"izzy: {error.Message}").ConfigureAwait(false);
    var command = parsed.CommandResult.Command == root ? "izzy" : $"izzy {parsed.CommandResult.Command.Name}";
    await Console.Error.WriteLineAsync($"izzy: see '{command} --help'.").ConfigureAwait(false);
    return (int)ExitCode.Usage;
}

// The commands handle signals themselves (StopSignals): requests in flight are awaited and recorded.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
try
{
    return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
}
#pragma warning disable CA1031 // Nobody gets a stack trace instead of a message and an exit code, whatever broke.
catch (Exception exception)
#pragma warning restore CA1031
{
    Failure.SayUnexpected(exception, args.Contains("--verbose"));
    return (int)ExitCode.Failed;
}
