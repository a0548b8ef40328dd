using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using IzzyPS.Sandbox.Http;
using Xunit;

namespace IzzyPS.Tests.Repository;

/// <summary>What is built is what is committed: locked packages, an audit of each, one SDK.</summary>
[Trait("Category", "Slow")]
public sealed partial class SupplyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-supply-").FullName;

    [Fact]
    public void Every_project_has_its_lock_file()
    {
        var projects = Project().Matches(File.ReadAllText(RepositoryRoot.GetPath("IzzyPS.sln"))).Select(project => project.Groups[1].Value.Replace('\\', '/')).ToList();
        Assert.True(projects.Count >= 10);
        Assert.All(projects, project => Assert.True(File.Exists(RepositoryRoot.GetPath(Path.GetDirectoryName(project)!, "packages.lock.json")), project));
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("", "")]
    public async Task Packages_are_locked_where_CI_says_so(string ci, string expected)
    {
        var (exitCode, output) = await DotNetAsync(
            RepositoryRoot.Path, ci, "msbuild", "src/IzzyPS.Core/IzzyPS.Core.csproj", "-getProperty:RestoreLockedMode", "-getProperty:ContinuousIntegrationBuild", "-getProperty:RestorePackagesWithLockFile");

        Assert.True(exitCode == 0, output);
        using var properties = JsonDocument.Parse(output);
        string Value(string name) => properties.RootElement.GetProperty("Properties").GetProperty(name).GetString()!;
        Assert.Equal((expected, expected, "true"), (Value("RestoreLockedMode"), Value("ContinuousIntegrationBuild"), Value("RestorePackagesWithLockFile")));
        Assert.Contains("export CI=true", File.ReadAllText(RepositoryRoot.GetPath(".ci", "run")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_package_fails_a_locked_restore()
    {
        CopyCore();
        await WriteAsync("nuget.config", "<configuration />");
        var packages = await File.ReadAllTextAsync(Path.Combine(_folder, "Directory.Packages.props"), TestContext.Current.CancellationToken);
        await WriteAsync("Directory.Packages.props", Npgsql().Replace(packages, "${1}8.0.3"));

        var (exitCode, output) = await DotNetAsync(_folder, "true", "restore", "src/IzzyPS.Core");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("NU1004", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Low_severity_vulnerability_of_a_transitive_package_fails_the_restore()
    {
        // SQLitePCLRaw.core is a package of a package of a package.
        const string Page = """{"sqlitepclraw.core":[{"url":"https://example.com/advisory","severity":0,"versions":"(, 99.0.0)"}]}""";
        Uri address = null!;
        await using var server = new StubServer((request, _) => Audit(request.Path, address, Page));
        address = server.CreateOptions().Account.BaseUri;
        CopyCore();
        await UseAuditAsync(address);

        var (exitCode, output) = await DotNetAsync(_folder, string.Empty, "restore", "src/IzzyPS.Core");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("error NU1901", output, StringComparison.Ordinal);
        Assert.Contains("https://example.com/advisory", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unavailable_vulnerability_list_is_only_a_warning()
    {
        CopyCore();
        await UseAuditAsync(new Uri("http://127.0.0.1:1/"));

        var (exitCode, output) = await DotNetAsync(_folder, string.Empty, "restore", "src/IzzyPS.Core");

        Assert.True(exitCode == 0, output);
        Assert.Contains("warning NU1900", output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>NuGet's audit protocol: an index of resources, an index of pages, a page.</summary>
    private static HttpAnswer Audit(string path, Uri root, string page)
    {
        var json = path switch
        {
            "/index.json" => $$"""{"version":"3.0.0","resources":[{"@id":"{{root}}vulnerabilities.json","@type":"VulnerabilityInfo/6.7.0"}]}""",
            "/vulnerabilities.json" => $$"""[{"@name":"base","@id":"{{root}}page.json","@updated":"2026-01-01T00:00:00Z"}]""",
            _ => page,
        };
        return new HttpAnswer(200, Encoding.UTF8.GetBytes(json));
    }

    private void CopyCore()
    {
        foreach (var file in new[] { "Directory.Build.props", "Directory.Build.targets", "ReadyToRun.targets", "Directory.Packages.props", "BannedSymbols.txt", "global.json", "src/Directory.Build.props", "src/IzzyPS.Core/IzzyPS.Core.csproj", "src/IzzyPS.Core/packages.lock.json" })
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, file))!);
            File.Copy(RepositoryRoot.GetPath(file), Path.Combine(_folder, file));
        }
    }

    private Task UseAuditAsync(Uri address) => WriteAsync(
        "nuget.config", $"""<configuration><auditSources><clear /><add key="audit" value="{address}index.json" allowInsecureConnections="true" /></auditSources></configuration>""");

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder, name), text, TestContext.Current.CancellationToken);

    private async Task<(int ExitCode, string Output)> DotNetAsync(string folder, string ci, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CI"] = ci;
        start.Environment["NUGET_HTTP_CACHE_PATH"] = Path.Combine(_folder, "cache"); // So that the audit's answers are not kept.
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await error);
    }

    [GeneratedRegex("\"([^\"]+\\.csproj)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Project();

    [GeneratedRegex("(\"Npgsql\" Version=\")[^\"]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Npgsql();
}
