using System.Diagnostics;
using Xunit;

namespace IzzyPS.Tests.Storage.Postgres;

/// <summary>A false server in PostgreSQL's place does no harm: each command ends in time with a clear error, and can be stopped.</summary>
[Trait("Category", "Slow")]
public sealed class FalseServerCommandTests : IDisposable
{
    private const string Secret = "Hunter2-planted";

    private readonly LedgerHome _home = new();

    [Theory]
    [InlineData(FakeLogin.ScramHugeCount)] // Not in FalseServerTests: the abandoned thread computes until its process ends.
    [InlineData(FakeLogin.ScramNoCount)]
    [InlineData(FakeLogin.HugeMessage)]
    public async Task The_tool_refuses_a_false_server_and_ends(FakeLogin login)
    {
        using var server = new FakePostgres(login);

        var result = await IzzyProcess.RunAsync(EnvironmentOf(AddressOf(server)), "status");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("does not answer as PostgreSQL does", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unexpected", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.Error + result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FakeLogin.ScramHugeCount, "status")]
    [InlineData(FakeLogin.Silent, "status")]
    [InlineData(FakeLogin.Silent, "sync")]
    [InlineData(FakeLogin.Silent, "move-ledger")]
    public async Task Termination_signal_ends_the_tool_while_it_connects(FakeLogin login, string command)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no SIGTERM that another process can send.");
        using var server = new FakePostgres(login);
        string[] arguments = command == "status" ? [command] : [command, Path.Combine(_home.Folder, "a.csv")];
        await File.WriteAllTextAsync(Path.Combine(_home.Folder, "a.csv"), "vin\n", TestContext.Current.CancellationToken);
        if (command == "move-ledger")
            arguments = [command, Path.Combine(_home.Folder, "new.db")];
        using var izzy = IzzyProcess.Start(EnvironmentOf(AddressOf(server, timeout: 600)), arguments);
        while (server.Received.Length < 40)
            await Task.Delay(50, TestContext.Current.CancellationToken);

        izzy.Signal("TERM");
        var result = await izzy.EndAsync().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(130, result.ExitCode);
    }

    [Theory]
    [InlineData("PGPASSFILE")]
    [InlineData("PGSSLROOTCERT")]
    [InlineData("sslrootcert")]
    public async Task Pipe_given_as_a_file_is_refused_and_not_opened(string name)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no pipes in its file system.");
        var pipe = Path.Combine(_home.Folder, "pipe");
        using (var make = Process.Start("mkfifo", [pipe]))
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        var environment = EnvironmentOf("postgres://izzy@127.0.0.1:1/izzy" + (name == "sslrootcert" ? $"?sslrootcert={pipe}" : string.Empty));
        if (name != "sslrootcert")
            environment[name] = pipe;

        var result = await IzzyProcess.RunAsync(environment, "status").WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("is not a regular file", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _home.Dispose();

    private static string AddressOf(FakePostgres server, int timeout = 2) => $"postgres://izzy:{Secret}@127.0.0.1:{server.Port}/izzy?connect_timeout={timeout}";

    private Dictionary<string, string> EnvironmentOf(string ledger) => new()
    {
        ["IZZYLEASE_BASE_URI"] = "http://127.0.0.1:1/",
        ["IZZYLEASE_CLIENT_ID"] = "dealer-7",
        ["IZZYLEASE_CLIENT_SECRET"] = Secret,
        ["IZZYLEASE_LEDGER"] = ledger,
        ["XDG_DATA_HOME"] = _home.Folder,
        ["LOCALAPPDATA"] = _home.Folder,
    };
}
