using System.Runtime.InteropServices;

namespace IzzyPS.Loader;

/// <summary>Where the module keeps its native libraries: <c>runtimes/&lt;runtime&gt;/native</c>, as NuGet packages do.</summary>
internal static class NativeFile
{
    /// <summary>The file of a native library for the running process.</summary>
    /// <param name="folder">The folder of the module's assemblies.</param>
    /// <param name="library">The name that the code imports, <c>e_sqlite3</c> for example.</param>
    internal static string PathOf(string folder, string library) =>
        PathOf(folder, library, RuntimeInformation.RuntimeIdentifier, RuntimeInformation.ProcessArchitecture);

    /// <summary>The file of a native library for a runtime.</summary>
    /// <param name="folder">The folder of the module's assemblies.</param>
    /// <param name="library">The name that the code imports.</param>
    /// <param name="runtime">
    /// The runtime's identifier. Microsoft's builds of .NET are <c>linux-x64</c> or <c>linux-musl-x64</c>. A distribution's own build
    /// names the distribution, as in <c>debian.12-x64</c> and <c>alpine.3.22-x64</c>.
    /// </param>
    /// <param name="architecture">The process's processor.</param>
    internal static string PathOf(string folder, string library, string runtime, Architecture architecture)
    {
        var (system, file) = runtime switch
        {
            _ when runtime.StartsWith("win", StringComparison.Ordinal) => ("win", $"{library}.dll"),
            _ when runtime.StartsWith("osx", StringComparison.Ordinal) => ("osx", $"lib{library}.dylib"),
            _ when runtime.StartsWith("alpine", StringComparison.Ordinal) || runtime.Contains("musl", StringComparison.Ordinal) => ("linux-musl", $"lib{library}.so"),
            _ => ("linux", $"lib{library}.so"),
        };
        return Path.Combine(folder, "runtimes", $"{system}-{architecture.ToString().ToLowerInvariant()}", "native", file);
    }
}
