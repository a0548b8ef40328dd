using System.Diagnostics;

namespace IzzyPS.Benchmarks;

/// <summary>Runs the tool in its own process, as a user starts it.</summary>
internal static class ToolProcess
{
    private static readonly string Suffix = OperatingSystem.IsWindows() ? ".exe" : string.Empty;

    /// <summary>The tool of this build.</summary>
    public static string Izzy { get; } = Path.Combine(AppContext.BaseDirectory, "izzy" + Suffix);

    /// <summary>The program that does nothing.</summary>
    public static string Empty { get; } = Path.Combine(Bench.Output, "benchmarks", "EmptyProgram", "EmptyProgram" + Suffix);

    /// <summary>Creates the settings for starting <c>izzy sync</c> with an account.</summary>
    public static ProcessStartInfo CreateSync(string stock, string ledger, string dataFolder, Uri address, string clientId, string secret)
    {
        var start = new ProcessStartInfo(Izzy, ["sync", stock, "--close-missing", "--ledger", ledger, "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("IZZYLEASE_", StringComparison.Ordinal)).ToList())
            _ = start.Environment.Remove(name);
        start.Environment["IZZYLEASE_API_BASE_URL"] = address.ToString();
        start.Environment["IZZYLEASE_CLIENT_ID"] = clientId;
        start.Environment["IZZYLEASE_CLIENT_SECRET"] = secret;
        start.Environment["XDG_DATA_HOME"] = dataFolder;
        start.Environment["LOCALAPPDATA"] = dataFolder;
        return start;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>The duration in ms, and the output.</returns>
    public static async Task<(double Time, string Output)> RunAsync(ProcessStartInfo start)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var time = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return process.ExitCode == 0 ? (time, output) : throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}: {await error}{output}");
    }
}
