using System.Runtime.InteropServices;

namespace IzzyPS.Loader;

/// <summary>Finds the module's native libraries: <c>runtimes/&lt;runtime&gt;/native</c>, as NuGet packages do.</summary>
internal static class NativeFile
{
    /// <summary>The file of a native library for the running process.</summary>
    /// <param name="folder">The folder of the module's assemblies.</param>
    /// <param name="library">The name that the code imports, <c>e_sqlite3</c> for example.</param>
    internal static string GetPath(string folder, string library) =>
        GetPath(folder, library, RuntimeInformation.RuntimeIdentifier, RuntimeInformation.ProcessArchitecture);

    /// <summary>The file of a native library for a runtime.</summary>
    /// <param name="folder">The folder of the module's assemblies.</param>
    /// <param name="library">The name that the code imports.</param>
    /// <param name="runtime">The runtime's identifier, as <see cref="RuntimeName.Portable"/> takes it.</param>
    /// <param name="architecture">The process's processor.</param>
    internal static string GetPath(string folder, string library, string runtime, Architecture architecture)
    {
        var name = RuntimeName.Portable(runtime, architecture);
        var file = name.Split('-')[0] switch
        {
            "win" => $"{library}.dll",
            "osx" => $"lib{library}.dylib",
            _ => $"lib{library}.so",
        };
        return Path.Combine(folder, "runtimes", name, "native", file);
    }
}
