using IzzyPS.Sandbox;
using Xunit;

namespace IzzyPS.Tests.Tool;

/// <summary><c>izzy move-ledger</c> as a process, and what the tool says of a ledger in PostgreSQL.</summary>
[Trait("Category", "Slow")]
public sealed class MoveLedgerCommandTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-tool-").FullName;
    private readonly SandboxServer _server = SandboxServer.Start();
    private readonly List<string> _said = [];
    private readonly Dictionary<string, string> _more = new(StringComparer.Ordinal);

    private static string Stock => Path.Combine(StockFileGenerator.Fixtures, "..", "..", "examples", "stock-monday.csv");

    private static string Bare => PostgresServer.Address.Replace($":{PostgresServer.Password}", string.Empty, StringComparison.Ordinal);

    public async ValueTask InitializeAsync() => Assert.Equal(3, (await RunAsync("sync", Stock, "--json")).ExitCode);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        Assert.All(_said, text => Assert.DoesNotContain(PostgresServer.Password, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ledger_moved_there_and_back_sends_nothing_again()
    {
        var listed = _server.ActiveCars.Count;
        _more["PGPASSWORD"] = PostgresServer.Password;

        var there = await RunAsync("move-ledger", Bare, "--json");
        Assert.Equal((0, listed), (there.ExitCode, there.Count("vehicles")));
        Assert.StartsWith("postgres://127.0.0.1:", there.Json.GetProperty("destination").GetString(), StringComparison.Ordinal);
        var old = await RunAsync("sync", Stock, "--json");
        Assert.Equal(1, old.ExitCode);
        Assert.Contains("was moved to 'postgres://127.0.0.1:", old.Json.GetProperty("fault").GetString(), StringComparison.Ordinal);

        _more["IZZYLEASE_LEDGER"] = Bare;
        var requests = _server.Requests.Values.Sum();
        var synced = await RunAsync("sync", Stock, "--json");
        Assert.Equal((3, listed), (synced.ExitCode, synced.Count("unchanged")));
        Assert.Equal(requests, _server.Requests.Values.Sum());

        var elsewhere = Path.Combine(_folder, "back.db");
        var back = await RunAsync("move-ledger", elsewhere);
        Assert.Equal(0, back.ExitCode);
        Assert.Contains($"→ '{elsewhere}'", back.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("status", "--ledger", elsewhere)).ExitCode);
        Assert.Equal(1, (await RunAsync("status")).ExitCode);
    }

    [Fact]
    public async Task Password_is_read_from_a_file_or_from_the_address_variable()
    {
        var file = Path.Combine(_folder, "pgpass");
        await File.WriteAllTextAsync(file, $"127.0.0.1:*:*:*:{PostgresServer.Password}\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _more["PGPASSFILE"] = file;
        Assert.Equal(0, (await RunAsync("move-ledger", Bare)).ExitCode);
        Assert.Equal(0, (await RunAsync("status", "--ledger", Bare)).ExitCode);

        _more.Clear();
        Assert.Equal(1, (await RunAsync("status", "--ledger", Bare)).ExitCode);
        _more["IZZYLEASE_LEDGER"] = PostgresServer.Address;
        Assert.Equal(0, (await RunAsync("status", "--json")).ExitCode);
    }

    [Fact]
    public async Task Ledger_that_cannot_be_moved_ends_with_1_and_stays()
    {
        var same = await RunAsync("move-ledger", (await RunAsync("status", "--json")).Json.GetProperty("ledger").GetString()!);
        Assert.Equal((1, string.Empty), (same.ExitCode, same.Output));
        Assert.Contains("is there already", same.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("move-ledger", PostgresServer.Address.Replace("127.0.0.1", "127.0.0.2", StringComparison.Ordinal))).ExitCode);
        Assert.Equal(0, (await RunAsync("status")).ExitCode);
    }

    [Theory]
    [InlineData("move-ledger")]
    [InlineData("move-ledger", "")]
    [InlineData("move-ledger", "--jsn")]
    [InlineData("move-ledger", "a.db", "b.db")]
    public async Task Wrong_usage_ends_with_2(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.Equal((2, string.Empty), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Help_says_where_a_password_is_safer() =>
        Assert.All([await RunAsync("move-ledger", "--help"), await RunAsync("sync", "--help")], help => Assert.Contains("~/.pgpass", help.Output, StringComparison.Ordinal));

    private async Task<IzzyResult> RunAsync(params IEnumerable<string> arguments)
    {
        var environment = new Dictionary<string, string>(_more, StringComparer.Ordinal)
        {
            ["IZZYLEASE_API_BASE_URL"] = _server.BaseUri.AbsoluteUri,
            ["IZZYLEASE_CLIENT_ID"] = _server.ClientId,
            ["IZZYLEASE_CLIENT_SECRET"] = _server.ClientSecret,
            ["XDG_DATA_HOME"] = Path.Combine(_folder, "data"),
            ["NO_COLOR"] = "1",
        };
        var result = await IzzyProcess.RunAsync(environment, arguments);
        _said.AddRange([result.Output, result.Error]);
        return result;
    }
}
