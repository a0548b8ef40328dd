namespace IzzyPS.Tool.Output;

/// <summary>
/// The help of <c>izzy</c> itself, laid out as System.CommandLine does it for the commands. System.CommandLine takes as long for it as
/// the rest of the start together.
/// </summary>
internal static class ToolHelp
{
    /// <summary>Whether a command line asks for this help, and for nothing else.</summary>
    internal static bool IsAskedFor(string[] arguments) => arguments is ["--help" or "-h" or "-?"];

    /// <summary>Writes it.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="description">What the tool does.</param>
    /// <param name="commands">The names of the commands and what they do.</param>
    internal static void Write(TextWriter writer, string description, (string Name, string Description)[] commands)
    {
        writer.WriteLine($"Description:\n  {description}\n\nUsage:\n  izzy [command] [options]\n\nOptions:");
        writer.WriteLine("  -?, -h, --help  Show help and usage information\n  --version       Show version information\n\nCommands:");
        var width = 0;
        foreach (var command in commands)
            width = Math.Max(width, command.Name.Length);
        foreach (var command in commands)
            writer.WriteLine($"  {command.Name.PadRight(width)}  {command.Description}");
        writer.WriteLine();
    }
}
