namespace IzzyPS.TestHooks;

/// <summary>How a test brings the hooks into a program that it starts.</summary>
public static class Hook
{
    /// <summary>The variable of .NET that names assemblies which are called before a program's main method.</summary>
    public const string Variable = "DOTNET_STARTUP_HOOKS";

    /// <summary>This assembly.</summary>
    public static string Path => typeof(Hook).Assembly.Location;
}
