using Spectre.Console;

namespace IzzyPS.Tool.Output;

/// <summary>Where Spectre.Console may use colours. Called by what prints with it, so that what does not print starts without it.</summary>
internal static class Colours
{
    /// <summary>Lets a file or a pipe get text, not colours: Spectre.Console looks at TERM only.</summary>
    internal static void Prepare()
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        AnsiConsole.Profile.Capabilities.Ansi &= !Console.IsOutputRedirected;
    }
}
