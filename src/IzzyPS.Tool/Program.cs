using System.CommandLine;
using IzzyPS.Tool;
using IzzyPS.Tool.Commands;

var root = new RootCommand("Keeps a dealer's stock listed on Izzylease: nothing lost, nothing doubled, nothing closed by mistake.")
{
    SyncCommand.Create(),
    SandboxCommand.Create(),
    DemoCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        await Console.Error.WriteLineAsync($"izzy: {error.Message}").ConfigureAwait(false);
    await Console.Error.WriteLineAsync("izzy: see 'izzy --help' and 'izzy sync --help'.").ConfigureAwait(false);
    return (int)ExitCode.Usage;
}

// The commands see to Ctrl+C and SIGTERM themselves: what is under way is awaited and recorded.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
