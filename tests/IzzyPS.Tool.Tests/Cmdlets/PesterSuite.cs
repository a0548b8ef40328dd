using System.Diagnostics;
using Xunit;

namespace IzzyPS.Tests.Cmdlets;

/// <summary>The tests of the cmdlets, which need a real PowerShell: the Pester suite over the module in <c>out/IzzyPS</c>.</summary>
[Trait("Category", "Pester")]
[Trait("Category", "Slow")]
public sealed class PesterSuite
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Passes()
    {
        var script = $"""
            Import-Module '{TestShell.Pester.Replace("'", "''", StringComparison.Ordinal)}'
            $configuration = New-PesterConfiguration
            $configuration.Run.Path = './tests/Pester'
            $configuration.Run.Exit = $true
            $configuration.Output.RenderMode = 'Plaintext'
            Invoke-Pester -Configuration $configuration
            """;
        var (exitCode, output) = await RunAsync(script);
        Assert.True(exitCode == 0, $"{exitCode} of the cmdlets' tests failed:\n{FailuresIn(output)}");
        Assert.Matches(@"Tests Passed: [1-9]\d{2,}, Failed: 0", output);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script)
    {
        var start = TestShell.CreateStartInfo("-Command", script);
        start.WorkingDirectory = RepositoryRoot.Path;
        start.RedirectStandardInput = true;
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>From the first failure on, without the tests that passed; all of it where no test ran.</summary>
    private static string FailuresIn(string output)
    {
        var failures = output.Split('\n').SkipWhile(line => !line.Contains("[-]", StringComparison.Ordinal)).Where(line => !line.Contains("[+]", StringComparison.Ordinal)).ToList();
        return failures.Count == 0 ? output : string.Join('\n', failures);
    }
}
