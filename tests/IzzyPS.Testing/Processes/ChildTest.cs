using System.Diagnostics;

namespace IzzyPS.Testing.Processes;

/// <summary>Starts a test assembly as a child process, to run one explicit test there.</summary>
internal static class ChildTest
{
    /// <summary>Starts the child process.</summary>
    /// <param name="type">The class of the test.</param>
    /// <param name="method">The test.</param>
    /// <param name="environment">The environment variables of the child process.</param>
    internal static Process Start(Type type, string method, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo("dotnet", [type.Assembly.Location, "-explicit", "only", "-method", $"{type.FullName}.{method}"])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
