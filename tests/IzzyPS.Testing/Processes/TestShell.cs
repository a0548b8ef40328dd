using System.Diagnostics;
using System.Reflection;

namespace IzzyPS.Testing.Processes;

/// <summary>The PowerShell of the tests and the benchmarks, and its Pester (<c>tests/PowerShell.targets</c>).</summary>
internal static class TestShell
{
    /// <summary>The variable that names another PowerShell, such as <c>pwsh</c> or its full path.</summary>
    internal const string Variable = "IZZYPS_TEST_PWSH";

    /// <summary>Pester's manifest.</summary>
    internal static string Pester => GetExistingPath("TestPester");

    /// <summary>Creates the settings for starting a PowerShell process. Its output is redirected.</summary>
    /// <remarks>
    /// The assembly of PowerShell's .NET tool is started, and not the tool itself. The tool would start the same assembly as a child process,
    /// and the child would survive when the tool is killed.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The build did not restore PowerShell, and no other is named.</exception>
    internal static ProcessStartInfo CreateStartInfo(params IEnumerable<string> arguments)
    {
        var start = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } program
            ? new ProcessStartInfo(program, ["-NoProfile", "-NonInteractive", .. arguments])
            : new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [GetExistingPath("TestPowerShell"), "-NoProfile", "-NonInteractive", .. arguments]);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return start;
    }

    private static string GetExistingPath(string name)
    {
        var path = typeof(TestShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(metadata => metadata.Key == name).Value!;
        return File.Exists(path)
            ? path
            : throw new InvalidOperationException($"There is no {path}. 'dotnet build' restores it; {Variable} names another PowerShell.");
    }
}
