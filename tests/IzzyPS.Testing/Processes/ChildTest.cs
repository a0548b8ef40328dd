using System.Diagnostics;

namespace IzzyPS.Testing.Processes;

/// <summary>Starts a test assembly again to run one explicit test, which plays another process.</summary>
internal static class ChildTest
{
    /// <summary>Starts it.</summary>
    /// <param name="type">Its class.</param>
    /// <param name="method">The test.</param>
    /// <param name="environment">What it is told.</param>
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
