using IzzyPS.Tool;
using Xunit;

namespace IzzyPS.Tests.Tool;

/// <summary><c>izzy sync</c> as cron runs it, behind a proxy whose answers are not the API's.</summary>
[Trait("Category", "Slow")]
public sealed class ForeignAnswerCommandTests : IAsyncLifetime
{
    private readonly SoakRig _rig = new() { IsBehindProxy = true };
    private readonly Yard _yard = new(Enumerable.Range(0, 4));

    public async ValueTask InitializeAsync() => Assert.Equal(0, (await SyncAsync()).ExitCode);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Three_runs_against_a_proxys_404_page_list_nothing_and_fail()
    {
        _yard.Cut(0, 1, 2, 3);
        _rig.Proxy.Answer(ForeignAnswer.CreatePage(404), "PUT");
        for (var run = 0; run < 3; run++)
        {
            var result = await SyncAsync();
            Assert.Equal(((int)ExitCode.Failed, 0, 0, 4), (result.ExitCode, result.Count("created"), result.Count("recreated"), result.Count("errors")));
            Assert.Contains("404 with content type text/html", result.Json.GetProperty("fault").GetString(), StringComparison.Ordinal);
            Assert.Contains("this is not the API", result.Error, StringComparison.Ordinal);
            Assert.Equal(4, _rig.Server.Cars.Count);
            Assert.Empty(Invariants.CheckSecrets(_rig, result.Output, result.Error));
        }

        _rig.Proxy.Heal();
        var healthy = await SyncAsync();
        Assert.Equal((0, 4), (healthy.ExitCode, healthy.Count("price_updates") + healthy.Count("updated")));
        Assert.Equal(4, _rig.Server.Cars.Count);
    }

    [Fact]
    public async Task Four_of_four_gone_listings_are_held_back_with_4_until_allowed()
    {
        _yard.Cut(0, 1, 2, 3);
        _rig.Proxy.Answer(ForeignAnswer.CreateJson(404), "PUT");
        var result = await SyncAsync();
        Assert.Equal(((int)ExitCode.HeldBack, 0, 4), (result.ExitCode, result.Count("recreated"), result.Count("held_back")));
        Assert.Contains("4 of 4 listings are gone", result.Error, StringComparison.Ordinal);

        // Even an operator's word does not list anew what was acknowledged today.
        result = await SyncAsync("--allow-gone", "4");
        Assert.Equal(((int)ExitCode.HeldBack, 0), (result.ExitCode, result.Count("recreated")));
        Assert.Contains("less than 24 hours ago", result.Error, StringComparison.Ordinal);
        Assert.Equal(4, _rig.Server.Cars.Count);
    }

    [Fact]
    public async Task Login_page_instead_of_a_token_is_reported_as_a_login_page()
    {
        _yard.Cut(0);
        _rig.Proxy.Rule = request => request.Path == "/oauth/token" ? new ForeignAnswer(ForeignAnswer.CreatePage(200)) : null;
        var result = await SyncAsync();
        Assert.Equal((int)ExitCode.Failed, result.ExitCode);
        Assert.Contains("this is not the API's token endpoint", result.Json.GetProperty("fault").GetString(), StringComparison.Ordinal);
    }

    private Task<IzzyResult> SyncAsync(params IEnumerable<string> options) => _rig.SyncAsync(_rig.Write(_yard), options);
}
