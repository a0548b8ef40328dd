using System.ComponentModel;
using System.Diagnostics;
using Xunit;

namespace IzzyPS.Tests.Cmdlets;

/// <summary>The tests of the cmdlets, which need a real PowerShell: the Pester suite over the module in <c>out/IzzyPS</c>.</summary>
[Trait("Category", "Pester")]
public sealed class PesterSuite
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);
    private static readonly Version LeastPowerShell = new(7, 6);
    private static readonly Version LeastPester = new(5, 0);

    [Fact]
    public async Task Passes()
    {
        if (await WhatIsMissingAsync() is { } missing)
        {
            var reason = $"THE CMDLETS WERE NOT TESTED: {missing}. Needed: PowerShell {LeastPowerShell} with Pester {LeastPester} or newer (Install-Module Pester).";
            await Console.Error.WriteLineAsync(reason);
            Assert.Skip(reason);
        }

        const string Script = """
            $configuration = New-PesterConfiguration
            $configuration.Run.Path = './tests/Pester'
            $configuration.Run.Exit = $true
            $configuration.Output.RenderMode = 'Plaintext'
            Invoke-Pester -Configuration $configuration
            """;
        var (exitCode, output) = await RunAsync(Script);
        Assert.True(exitCode == 0, $"{exitCode} of the cmdlets' tests failed:\n{FailuresIn(output)}");
        Assert.Matches(@"Tests Passed: [1-9]\d{2,}, Failed: 0", output);
    }

    /// <summary>What this machine lacks to run the suite; null where it has all of it.</summary>
    private static async Task<string?> WhatIsMissingAsync()
    {
        const string Script = """
            "$($PSVersionTable.PSVersion.Major).$($PSVersionTable.PSVersion.Minor)"
            "$((Get-Module Pester -ListAvailable | Sort-Object Version -Descending | Select-Object -First 1).Version)"
            """;
        try
        {
            var (_, output) = await RunAsync(Script);
            var lines = output.Split('\n', StringSplitOptions.TrimEntries);
            if (!Version.TryParse(lines[0], out var shell) || shell < LeastPowerShell)
                return $"PowerShell here is {lines[0]}";
            if (lines.Length < 2 || !Version.TryParse(lines[1], out var pester))
                return "Pester is not here";
            return pester < LeastPester ? $"Pester here is {pester}" : null;
        }
        catch (Win32Exception)
        {
            return "there is no pwsh on the path";
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script)
    {
        var start = new ProcessStartInfo("pwsh", ["-NoProfile", "-NonInteractive", "-Command", script])
        {
            WorkingDirectory = RepositoryRoot(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
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

    /// <summary>From the first failure on, without the tests that passed.</summary>
    private static string FailuresIn(string output) =>
        string.Join('\n', output.Split('\n').SkipWhile(line => !line.Contains("[-]", StringComparison.Ordinal)).Where(line => !line.Contains("[+]", StringComparison.Ordinal)));

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "IzzyPS.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests don't run inside the repository.");
        return folder.FullName;
    }
}
