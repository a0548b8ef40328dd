using IzzyPS.Sandbox.Http;
using IzzyPS.Tool;
using Xunit;

namespace IzzyPS.Tests.Faults;

/// <summary>
/// A real proxy in front of the server gives answers that are not the API's: its own 404, a login page, a redirect. Nothing that it
/// says counts as done or gone. Source: SAFETY.md, "The life of an operation".
/// </summary>
[Trait("Category", "Slow")]
public abstract class ForeignAnswerTests(LedgerKind kind) : IAsyncLifetime
{
    private const int Listed = 12;

    private readonly CalendarTime _time = new();
    private readonly Yard _yard = new(Enumerable.Range(0, Listed));
    private SoakRig _rig = null!;

    public static TheoryData<string> Foreign => ["404 page", "404 text", "410 page", "200 page", "200 page as JSON", "201 page", "302 login", "403 page", "401 page"];

    public async ValueTask InitializeAsync()
    {
        _rig = new SoakRig(kind == LedgerKind.Postgres ? PostgresServer.Address : null) { IsBehindProxy = true, Time = _time };
        Assert.Equal(Listed, (await SyncAsync()).Count("created"));
        _time.GoToNextDay();
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Updates_answered_by_a_proxy_change_nothing_and_list_nothing_in_three_runs(string answer)
    {
        _yard.Cut(Enumerable.Range(0, 6));
        _rig.Proxy.Answer(AnswerOf(answer), "PUT");
        for (var run = 0; run < 3; run++)
        {
            var result = await SyncAsync();
            AssertNotTheApi(result);
            Assert.Equal((0, 0, 0), (result.Count("price_updates"), result.Count("recreated"), result.Count("created")));
            Assert.Equal(6, result.Count("errors"));
            Assert.Equal(Listed, _rig.Server.Cars.Count);
        }

        _rig.Proxy.Heal();
        var healthy = await SyncAsync();
        Assert.Equal((0, 6), (healthy.ExitCode, healthy.Count("price_updates") + healthy.Count("updated")));
        await AssertWholeAsync(healthy);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Closes_answered_by_a_proxy_close_nothing_in_the_ledger(string answer)
    {
        _yard.Remove(0, 1, 2, 3);
        _rig.Proxy.Answer(AnswerOf(answer), "DELETE");
        for (var run = 0; run < 3; run++)
        {
            var result = await SyncAsync();
            AssertNotTheApi(result);
            Assert.Equal((0, 4), (result.Count("closed"), result.Count("errors")));
            Assert.Equal(Listed, _rig.Server.ActiveCars.Count);
            using var ledger = _rig.OpenLedger();
            Assert.Equal(Listed, ledger.ReadOverview().Active);
        }

        _rig.Proxy.Heal();
        var healthy = await SyncAsync();
        Assert.Equal((0, 4), (healthy.ExitCode, healthy.Count("closed")));
        await AssertWholeAsync(healthy);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Creates_answered_by_a_proxy_are_in_doubt_and_soon_end(string answer)
    {
        _yard.Add(Enumerable.Range(100, 60));
        _rig.Proxy.Rule = request => request is { Method: "POST", Path: "/external/cars" } ? new ForeignAnswer(AnswerOf(answer), IsPassedOn: true) : null;
        var result = await SyncAsync();
        AssertNotTheApi(result);
        Assert.Equal(0, result.Count("created"));
        Assert.InRange(result.Count("in_doubt"), 3, 16);
        Assert.Equal(_rig.Server.Cars.Count - Listed, result.Count("in_doubt")); // Each was sent once.

        _rig.Proxy.Heal();
        _ = await _rig.ResolveAllAsync();
        await AssertWholeAsync(await SyncAsync());
    }

    [Fact]
    public async Task Single_web_page_leaves_one_vehicle_unconfirmed_and_the_run_continues()
    {
        _yard.Cut(Enumerable.Range(0, 6));
        var updates = 0;
        _rig.Proxy.Rule = request => request.Method == "PUT" && Interlocked.Increment(ref updates) == 3 ? new ForeignAnswer(ForeignAnswer.CreatePage(200), IsPassedOn: true) : null;
        var result = await SyncAsync();
        Assert.Equal(((int)ExitCode.Errors, 5, 1), (result.ExitCode, result.Count("price_updates"), result.Count("errors")));
        var reason = Assert.Single(result.Json.GetProperty("detail").GetProperty("errors").EnumerateArray()).GetProperty("reason").GetString();
        Assert.StartsWith("Not confirmed: The server answered 200 with content type text/html", reason, StringComparison.Ordinal);

        var healthy = await SyncAsync();
        Assert.Equal((0, 1), (healthy.ExitCode, healthy.Count("price_updates") + healthy.Count("updated")));
        await AssertWholeAsync(healthy);
    }

    [Theory]
    [InlineData("PUT", "Not listed anew")]
    [InlineData("DELETE", "Not closed")]
    public async Task Api_of_another_account_that_knows_no_car_changes_nothing(string method, string reason)
    {
        if (method == "PUT")
            _yard.Cut(Enumerable.Range(0, Listed));
        else
            _yard.Remove(Enumerable.Range(0, 7));
        _rig.Proxy.Answer(ForeignAnswer.CreateJson(404, contentType: "application/problem+json"), method);
        for (var run = 0; run < 3; run++)
        {
            var result = await SyncAsync(allowClose: 7);
            Assert.Equal(((int)ExitCode.HeldBack, 0, 0, 0), (result.ExitCode, result.Count("recreated"), result.Count("created"), result.Count("closed")));
            Assert.Equal(method == "PUT" ? Listed : 7, result.Count("held_back"));
            Assert.All(result.Json.GetProperty("detail").GetProperty("held_back").EnumerateArray(), car => Assert.StartsWith(reason, car.GetProperty("reason").GetString(), StringComparison.Ordinal));
            Assert.Equal(Listed, _rig.Server.Cars.Count(car => car.IsActive));
            using var ledger = _rig.OpenLedger();
            Assert.Equal(Listed, ledger.ReadOverview().Active);
            Assert.Empty(Invariants.CheckExitCode(result, ledger));
        }

        _rig.Proxy.Heal();
        await AssertWholeAsync(await SyncAsync(allowClose: 7));
    }

    [Theory]
    [InlineData(204, "", null)]
    [InlineData(200, "", null)]
    [InlineData(200, "{}", "application/json")]
    [InlineData(202, """{"status":"queued"}""", "application/json;charset=UTF-8")]
    [InlineData(200, "OK", "text/plain;charset=UTF-8")]
    public async Task Answer_in_another_valid_form_of_the_api_is_accepted(int status, string body, string? type)
    {
        _yard.Cut(Enumerable.Range(0, 6));
        _yard.Remove(11);
        var answer = new HttpAnswer(status, System.Text.Encoding.UTF8.GetBytes(body), type ?? string.Empty);
        _rig.Proxy.Rule = request => request.Method is "PUT" or "DELETE" ? new ForeignAnswer(answer, IsPassedOn: true) : null;
        var result = await SyncAsync();
        Assert.Equal((0, 6, 1), (result.ExitCode, result.Count("price_updates"), result.Count("closed")));
        await AssertWholeAsync(result);
    }

    private static HttpAnswer AnswerOf(string name) => name switch
    {
        "404 text" => new HttpAnswer(404, "404 page not found\n"u8.ToArray(), "text/plain; charset=utf-8"),
        "200 page as JSON" => ForeignAnswer.CreatePage(200, "application/json"),
        "302 login" => ForeignAnswer.Redirect,
        _ => ForeignAnswer.CreatePage(int.Parse(name.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)),
    };

    private Task<IzzyResult> SyncAsync(int? allowClose = null) => _rig.SyncHereAsync(_rig.Write(_yard), allowClose);

    /// <summary>The run ended early, failed, and said what came, from which address.</summary>
    private void AssertNotTheApi(IzzyResult result)
    {
        Assert.Equal((int)ExitCode.Failed, result.ExitCode);
        var fault = result.Json.GetProperty("fault").GetString()!;
        Assert.Contains("this is not the API", fault, StringComparison.Ordinal);
        Assert.Contains($"Check the base address {_rig.Proxy.BaseUri}", fault, StringComparison.Ordinal);
        Assert.Contains("The server answered ", fault, StringComparison.Ordinal);
    }

    /// <summary>The five checks.</summary>
    private async Task AssertWholeAsync(IzzyResult last)
    {
        using (var ledger = _rig.OpenLedger())
        {
            Assert.Empty(Invariants.CheckOneCarPerKey(_rig.Server));
            Assert.Empty(Invariants.CheckNothingLost(_rig.Server, ledger));
            Assert.Empty(Invariants.CheckExitCode(last, ledger));
            Assert.Empty(Invariants.CheckYardIsListed(_rig.Server, ledger, _yard));
        }

        Assert.Empty(await Invariants.CheckRerunSendsNothingAsync(_rig.Server, () => SyncAsync()));
        Assert.Empty(Invariants.CheckSecrets(_rig, last.Output, last.Error));
    }
}

public sealed class SqliteForeignAnswerTests() : ForeignAnswerTests(LedgerKind.Sqlite);

public sealed class PostgresForeignAnswerTests() : ForeignAnswerTests(LedgerKind.Postgres);
