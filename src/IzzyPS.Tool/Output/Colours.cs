using Spectre.Console;

namespace IzzyPS.Tool.Output;

/// <summary>Decides whether Spectre.Console uses colours. Only code that prints with Spectre.Console calls this class, so that other commands start without loading it.</summary>
internal static class Colours
{
    /// <summary>Turns colours off for a file or a pipe. Spectre.Console itself considers only the variable TERM.</summary>
    internal static void Prepare()
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        AnsiConsole.Profile.Capabilities.Ansi &= !Console.IsOutputRedirected;
    }
}
