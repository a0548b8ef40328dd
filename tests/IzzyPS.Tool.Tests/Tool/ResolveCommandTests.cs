using IzzyPS.Ledger.Opening;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Tool;

/// <summary><c>izzy status</c> and <c>izzy resolve</c> as processes, over a create whose answer was lost.</summary>
[Trait("Category", "Slow")]
public sealed class ResolveCommandTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-tool-").FullName;
    private readonly SandboxServer _server = SandboxServer.Start(new SandboxOptions
    {
        Faults = [new SandboxFault(FaultKind.Drop) { Moment = FaultMoment.AfterCommit, From = 1, Times = 1 }],
    });

    private string _vin = null!;

    public async ValueTask InitializeAsync()
    {
        var synced = await RunAsync("sync", Path.Combine(StockFileGenerator.Fixtures, "..", "..", "examples", "stock-monday.csv"), "--json", "--throttle", "1");
        Assert.Equal(5, synced.ExitCode);
        var doubt = synced.Json.GetProperty("detail").GetProperty("in_doubt")[0];
        _vin = doubt.GetProperty("vin").GetString()!;
        Assert.Contains($"izzy resolve {_vin} --remote-id <its id>", doubt.GetProperty("reason").GetString()!, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Status_says_what_to_look_up_and_ends_with_5_until_it_is_resolved()
    {
        var status = await RunAsync("status", "--json");
        Assert.Equal((5, 1), (status.ExitCode, status.Count("in_doubt")));
        Assert.Equal(_server.ActiveCars.Count - 1, status.Count("active"));
        Assert.Equal(_vin, status.Json.GetProperty("detail").GetProperty("in_doubt")[0].GetProperty("vin").GetString());
        var feed = Assert.Single(status.Json.GetProperty("feeds").EnumerateArray());
        Assert.Equal(("default", "Finished"), (feed.GetProperty("name").GetString(), feed.GetProperty("last_run").GetProperty("outcome").GetString()));
        Assert.Contains("izzy resolve", (await RunAsync("status")).Output, StringComparison.Ordinal);

        var id = _server.ActiveCars.Single(car => car.Vin == _vin).Id;
        var resolved = await RunAsync("resolve", _vin.ToLowerInvariant(), "--remote-id", id, "--json");
        Assert.Equal((0, 0, id), (resolved.ExitCode, resolved.Count("in_doubt"), resolved.Json.GetProperty("car_id").GetString()));
        Assert.Equal(0, (await RunAsync("status")).ExitCode);
    }

    [Fact]
    public async Task A_wrong_id_ends_with_1_and_the_vehicle_stays_in_doubt()
    {
        var other = _server.ActiveCars.First(car => car.Vin != _vin);
        var taken = await RunAsync("resolve", _vin, "--remote-id", other.Id);
        Assert.Equal((1, string.Empty), (taken.ExitCode, taken.Output));
        Assert.Contains($"belongs to {other.Vin}", taken.Error, StringComparison.Ordinal);
        var unknown = await RunAsync("resolve", _vin, "--remote-id", Guid.CreateVersion7().ToString(), "--json");
        Assert.Equal((1, 1), (unknown.ExitCode, unknown.Count("in_doubt")));
        Assert.Equal(1, (await RunAsync("resolve", other.Vin!, "--not-created")).ExitCode);
    }

    [Fact]
    public async Task Operation_id_resolves_a_create_as_not_created()
    {
        var operation = (await RunAsync("status", "--json")).Json.GetProperty("detail").GetProperty("in_doubt")[0].GetProperty("operation").GetString()!;
        var result = await RunAsync("resolve", operation, "--not-created");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("the next comparison sends the car again", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("resolve", operation, "--not-created")).ExitCode);
    }

    [Fact]
    public async Task A_ledger_that_a_run_holds_ends_with_6_and_can_be_looked_at()
    {
        using var ledger = LedgerStore.Open(new LedgerOptions
        {
            Account = new DealerAccount(_server.BaseUri, _server.ClientId),
            DataFolder = new DataFolder(Path.Combine(_folder, "data", "izzyps")),
        });
        await using var held = await ledger.AcquireLeaseAsync("anna at the desk", TimeSpan.Zero, TestContext.Current.CancellationToken);
        Assert.Equal(6, (await RunAsync("resolve", _vin, "--not-created")).ExitCode);
        var status = await RunAsync("status", "--json");
        Assert.Equal((5, "anna at the desk"), (status.ExitCode, status.Json.GetProperty("lease").GetProperty("holder").GetString()));
    }

    [Theory]
    [InlineData("resolve")]
    [InlineData("resolve", "WZZZZZ1KZ00000001")]
    [InlineData("resolve", "WZZZZZ1KZ00000001", "--remote-id", "x", "--not-created")]
    [InlineData("resolve", "not-a-vin", "--not-created")]
    public async Task Wrong_usage_ends_with_2(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.Equal((2, string.Empty), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task Resolving_without_a_ledger_creates_none()
    {
        var path = Path.Combine(_folder, "other.db");
        Assert.Equal(1, (await RunAsync("status", "--ledger", path)).ExitCode);
        Assert.False(File.Exists(path));
    }

    private Task<IzzyResult> RunAsync(params IEnumerable<string> arguments) => IzzyProcess.RunAsync(
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["IZZYLEASE_API_BASE_URL"] = _server.BaseUri.AbsoluteUri,
            ["IZZYLEASE_CLIENT_ID"] = _server.ClientId,
            ["IZZYLEASE_CLIENT_SECRET"] = _server.ClientSecret,
            ["XDG_DATA_HOME"] = Path.Combine(_folder, "data"),
            ["NO_COLOR"] = "1",
        },
        arguments);
}
