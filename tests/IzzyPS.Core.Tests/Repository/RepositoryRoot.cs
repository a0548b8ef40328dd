namespace IzzyPS.Tests.Repository;

/// <summary>The folder of the repository that the tests were built in.</summary>
internal static class RepositoryRoot
{
    internal static string Path { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder!.FullName, "IzzyPS.sln")))
            folder = folder.Parent;
        return folder.FullName;
    }
}
