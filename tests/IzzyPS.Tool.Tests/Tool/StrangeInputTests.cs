using System.Net;
using System.Net.Sockets;
using System.Text;
using IzzyPS.Sandbox;
using Xunit;

namespace IzzyPS.Tests.Tool;

/// <summary><c>izzy</c> as a process, given what a stranger, a typing error or a bad proxy gives it: no secret, no stack trace, no stray file.</summary>
[Trait("Category", "Slow")]
public sealed class StrangeInputTests : IAsyncDisposable
{
    private const string Secret = "Hunter2-planted";

    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-strange-").FullName;
    private readonly SandboxServer _server = SandboxServer.Start();

    private static string Stock => Path.GetFullPath(Path.Combine(StockFileGenerator.Fixtures, "..", "..", "examples", "stock-monday.csv"));

    public static TheoryData<string> Awful =>
    [
        $"postgres://izzy:{Secret}@db.example.test/izzy?connect_timeout=5000",
        $"postgres://izzy:{Secret}@127.0.0.1/izzy%00",
        $"postgres://izzy:{Secret}@db.example.test/izzy?sslmode=prefer",
        $"postgres://izzy:{Secret}@a,b/izzy",
        $"jdbc:postgresql://db/izzy?password={Secret}",
        $"host=db user=izzy password={Secret}",
        $"pgsql://izzy:{Secret}@db/izzy",
        $"izzy:{Secret}@db/izzy",
        $"postgres//izzy:{Secret}@h:5432/izzy",
        $"postgres\uFF1A//izzy:{Secret}@h:5432/izzy",
        $"izzy/{Secret}@h/db",
        $$"""{"host":"h","password":"{{Secret}}"}""",
    ];

    public static TheoryData<string[]> AddressesForFiles =>
    [
        new[] { "sync", Stock, "--error-report", $"postgres://u:{Secret}@h/db" },
        new[] { "sync", Stock, "--error-report", $"https://u:{Secret}@h/e.csv" },
        new[] { "sync", Stock, "--error-report", $"https\uFF1A\uFF0F\uFF0Fu\uFF1A{Secret}\uFF20h/e.csv" },
        new[] { "sync", Stock, "--profile", $"https://u:{Secret}@h/p.json" },
        new[] { "sync", $"https://u:{Secret}@h/stock.csv" },
        new[] { "sync", Stock, "--json", "--verbose", "IZZYLEASE_LOCATION_MAP_FILE", $"https://u:{Secret}@h/map.json" },
        new[] { "sandbox", "--fault-schedule", $"https://u:{Secret}@h/f.txt" },
    ];

    [Theory]
    [MemberData(nameof(AddressesForFiles))]
    public async Task An_address_in_place_of_a_file_ends_with_2(string[] command)
    {
        (string, string)[] variables = command[^2].StartsWith("IZZYLEASE", StringComparison.Ordinal) ? [(command[^2], command[^1])] : [];

        var result = await RunAsync(command[..^(variables.Length * 2)], variables);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("names an address (it holds ://), not a file", result.Error, StringComparison.Ordinal);
        AssertPlain(result);
        Assert.DoesNotContain("***", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Work));
    }

    [Theory]
    [MemberData(nameof(Awful))]
    public async Task Unusable_address_ends_each_command_with_2(string address)
    {
        string[][] commands = [["status", "--ledger", address], ["status", "--json"], ["sync", Stock, "--json", "--verbose", "--ledger", address], ["move-ledger", address], ["resolve", "#1", "--not-created", "--ledger", address]];
        foreach (var command in commands)
        {
            var result = await RunAsync(command, command.Contains(address) ? [] : [("IZZYLEASE_LEDGER", address)]);

            Assert.Equal(2, result.ExitCode);
            Assert.Contains("The name of the ledger", result.Error, StringComparison.Ordinal);
            AssertPlain(result);
            Assert.All(Directory.GetFileSystemEntries(Work), entry => Assert.Equal("data", Path.GetFileName(entry)));
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nX-Said: http://anna:Hunter2-planted@127.0.0.1/\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("Hunter2-planted is no HTTP\r\n\r\n")]
    [InlineData("")]
    public async Task The_password_of_a_proxy_is_shown_nowhere(string answer)
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        _ = AnswerAsync(proxy, answer);
        var port = ((IPEndPoint)proxy.LocalEndpoint).Port;
        foreach (var address in new[] { $"http://anna:{Secret}@127.0.0.1:{port}", $"http://anna:{Secret}@127.0.0.1:1" })
        {
            var result = await RunAsync(
                ["sync", Stock, "--json", "--verbose", "--new-ledger"],
                [("IZZYLEASE_API_BASE_URL", "https://api.example.test/"), ("IZZYLEASE_TIMEOUT", "5"), ("HTTPS_PROXY", address), ("https_proxy", address)]);

            Assert.Equal(1, result.ExitCode);
            AssertPlain(result);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"anna:{Secret}")), result.Output + result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task False_server_ends_with_1_and_differs_from_a_lost_connection()
    {
        using var server = new FakePostgres(FakeLogin.CleartextPassword);
        var result = await RunAsync(["status", "--ledger", $"postgres://izzy:{Secret}@127.0.0.1:{server.Port}/izzy"], []);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("does not ask for SCRAM", result.Error, StringComparison.Ordinal);
        AssertPlain(result);
        Assert.DoesNotContain(Secret, server.Received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_characters_in_names_are_shown_as_visible_symbols()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: Windows has no such file names.");
        var stock = Path.Combine(_folder, "a\u001B]0;evil\u0007\u202E.csv");
        await File.WriteAllTextAsync(stock, "vin\nNOTAVIN\n", TestContext.Current.CancellationToken);
        foreach (var arguments in new[] { new[] { "sync", stock, "--json", "--new-ledger" }, ["sync", stock, "--verbose"], ["sync", stock, "--feed", "a\u001B[2J", "--json"], ["sync", "--x\u001B[2J", stock], ["status", "--ledger", "/tmp/\u001B[2J"] })
        {
            var result = await RunAsync(arguments, []);

            Assert.NotEqual(0, result.ExitCode);
            AssertPlain(result);
            Assert.DoesNotContain(result.Output + result.Error, character => character is '\u001B' or '\u0007' or '\u202E');
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Work => Directory.CreateDirectory(Path.Combine(_folder, "work")).FullName;

    private static void AssertPlain(IzzyResult result)
    {
        var said = result.Output + result.Error;
        Assert.DoesNotContain(Secret, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", said, StringComparison.Ordinal);
    }

    private static async Task AnswerAsync(TcpListener listener, string answer)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                _ = await client.GetStream().ReadAsync(new byte[4096]);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // It was stopped.
        }
    }

    /// <summary>In a folder of its own, so that a stray file is seen.</summary>
    private async Task<IzzyResult> RunAsync(IEnumerable<string> arguments, IEnumerable<(string Name, string Value)> more)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["IZZYLEASE_API_BASE_URL"] = _server.BaseUri.AbsoluteUri,
            ["IZZYLEASE_CLIENT_ID"] = _server.ClientId,
            ["IZZYLEASE_CLIENT_SECRET"] = _server.ClientSecret,
            ["XDG_DATA_HOME"] = Path.Combine(Work, "data"),
            ["NO_COLOR"] = "1",
            ["IZZY_WORK"] = Work,
        };
        foreach (var (name, value) in more)
            environment[name] = value;
        if (OperatingSystem.IsWindows())
            return await IzzyProcess.RunAsync(environment, arguments);
        using var process = IzzyProcess.StartUnder(["sh", "-c", "cd \"$IZZY_WORK\" && exec \"$0\" \"$@\""], environment, arguments);
        return await process.EndAsync();
    }
}
