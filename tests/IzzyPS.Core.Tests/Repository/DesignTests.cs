using System.Text.RegularExpressions;
using Xunit;

namespace IzzyPS.Tests.Repository;

/// <summary>docs/design.md names each folder of IzzyPS.Core, says what the folder may use, and refers only to files that exist.</summary>
public sealed partial class DesignTests
{
    private static readonly string Core = RepositoryRoot.GetPath("src", "IzzyPS.Core");

    [Fact]
    public void Design_names_each_folder_with_its_subfolders()
    {
        var missing = Directory.EnumerateDirectories(Core, "*", SearchOption.AllDirectories)
            .Select(folder => Path.GetRelativePath(Core, folder).Split(Path.DirectorySeparatorChar))
            .Where(parts => parts[0] is not ("bin" or "obj"))
            .Where(parts => !ReadRows().TryGetValue(parts[0], out var row) || (parts.Length > 1 && parts[^1] is var name && !IsNamed(row.Contents, name)))
            .Select(parts => string.Join('/', parts));
        Assert.Empty(missing);

        // The folders below Schema have the names of the two backends.
        static bool IsNamed(string contents, string name) => contents.Contains($"`{name}`", StringComparison.Ordinal);
    }

    [Fact]
    public void Design_says_what_each_folder_may_use_besides_the_basics()
    {
        var rows = ReadRows();
        Assert.Equal(ArchitectureTests.Allowed.Keys.Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        foreach (var (folder, row) in rows)
        {
            var isBasic = ArchitectureTests.Basics.Contains(folder, StringComparer.Ordinal);
            var allowed = ArchitectureTests.Allowed[folder].Where(other => isBasic || !ArchitectureTests.Basics.Contains(other, StringComparer.Ordinal));
            Assert.Equal((folder, string.Join(", ", allowed.Select(other => $"`{other}`"))), (folder, row.MayUse));
        }
    }

    [Fact]
    public void Design_refers_only_to_files_that_exist()
    {
        var paths = FilePath().Matches(Document()).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(paths);
        var files = Directory.EnumerateFiles(RepositoryRoot.GetPath("src"), "*.*", SearchOption.AllDirectories).Select(file => $"/{file.Replace('\\', '/')}").ToList();
        Assert.DoesNotContain(paths, path => !files.Exists(file => file.EndsWith($"/{path}", StringComparison.Ordinal)));
    }

    private static Dictionary<string, (string Contents, string MayUse)> ReadRows() =>
        Row().Matches(Document()).ToDictionary(row => row.Groups[1].Value, row => (row.Groups[2].Value, row.Groups[3].Value.Trim()), StringComparer.Ordinal);

    private static string Document() => File.ReadAllText(RepositoryRoot.GetPath("docs", "design.md"));

    [GeneratedRegex(@"^\| `([A-Z]\w+)` \| ([^|]+) \|([^|]*)\|$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();

    [GeneratedRegex(@"`([A-Z][\w/]*\.cs)`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FilePath();
}
