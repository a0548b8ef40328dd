using System.Diagnostics;
using IzzyPS.Ledger.Opening;
using Xunit;

namespace IzzyPS.Tests.Storage.Postgres;

/// <summary>A false server in PostgreSQL's place does no harm: each command ends in time with a clear error, and can be stopped.</summary>
[Trait("Category", "Slow")]
public sealed class FalseServerTests : IDisposable
{
    private const string Secret = "Hunter2-planted";
    private const string NoPostgres = "does not answer as PostgreSQL does";

    private readonly LedgerHome _home = new();

    [Theory]
    [InlineData(FakeLogin.Http, "can't be reached")]
    [InlineData(FakeLogin.HugeMessage, NoPostgres)]
    [InlineData(FakeLogin.NegativeMessage, NoPostgres)]
    [InlineData(FakeLogin.UnknownLogin, NoPostgres)]
    [InlineData(FakeLogin.UnknownMessage, NoPostgres)]
    [InlineData(FakeLogin.ScramBadSalt, NoPostgres)]
    [InlineData(FakeLogin.ScramWordCount, NoPostgres)]
    [InlineData(FakeLogin.ScramNoCount, NoPostgres)]
    [InlineData(FakeLogin.Silent, "can't be reached")]
    [InlineData(FakeLogin.MissingTable, "the server refused")]
    [InlineData(FakeLogin.OwnError, "the server refused")]
    public void A_false_server_is_a_storage_fault_in_time(FakeLogin login, string message)
    {
        using var server = new FakePostgres(login);
        var clock = Stopwatch.StartNew();

        // With NewLedger, a fault that says "damaged" would have the ledger replaced.
        var exception = Assert.Throws<LedgerException>(() => LedgerStore.Open(_home.Options with { Path = AddressOf(server), NewLedger = true }));

        Assert.Equal(LedgerFault.Storage, exception.Fault);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, exception + server.Received, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData(FakeLogin.ScramHugeCount)] // Only here: the abandoned thread computes until its process ends.
    [InlineData(FakeLogin.ScramNoCount)]
    [InlineData(FakeLogin.HugeMessage)]
    public async Task The_tool_refuses_a_false_server_and_ends(FakeLogin login)
    {
        using var server = new FakePostgres(login);

        var result = await IzzyProcess.RunAsync(EnvironmentOf(AddressOf(server)), "status");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(NoPostgres, result.Error, StringComparison.Ordinal);
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
