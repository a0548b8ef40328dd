using System.CommandLine;
using System.Text;
using IzzyPS.Output;
using IzzyPS.Tool;
using IzzyPS.Tool.Commands;
using IzzyPS.Tool.Output;

Console.OutputEncoding = Encoding.UTF8;
OptionHints.FrontEnd = FrontEnd.Tool;
Console.SetError(new TolerantWriter(Console.Error));

const string Description = "Keeps a dealer's stock listed on Izzylease: nothing lost, nothing doubled, nothing closed by mistake.";
(string Name, string Description)[] commands =
[
    (SyncCommand.Name, SyncCommand.Description),
    (StatusCommand.Name, StatusCommand.Description),
    (ResolveCommand.Name, ResolveCommand.Description),
    (MoveLedgerCommand.Name, MoveLedgerCommand.Description),
    (SandboxCommand.Name, SandboxCommand.Description),
    (DemoCommand.Name, DemoCommand.Description),
];
if (ToolHelp.IsAskedFor(args))
{
    ToolHelp.Write(Console.Out, Description, commands);
    return (int)ExitCode.Done;
}

// A command's options are made where the command line has its name: those of all commands would take most of the start.
var root = new RootCommand(Description);
foreach (var (name, description) in commands)
    root.Add(args.Contains(name) ? Create(name) : new Command(name, description));

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync($"izzy: {error.Message}").ConfigureAwait(false);
    var named = parsed.CommandResult.Command == root ? "izzy" : $"izzy {parsed.CommandResult.Command.Name}";
    await Console.Error.WriteLineAsync($"izzy: see '{named} --help'.").ConfigureAwait(false);
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

static Command Create(string name) => name switch
{
    SyncCommand.Name => SyncCommand.Create(),
    StatusCommand.Name => StatusCommand.Create(),
    ResolveCommand.Name => ResolveCommand.Create(),
    MoveLedgerCommand.Name => MoveLedgerCommand.Create(),
    SandboxCommand.Name => SandboxCommand.Create(),
    _ => DemoCommand.Create(),
};
