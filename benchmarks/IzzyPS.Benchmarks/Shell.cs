using System.Diagnostics;
using System.Globalization;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace IzzyPS.Benchmarks;

/// <summary>Fresh PowerShell processes.</summary>
internal static class Shell
{
    private const string Mark = "figure:";

    /// <summary>The built module: the very build that this program is of, not a debug build that took its place.</summary>
    public static string Module
    {
        get
        {
            var folder = Path.Combine(Bench.Output, "IzzyPS");
            return BuildOf(Path.Combine(folder, "bin")) == BuildOf(AppContext.BaseDirectory)
                ? Path.Combine(folder, "IzzyPS.psd1")
                : throw new InvalidOperationException($"{folder} is another build than this one; 'dotnet run -c Release' makes both.");
        }
    }

    /// <summary>Runs a script in a process of its own.</summary>
    /// <param name="script">The script; <c>figure</c> writes a number.</param>
    /// <returns>The numbers that it wrote.</returns>
    public static async Task<IReadOnlyList<double>> RunAsync(string script)
    {
        const string Prelude = "$ErrorActionPreference = 'Stop'; function figure([double] $value) { [Console]::Out.WriteLine('" + Mark + "' + $value.ToString([cultureinfo]::InvariantCulture)) }\n";
        var output = await OutputOfAsync(Prelude + script);
        return [.. output.Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.StartsWith(Mark, StringComparison.Ordinal))
            .Select(line => double.Parse(line.AsSpan(Mark.Length), CultureInfo.InvariantCulture))];
    }

    /// <summary>A text as a PowerShell literal.</summary>
    public static string Quoted(string text) => $"'{text.Replace("'", "''")}'";

    /// <summary>PowerShell's version.</summary>
    public static async Task<string> FindVersionAsync() => (await OutputOfAsync("$PSVersionTable.PSVersion.ToString()")).Trim();

    /// <summary>What the compiler wrote into the core: native code beside it (ReadyToRun.targets) makes it no other build.</summary>
    private static Guid BuildOf(string folder)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(folder, "IzzyPS.Core.dll")));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    private static async Task<string> OutputOfAsync(string script)
    {
        using var process = Process.Start(TestShell.StartInfo("-Command", script))!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"PowerShell ended with {process.ExitCode}: {await error}{output}");
    }
}
