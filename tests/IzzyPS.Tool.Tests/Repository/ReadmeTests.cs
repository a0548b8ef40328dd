using System.Diagnostics;
using System.Text.RegularExpressions;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Repository;

/// <summary>The README's shell commands, run as they stand; its PowerShell is run by the Pester suite.</summary>
[Trait("Category", "Slow")]
public sealed partial class ReadmeTests
{
    /// <summary>This very test is run by it.</summary>
    private const string TestCommand = "dotnet test";

    /// <summary>The README's database, in whose place the tests' own is.</summary>
    private const string DatabaseOfExample = "db.example.com/izzy";

    public static TheoryData<string> Commands => new(ShellLines().Where(line => line != TestCommand));

    [Fact]
    public void The_test_command_is_what_CI_runs()
    {
        Assert.Contains(TestCommand, ShellLines());
        Assert.Contains(TestCommand, File.ReadAllText(RepositoryRoot.GetPath(".ci", "run")), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Command_of_the_readme_runs(string command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SKIPPED: the README's shell commands are for sh.");
        await using var server = SandboxServer.Start(new SandboxOptions());
        var data = Directory.CreateTempSubdirectory("izzyps-readme-");
        try
        {
            if (command.StartsWith("izzy move-ledger ", StringComparison.Ordinal))
            {
                using var before = Process.Start(StartOf("izzy sync examples/stock-monday.csv --json", server, data.FullName))!;
                _ = await before.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
                await before.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            using var process = Process.Start(StartOf(command, server, data.FullName))!;
            if (command.StartsWith("izzy sandbox ", StringComparison.Ordinal))
                await InterruptAsync(process);
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            // The stock of the examples has a row with an error: 3.
            Assert.True(process.ExitCode == 0 || (process.ExitCode == 3 && command.StartsWith("izzy sync ", StringComparison.Ordinal)), $"{process.ExitCode}: {await error}{await output}");
            Assert.NotEmpty(await output);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static ProcessStartInfo StartOf(string command, SandboxServer server, string dataFolder)
    {
        if (command.Contains(DatabaseOfExample, StringComparison.Ordinal))
            command = command.Replace(DatabaseOfExample, PostgresServer.Address.Split('@')[1], StringComparison.Ordinal);
        var start = new ProcessStartInfo("sh", ["-c", "exec " + command]) { WorkingDirectory = RepositoryRoot.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = IzzyProcess.Folder + ":" + start.Environment["PATH"];
        start.Environment["XDG_DATA_HOME"] = dataFolder;
        start.Environment["IZZYLEASE_API_BASE_URL"] = server.BaseUri.AbsoluteUri;
        start.Environment["IZZYLEASE_CLIENT_ID"] = server.ClientId;
        start.Environment["IZZYLEASE_CLIENT_SECRET"] = server.ClientSecret;
        start.Environment["PGPASSWORD"] = PostgresServer.Password;
        return start;
    }

    [Fact]
    public void Every_word_of_a_sandbox_fault_is_in_the_readmes_table()
    {
        var table = File.ReadLines(RepositoryRoot.GetPath("README.md")).SkipWhile(line => line != "## Rehearse what can go wrong").Where(line => line.StartsWith("| ", StringComparison.Ordinal));
        var words = Word().Matches(string.Join('\n', table)).Select(word => word.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(
            FaultWords.Kinds.Select(kind => kind.Word)
                .Concat(FaultWords.Moments.Select(moment => moment.Word))
                .Concat(FaultWords.Routes.Select(route => route.Word))
                .Concat(FaultWords.Settings.Select(setting => setting.Name))
                .Append(FaultWords.Reused)
                .ToHashSet(StringComparer.Ordinal),
            words);
    }

    /// <summary>Ctrl+C, once what runs in the foreground has begun.</summary>
    private static async Task InterruptAsync(Process process)
    {
        Assert.StartsWith("export ", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static IEnumerable<string> ShellLines() =>
        ShellBlock().Matches(File.ReadAllText(RepositoryRoot.GetPath("README.md")))
            .SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShellBlock();

    /// <summary>A word in code, or behind <c>on</c>; of a setting its name.</summary>
    [GeneratedRegex("`(?:on )?([a-z-]+)[^`]*`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
