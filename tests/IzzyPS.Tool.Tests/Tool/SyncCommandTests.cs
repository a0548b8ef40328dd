using System.Globalization;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Opening;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Tool;

/// <summary>The tool as cron would run it: a process, the environment, a file, an exit code.</summary>
[Trait("Category", "Slow")]
public sealed class SyncCommandTests : IAsyncLifetime
{
    private const string Header =
        "configurationNumber,vin,category,make,model,manufactureYear,mileage,engineCode,cubicCapacity,acceleration,fuelType,power,transmissionType,driveWheels,type,carClass,doors,color,availableFrom,firstRegistrationDate,description,pricing_listPrice,pricing_salesPrice,pricing_miniPrice,locationId";

    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-tool-").FullName;
    private SandboxServer _server = null!;

    public ValueTask InitializeAsync()
    {
        Serve(new SandboxOptions());
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Sync_creates_updates_reprices_and_closes_and_a_rerun_sends_nothing()
    {
        var first = await SyncAsync(Stock(Enumerable.Range(1, 20)));
        Assert.Equal((0, 20), (first.ExitCode, first.Count("created")));
        Assert.Equal(20, first.Json.GetProperty("detail").GetProperty("created").GetArrayLength());
        Assert.Equal(TestCars.CreateVin(1), first.Json.GetProperty("detail").GetProperty("created").EnumerateArray().Min(entry => entry.GetProperty("vin").GetString()));

        var file = Stock(Enumerable.Range(1, 19), price: n => n == 1 ? 65_000 : 70_000, color: n => n == 2 ? "Czarny" : "Niebieski");
        var second = await SyncAsync(file, "--close-missing", "--update-prices");
        Assert.Equal((0, 1, 1, 1, 17), (second.ExitCode, second.Count("updated"), second.Count("price_updates"), second.Count("closed"), second.Count("unchanged")));

        var requests = _server.Requests.Values.Sum();
        var third = await SyncAsync(file, "--close-missing", "--update-prices");
        Assert.Equal((0, 19), (third.ExitCode, third.Count("unchanged")));
        Assert.Equal(requests, _server.Requests.Values.Sum());
    }

    [Fact]
    public async Task Prices_are_held_back_without_update_prices_and_updates_keep_the_last()
    {
        _ = await SyncAsync(Stock([1, 2, 3]));
        var result = await SyncAsync(Stock([1, 2, 3], price: n => n == 3 ? 70_000 : 60_000, color: n => n == 2 ? "Czarny" : "Niebieski"));
        Assert.Equal((0, 1, 0, 2), (result.ExitCode, result.Count("updated"), result.Count("price_updates"), result.Count("held_back")));
        Assert.All(_server.ActiveCars, car => Assert.Contains("70000.00", car.Json, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_if_sends_nothing_and_says_what_would_happen()
    {
        var result = await SyncAsync(Stock([1, 2]), "--what-if");
        Assert.Equal((0, 2), (result.ExitCode, result.Count("created")));
        Assert.Contains($"{TestCars.CreateVin(1)}: would create", result.Error, StringComparison.Ordinal);
        Assert.Equal(0, _server.Requests.Values.Sum());
    }

    [Fact]
    public async Task Rows_with_errors_end_with_3_and_the_others_are_listed()
    {
        var file = Stock([1, 2, 3], fuel: n => n == 2 ? "rzepak" : "ETYLINA");
        var report = Path.Combine(_folder, "errors.csv");
        var result = await SyncAsync(file, "--error-report", report);
        Assert.Equal((3, 2, 1), (result.ExitCode, result.Count("created"), result.Count("errors")));
        var error = result.Json.GetProperty("detail").GetProperty("errors")[0];
        Assert.Equal((TestCars.CreateVin(2), 3), (error.GetProperty("vin").GetString(), error.GetProperty("line").GetInt32()));
        Assert.Contains("rzepak", error.GetProperty("reason").GetString()!, StringComparison.Ordinal);
        Assert.Contains("rzepak", await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8, 4)]
    [InlineData(19, 0)]
    public async Task Too_many_closes_are_held_back_with_4(int kept, int exitCode)
    {
        _ = await SyncAsync(Stock(Enumerable.Range(1, 20)));
        var result = await SyncAsync(Stock(Enumerable.Range(1, kept)), "--close-missing");
        Assert.Equal(exitCode, result.ExitCode);
        Assert.Equal(exitCode == 0 ? 20 - kept : 0, result.Count("closed"));
        Assert.Equal(exitCode == 0 ? 0 : 20 - kept, result.Count("held_back"));
        Assert.Equal(exitCode == 0 ? kept : 20, _server.ActiveCars.Count);
    }

    [Theory]
    [InlineData("1", "0", 4)]
    [InlineData("2", "0", 0)]
    [InlineData("0", "10", 0)]
    [InlineData("0", "9.9", 4)]
    public async Task Limits_of_the_environment_decide_how_many_close(string count, string percent, int exitCode)
    {
        _ = await SyncAsync(Stock(Enumerable.Range(1, 20)));
        var environment = Environment();
        environment["IZZYLEASE_CLOSE_LIMIT"] = count;
        environment["IZZYLEASE_CLOSE_LIMIT_PERCENT"] = percent;
        var result = await IzzyProcess.RunAsync(environment, "sync", Stock(Enumerable.Range(2, 18)), "--close-missing", "--json");
        Assert.Equal((exitCode, exitCode == 0 ? 2 : 0), (result.ExitCode, result.Count("closed")));
        Assert.Equal(exitCode == 0 ? 18 : 20, _server.ActiveCars.Count);
    }

    [Fact]
    public async Task Allowed_closes_are_made()
    {
        _ = await SyncAsync(Stock(Enumerable.Range(1, 20)));
        var result = await SyncAsync(Stock(Enumerable.Range(1, 8)), "--close-missing", "--allow-close", "12");
        Assert.Equal((0, 12), (result.ExitCode, result.Count("closed")));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("header only")]
    [InlineData("empty")]
    [InlineData("missing")]
    [InlineData("open quote")]
    public async Task A_doubtful_file_closes_nothing(string what)
    {
        _ = await SyncAsync(Stock(Enumerable.Range(1, 20)));
        var file = Stock(Enumerable.Range(1, 19));
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, what switch
        {
            "cut" => text[..^60],
            "header only" => Header + "\n",
            "open quote" => text + "\"CFG",
            _ => string.Empty,
        }, TestContext.Current.CancellationToken);
        if (what == "missing")
            File.Delete(file);

        var result = await SyncAsync(file, "--close-missing", "--allow-close", "1000");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal(0, result.Count("closed"));
        Assert.Equal(20, _server.ActiveCars.Count);
    }

    [Fact]
    public async Task Insert_only_makes_a_listed_vehicle_an_error()
    {
        _ = await SyncAsync(Stock([1]));
        var result = await SyncAsync(Stock([1, 2]), "--mode", "insert-only");
        Assert.Equal((3, 1, 1), (result.ExitCode, result.Count("created"), result.Count("errors")));
    }

    [Fact]
    public async Task Run_with_a_doubt_ends_with_5_until_it_is_resolved()
    {
        Serve(new SandboxOptions { Faults = [new SandboxFault(FaultKind.Drop) { Moment = FaultMoment.AfterCommit, From = 2, Times = 1 }] });
        var file = Stock([1, 2, 3]);
        var first = await SyncAsync(file, "--throttle", "1");
        Assert.Equal((5, 2, 1), (first.ExitCode, first.Count("created"), first.Count("in_doubt")));
        Assert.Equal(TestCars.CreateVin(2), first.Json.GetProperty("detail").GetProperty("in_doubt")[0].GetProperty("vin").GetString());
        var second = await SyncAsync(file);
        Assert.Equal((5, 2, 1), (second.ExitCode, second.Count("unchanged"), second.Count("in_doubt")));
        Assert.Equal(3, _server.Cars.Count);
    }

    [Fact]
    public async Task A_server_that_refuses_the_account_ends_with_1()
    {
        var environment = Environment();
        environment["IZZYLEASE_CLIENT_SECRET"] = "planted-secret-4711";
        var result = await IzzyProcess.RunAsync(environment, "sync", Stock([1]), "--json", "--verbose");
        Assert.Equal(1, result.ExitCode);
        Assert.DoesNotContain("planted-secret-4711", result.Output + result.Error, StringComparison.Ordinal);
        Assert.Empty(_server.Cars);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("sync", "a.csv", "--mode", "sideways")]
    [InlineData("sync", "a.csv", "--allow-close", "many")]
    [InlineData("sync", "a.csv", "--throttle", "0")]
    [InlineData("sync", "a.csv", "--max-requests-per-second", "0")]
    [InlineData("sync", "a.csv", "--profile", "nobody")]
    [InlineData("sync", "a.csv", "--what-iff")]
    [InlineData("sync", "a.csv", "-x")]
    [InlineData("sync", "")]
    [InlineData("sync", "a.csv", "--ledger", "")]
    [InlineData("sync", "a.csv", "--feed", " ")]
    [InlineData("sync", "a.csv", "--error-report", "")]
    [InlineData("frobnicate")]
    public async Task Wrong_usage_ends_with_2_and_prints_nothing_on_standard_output(params string[] arguments)
    {
        var result = await IzzyProcess.RunAsync(Environment(), arguments);
        Assert.Equal((2, string.Empty), (result.ExitCode, result.Output));
        Assert.StartsWith("izzy: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbose_log_names_run_and_vin_for_each_request_of_a_vehicle()
    {
        var result = await SyncAsync(Stock([1, 2]), "--verbose");
        var run = result.Json.GetProperty("run").GetString();
        foreach (var number in new[] { 1, 2 })
            Assert.Contains($"izzy: run {run} {TestCars.CreateVin(number)}: POST /external/cars: 201", result.Error, StringComparison.Ordinal);
        Assert.Contains("izzy: POST /oauth/token: 200", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_known_limit_of_requests_a_second_is_kept()
    {
        var started = TimeProvider.System.GetTimestamp();
        var result = await SyncAsync(Stock(Enumerable.Range(1, 20)), "--max-requests-per-second", "20");
        Assert.Equal((0, 20), (result.ExitCode, result.Count("created")));
        // A token and twenty creates, 50 ms apart.
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromSeconds(1), $"{TimeProvider.System.GetElapsedTime(started)}");
    }

    [Fact]
    public async Task A_missing_variable_ends_with_2_and_is_named()
    {
        var environment = Environment();
        _ = environment.Remove("IZZYLEASE_CLIENT_SECRET");
        var result = await IzzyProcess.RunAsync(environment, "sync", Stock([1]), "--json");
        Assert.Equal((2, string.Empty), (result.ExitCode, result.Output));
        Assert.Contains("IZZYLEASE_CLIENT_SECRET", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_another_run_holds_ends_with_6()
    {
        Serve(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(100) });
        using var first = IzzyProcess.Start(Environment(), "sync", Stock(Enumerable.Range(1, 100)), "--json", "--throttle", "1");
        await Eventually.UntilAsync(() => _server.ActiveCars.Count > 0);
        var second = await SyncAsync(Stock([201]));
        Assert.Equal((6, 0, 0), (second.ExitCode, second.Count("created"), second.Count("in_doubt")));
        first.Kill();
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("QUIT")]
    [InlineData("HUP")]
    [InlineData("INT", "INT")] // A supervisor sends it twice.
    [InlineData("TERM", "TERM", "TERM")]
    [InlineData("HUP", "HUP", "HUP")] // A closed terminal: one from the kernel, one from the shell.
    public async Task Termination_signal_ends_with_130_after_requests_are_recorded(params string[] signals)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: signals are sent by kill.");
        Serve(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(50) });
        using var izzy = IzzyProcess.Start(Environment(), "sync", Stock(Enumerable.Range(1, 200)), "--json");
        await Eventually.UntilAsync(() => _server.ActiveCars.Count > 10);
        Array.ForEach(signals, izzy.Signal);
        var result = await izzy.EndAsync();
        Assert.Equal((130, 0), (result.ExitCode, result.Count("in_doubt")));
        Assert.Equal(_server.ActiveCars.Count, result.Count("created"));
        Assert.InRange(result.Count("created"), 10, 190);
    }

    [Fact]
    public async Task Termination_signal_ends_a_run_that_waits_for_retry_after()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: signals are sent by kill.");
        Serve(new SandboxOptions { Faults = [new SandboxFault(FaultKind.Status) { Status = 429, RetryAfter = "120", Routes = SandboxRoutes.CreateCar }] });
        using var izzy = IzzyProcess.Start(Environment(), "sync", Stock(Enumerable.Range(1, 20)), "--json");
        await Eventually.UntilAsync(() => _server.CountRequests(SandboxRoutes.CreateCar) > 0);
        await Task.Delay(500, TestContext.Current.CancellationToken); // Until the answers are read.
        var signalled = TimeProvider.System.GetTimestamp();
        izzy.Signal("TERM");
        var result = await izzy.EndAsync();
        Assert.Equal((130, 0, 0), (result.ExitCode, result.Count("in_doubt"), result.Count("created")));
        Assert.True(TimeProvider.System.GetElapsedTime(signalled) < TimeSpan.FromSeconds(15), $"{TimeProvider.System.GetElapsedTime(signalled)}");
    }

    [Fact]
    public async Task Run_under_nohup_goes_on_after_its_terminal_is_closed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "NOT TESTED: Windows has no nohup.");
        Serve(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(50) });
        using var izzy = IzzyProcess.StartUnder(["nohup"], Environment(), "sync", Stock(Enumerable.Range(1, 50)), "--json");
        await Eventually.UntilAsync(() => _server.ActiveCars.Count > 10);
        izzy.Signal("HUP");
        var result = await izzy.EndAsync();
        Assert.Equal((0, 50), (result.ExitCode, result.Count("created")));
    }

    [Fact]
    public async Task Lost_ledger_ends_the_run_with_1_and_still_gives_the_report()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets nobody move a file that is open.");
        Serve(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(50) });
        using var izzy = IzzyProcess.Start(Environment(), "sync", Stock(Enumerable.Range(1, 100)), "--json");
        await Eventually.UntilAsync(() => _server.ActiveCars.Count > 0);
        using (var ledger = Open())
            File.Move(ledger.Location, ledger.Location + ".moved");
        var result = await izzy.EndAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.NotNull(result.Json.GetProperty("fault").GetString());
        Assert.InRange(_server.ActiveCars.Count, 1, 60); // Of a hundred: it was noticed at the next commit.
    }

    private void Serve(SandboxOptions options)
    {
        _server?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _server = SandboxServer.Start(options);
    }

    private Dictionary<string, string> Environment() => new(StringComparer.Ordinal)
    {
        ["IZZYLEASE_API_BASE_URL"] = _server.BaseUri.AbsoluteUri,
        ["IZZYLEASE_CLIENT_ID"] = _server.ClientId,
        ["IZZYLEASE_CLIENT_SECRET"] = _server.ClientSecret,
        ["XDG_DATA_HOME"] = Path.Combine(_folder, "data"),
        ["NO_COLOR"] = "1",
    };

    private Task<IzzyResult> SyncAsync(string file, params IEnumerable<string> options) =>
        IzzyProcess.RunAsync(Environment(), ["sync", file, "--json", .. options]);

    private ILedger Open() => LedgerStore.Open(new LedgerOptions
    {
        Account = new DealerAccount(_server.BaseUri, _server.ClientId),
        DataFolder = new DataFolder(Path.Combine(_folder, "data", "izzyps")),
    });

    private string Stock(IEnumerable<int> numbers, Func<int, int>? price = null, Func<int, string>? color = null, Func<int, string>? fuel = null)
    {
        var path = Path.Combine(_folder, $"stock-{Guid.CreateVersion7():N}.csv");
        File.WriteAllLines(path, numbers.Select(n => string.Create(
            CultureInfo.InvariantCulture,
            $"CFG{n:D5},{TestCars.CreateVin(n)},osobowy,Kia,Sportage,2023,29550,,1591.00,11,{fuel?.Invoke(n) ?? "ETYLINA"},150.00,Manualna,Na przednie koła,SUV,Hatchback,0,{color?.Invoke(n) ?? "Niebieski"},2025-06-16 15:01:50,2023-08-01,ABS | ASR,80000.00,{price?.Invoke(n) ?? 70_000}.00,70000.00,")).Prepend(Header));
        return path;
    }
}
