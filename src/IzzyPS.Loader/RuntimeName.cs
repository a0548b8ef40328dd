using System.Runtime.InteropServices;

namespace IzzyPS.Loader;

/// <summary>The system and the processor that a file is built for, as NuGet names them: <c>linux-x64</c>, <c>win-arm64</c>.</summary>
internal static class RuntimeName
{
    /// <summary>The name for the running process.</summary>
    internal static string OfProcess => Portable(RuntimeInformation.RuntimeIdentifier, RuntimeInformation.ProcessArchitecture);

    /// <summary>The portable name of a runtime.</summary>
    /// <param name="runtime">
    /// The runtime's identifier. Microsoft's builds of .NET are <c>linux-x64</c> or <c>linux-musl-x64</c>. A distribution's own build
    /// names the distribution, as in <c>debian.12-x64</c> and <c>alpine.3.22-x64</c>.
    /// </param>
    /// <param name="architecture">The process's processor.</param>
    internal static string Portable(string runtime, Architecture architecture)
    {
        var system = runtime switch
        {
            _ when runtime.StartsWith("win", StringComparison.Ordinal) => "win",
            _ when runtime.StartsWith("osx", StringComparison.Ordinal) => "osx",
            _ when runtime.StartsWith("alpine", StringComparison.Ordinal) || runtime.Contains("musl", StringComparison.Ordinal) => "linux-musl",
            _ => "linux",
        };
        return $"{system}-{architecture.ToString().ToLowerInvariant()}";
    }
}
