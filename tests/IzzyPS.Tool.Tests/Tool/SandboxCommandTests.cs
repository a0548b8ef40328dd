using Xunit;

namespace IzzyPS.Tests.Tool;

/// <summary><c>izzy sandbox</c> as a user rehearses with it: one process is the server, another syncs.</summary>
[Trait("Category", "Slow")]
public sealed class SandboxCommandTests : IDisposable
{
    private static readonly string Examples = Path.GetFullPath(Path.Combine(StockFileGenerator.Fixtures, "..", "..", "examples"));

    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-tool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Lost_answer_in_the_sandbox_is_resolved_from_its_log()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: Ctrl+C is sent by kill.");
        using var sandbox = await SandboxProcess.StartAsync("--fault", "drop after-commit from=3 times=1", "--fault", "delay=1ms on token", "--fault", "503 on close");
        var synced = await RunAsync(sandbox, "sync", Path.Combine(Examples, "stock-monday.csv"), "--json");
        Assert.Equal((5, 36, 1), (synced.ExitCode, synced.Count("created"), synced.Count("in_doubt")));
        var vin = synced.Json.GetProperty("detail").GetProperty("in_doubt")[0].GetProperty("vin").GetString();

        var struck = Assert.Single(Lines(sandbox.Log), line => line.Contains("; drop after-commit from=3 times=1; ", StringComparison.Ordinal));
        Assert.Matches($"^POST   /external/cars - [0-9.]+ ms; drop after-commit from=3 times=1; {vin} is [0-9a-f-]{{36}}$", struck);
        Assert.Contains("; delay=1ms on token", sandbox.Log, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(sandbox, "resolve", vin!, "--remote-id", struck[^36..])).ExitCode);
        Assert.Equal(37, (await RunAsync(sandbox, "sync", Path.Combine(Examples, "stock-monday.csv"), "--json")).Count("unchanged"));

        var (exitCode, log) = await sandbox.EndAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains("izzy: setting: drop after-commit from=3 times=1", Lines(log));
        Assert.Equal(
            ["izzy: 37 cars were listed when the sandbox ended.", "izzy: struck 1 time: drop after-commit from=3 times=1", "izzy: struck 2 times: delay=1ms on token", "izzy: never struck: 503 on close"],
            Lines(log).Where(line => !line.StartsWith("izzy: stopping", StringComparison.Ordinal)).TakeLast(4)); // The signal's thread says that at any moment.
    }

    [Fact]
    public async Task Sandbox_schedule_makes_it_slow_busy_and_short_of_tokens()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: Ctrl+C is sent by kill.");
        var (schedule, stock) = (Path.Combine(_folder, "day.txt"), Path.Combine(_folder, "stock.csv"));
        await File.WriteAllTextAsync(schedule, "# A day.\n429 retry-after=now+1s times=1   # busy\nrevoke-tokens from=2 times=1\n", TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(stock, File.ReadLines(Path.Combine(Examples, "stock-monday.csv")).Take(3), TestContext.Current.CancellationToken);
        using var sandbox = await SandboxProcess.StartAsync(
            "--fault-schedule", schedule, "--latency", "2", "--rate-limit", "1", "--seed", "7", "--token-lifetime", "60", "--put-revives");
        var synced = await RunAsync(sandbox, "sync", stock, "--json");
        Assert.Equal((0, 2), (synced.ExitCode, synced.Count("created")));

        var lines = Lines((await sandbox.EndAsync()).Log);
        Assert.Equal(
            ["latency 2ms", "rate limit 1/s", "tokens last 1m", "PUT revives", "seed 7", "429 times=1 retry-after=now+1s", "revoke-tokens from=2 times=1"],
            Behind(lines, "izzy: setting: "));
        Assert.Equal(["429 times=1 retry-after=now+1s", "revoke-tokens from=2 times=1"], Behind(lines, "izzy: struck 1 time: "));
        Assert.Contains(lines, line => line.EndsWith("; rate limit", StringComparison.Ordinal) && line.Contains(" 429 ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("beyond the rate limit.", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("LISTED TWICE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sandbox_reports_a_car_listed_twice_at_its_end()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: Ctrl+C is sent by kill.");
        using var sandbox = await SandboxProcess.StartAsync("--put-revives");
        var file = Path.Combine(Examples, "stock-monday.csv");
        Assert.Equal(37, (await RunAsync(sandbox, "sync", file, "--json")).Count("created"));
        Directory.Delete(Path.Combine(_folder, "data"), recursive: true); // IzzyPS can't notice that its data folder was lost.
        Assert.Equal(37, (await RunAsync(sandbox, "sync", file, "--json")).Count("created"));
        var last = Lines((await sandbox.EndAsync()).Log)[^1];
        Assert.StartsWith("izzy: LISTED TWICE: ", last, StringComparison.Ordinal);
        Assert.Equal(37, last.Split(", ").Length);
    }

    [Theory]
    [InlineData("--fault 'drpo': 'drpo' is no fault; a fault is a status from 400 to 599", "--fault", "drpo")]
    [InlineData("--fault 'drop on cars,cats': 'on cars,cats': there is no call 'cats'; calls are all, api", "--fault", "503", "--fault", "drop on cars,cats")]
    [InlineData("--fault is given without a text.", "--fault", "drop", "--fault")]
    [InlineData("'reset'", "--fault", "drop", "reset")]
    [InlineData("there-is-none.txt can't be read", "--fault-schedule", "there-is-none.txt")]
    [InlineData("--port takes a whole number from 0 to 65535, not '65536'.", "--port", "65536")]
    [InlineData("--rate-limit takes a whole number from 1 on, not '0'.", "--rate-limit", "0")]
    [InlineData("--token-lifetime takes a whole number from 1 to 86400, not 'x'.", "--token-lifetime", "x")]
    [InlineData("see 'izzy sandbox --help'", "--fualt", "drop")]
    public async Task Wrong_usage_ends_with_2_and_says_what_would_be_right(string message, params string[] arguments)
    {
        var result = await IzzyProcess.RunAsync(new Dictionary<string, string>(), ["sandbox", .. arguments]);
        Assert.Equal((2, string.Empty), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_line_of_a_schedule_ends_with_2_and_is_named()
    {
        var schedule = Path.Combine(_folder, "day.txt");
        await File.WriteAllTextAsync(schedule, "drop times=1\n503 at=soon\n", TestContext.Current.CancellationToken);
        var result = await IzzyProcess.RunAsync(new Dictionary<string, string>(), "sandbox", "--fault-schedule", schedule);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("izzy: day.txt, line 2: 'at=soon': at takes a time with its unit (ms, s, m, h, d), such as 500ms or 2s.", result.Error, StringComparison.Ordinal);
    }

    private Task<IzzyResult> RunAsync(SandboxProcess sandbox, params IEnumerable<string> arguments) =>
        IzzyProcess.RunAsync(new Dictionary<string, string>(sandbox.Environment, StringComparer.Ordinal) { ["XDG_DATA_HOME"] = Path.Combine(_folder, "data"), ["NO_COLOR"] = "1" }, arguments);

    private static string[] Lines(string log) => log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IEnumerable<string> Behind(IEnumerable<string> lines, string start) =>
        lines.Where(line => line.StartsWith(start, StringComparison.Ordinal)).Select(line => line[start.Length..]);
}
