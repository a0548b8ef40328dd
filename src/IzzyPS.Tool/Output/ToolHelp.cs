namespace IzzyPS.Tool.Output;

/// <summary>
/// Writes the help of <c>izzy</c> itself, in the layout of System.CommandLine. Its own help takes System.CommandLine as long as the
/// rest of the start. The help of the commands still comes from System.CommandLine.
/// </summary>
internal static class ToolHelp
{
    /// <summary>Whether a command line asks only for this help.</summary>
    internal static bool IsAskedFor(string[] arguments) => arguments is ["--help" or "-h" or "-?"];

    /// <summary>Writes the help.</summary>
    /// <param name="writer">The output.</param>
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
