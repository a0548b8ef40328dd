
namespace IzzyPS.Testing;

/// <summary>The folder of this repository, above the folder that the tests run in.</summary>
internal static class RepositoryRoot
{
    internal static string Path { get; } = Find();

    /// <summary>Gets the full path of a file or folder of the repository.</summary>
    internal static string GetPath(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "IzzyPS.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests don't run inside the repository.");
        return folder.FullName;
    }
}
