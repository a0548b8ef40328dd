using System.CommandLine;
using System.Text;
using IzzyPS.Tool;
using IzzyPS.Tool.Commands;
using IzzyPS.Tool.Output;

Console.OutputEncoding = Encoding.UTF8;
Console.SetError(new TolerantWriter(Console.Error));

var root = new RootCommand("Keeps a dealer's stock listed on Izzylease: nothing lost, nothing doubled, nothing closed by mistake.")
{
    Named(SyncCommand.Name, SyncCommand.Description, SyncCommand.Create),
    Named(StatusCommand.Name, StatusCommand.Description, StatusCommand.Create),
    Named(ResolveCommand.Name, ResolveCommand.Description, ResolveCommand.Create),
    Named(MoveLedgerCommand.Name, MoveLedgerCommand.Description, MoveLedgerCommand.Create),
    Named(SandboxCommand.Name, SandboxCommand.Description, SandboxCommand.Create),
    Named(DemoCommand.Name, DemoCommand.Description, DemoCommand.Create),
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
    Failure.Say(exception, args.Contains("--verbose"));
    return (int)ExitCode.Failed;
}

// The help of `izzy` itself shows names only. A command's options are made where the command line has its name: they take most of the start.
Command Named(string name, string description, Func<Command> create) => args.Contains(name) ? create() : new Command(name, description);
