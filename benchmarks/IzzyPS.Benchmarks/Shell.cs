using System.Diagnostics;
using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace IzzyPS.Benchmarks;

/// <summary>Runs scripts in fresh PowerShell processes.</summary>
internal static class Shell
{
    private const string Mark = "figure:";

    /// <summary>The built module. It must be of the same build as this program. A debug build may have replaced it.</summary>
    public static string Module
    {
        get
        {
            var folder = Path.Combine(Bench.Output, "IzzyPS");
            return ReadBuildId(Path.Combine(folder, "bin")) == ReadBuildId(AppContext.BaseDirectory)
                ? Path.Combine(folder, "IzzyPS.psd1")
                : throw new InvalidOperationException($"{folder} is of another build than this program; 'dotnet run -c Release' makes both.");
        }
    }

    /// <summary>Runs a script in its own process.</summary>
    /// <param name="script">The script. Its function <c>figure</c> writes a number.</param>
    /// <returns>The numbers that the script wrote.</returns>
    public static async Task<IReadOnlyList<double>> RunAsync(string script)
    {
        const string Prelude = "$ErrorActionPreference = 'Stop'; function figure([double] $value) { [Console]::Out.WriteLine('" + Mark + "' + $value.ToString([cultureinfo]::InvariantCulture)) }\n";
        var output = await ReadOutputAsync(Prelude + script);
        return [.. output.Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.StartsWith(Mark, StringComparison.Ordinal))
            .Select(line => double.Parse(line.AsSpan(Mark.Length), CultureInfo.InvariantCulture))];
    }

    /// <summary>Writes a text as a PowerShell literal.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''")}'";

    /// <summary>Reads the version of PowerShell.</summary>
    public static async Task<string> FindVersionAsync() => (await ReadOutputAsync("$PSVersionTable.PSVersion.ToString()")).Trim();

    /// <summary>Reads the id that the compiler wrote into the core's assembly. The id stays the same when native code is added (ReadyToRun.targets).</summary>
    private static Guid ReadBuildId(string folder)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(folder, "IzzyPS.Core.dll")));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    private static async Task<string> ReadOutputAsync(string script)
    {
        using var process = Process.Start(TestShell.CreateStartInfo("-Command", script))!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"PowerShell ended with {process.ExitCode}: {await error}{output}");
    }
}
