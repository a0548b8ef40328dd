using Xunit;

namespace IzzyPS.Tests.Cases;

/// <summary>
/// Files that would ruin a feed. The last file of each case is synced twice, and the second
/// time nothing is sent that the first time did not send. Source: SAFETY.md, "Guards".
/// </summary>
[Trait("Category", "Slow")]
public sealed class GuardCaseTests : CaseTests
{
    [Fact]
    public async Task W02_shifted_vin_column_sends_nothing()
    {
        Assert.Equal((0, 10), await ListAsync("W02-day1.csv"));
        var listed = Cars;

        foreach (var result in await SyncTwiceAsync("W02-day2-vin-column-shifted.csv", "--update-prices"))
        {
            Assert.Equal((4, 0, 0, 10), (result.ExitCode, result.Count("updated"), result.Count("closed"), result.Count("held_back")));
            Assert.All(GetHeldBack(result), held => Assert.Equal("IdentityOfFile", held.Code));
            Assert.Contains("10 of 10 vehicles changed identity", result.Error + result.Output, StringComparison.Ordinal);
            Assert.Equal(listed, Cars);
        }

        var allowed = await SyncAsync("W02-day2-vin-column-shifted.csv", "--allow-identity-change", "10");
        Assert.Equal((0, 10), (allowed.ExitCode, allowed.Count("updated")));
        Assert.Contains("79000.00", Cars.Single(car => car.Contains("WBATEST0000000002", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task W04_implausible_prices_reach_no_listing()
    {
        Assert.Equal((0, 5), await ListAsync("W04-day1.csv"));
        var listed = Cars;

        foreach (var result in await SyncTwiceAsync("W04-day2-prices.csv", "--update-prices"))
        {
            Assert.Equal((4, 0, 5, 2), (result.ExitCode, result.Count("created"), result.Count("held_back"), result.Count("errors")));
            Assert.All(GetHeldBack(result), held => Assert.Equal("PriceLimit", held.Code));
            Assert.Equal(listed, Cars);
        }

        var allowed = await SyncAsync("W04-day2-prices.csv", "--update-prices", "--allow-price-change", "1000000");
        Assert.Equal((4, 0), (allowed.ExitCode, allowed.Count("price_updates")));
    }

    [Fact]
    public async Task W04b_amounts_in_grosze_are_held_for_one_reason()
    {
        Assert.Equal((0, 10), await ListAsync("W04b-day1.csv"));
        var listed = Cars;

        foreach (var result in await SyncTwiceAsync("W04b-day2-grosze.csv", "--update-prices"))
        {
            Assert.Equal((4, 0, 10, 0), (result.ExitCode, result.Count("price_updates"), result.Count("held_back"), result.Count("errors")));
            var reason = Assert.Single(GetHeldBack(result).Select(held => held.Reason).Distinct(StringComparer.Ordinal));
            Assert.Contains("100 times as high: they look like grosze", reason, StringComparison.Ordinal);
            Assert.Equal(listed, Cars);
        }
    }

    [Fact]
    public async Task W06_corrected_vin_updates_the_same_listing()
    {
        Assert.Equal((0, 12), await ListAsync("W06-day1.csv"));
        var id = Rig.Server.ActiveCars.Single(car => car.Vin == "WBATEST0000000001").Id;

        var results = await SyncTwiceAsync("W06-day2-vin-corrected.csv");

        Assert.Equal((0, 1, 0, 0, 11), (results[0].ExitCode, results[0].Count("updated"), results[0].Count("created"), results[0].Count("closed"), results[0].Count("unchanged")));
        Assert.Equal((0, 0, 12), (results[1].ExitCode, results[1].Count("updated"), results[1].Count("unchanged")));
        Assert.Equal((12, id), (Rig.Server.ActiveCars.Count, Rig.Server.ActiveCars.Single(car => car.Vin == "WBATEST9990000001").Id));
    }

    private static IEnumerable<(string Code, string Reason)> GetHeldBack(IzzyResult result) => result.Json.GetProperty("detail").GetProperty("held_back").EnumerateArray()
        .Select(held => (held.GetProperty("code").GetString()!, held.GetProperty("reason").GetString()!));

    private async Task<(int ExitCode, int Created)> ListAsync(string name)
    {
        var result = await SyncAsync(name);
        return (result.ExitCode, result.Count("created"));
    }

    private async Task<IzzyResult[]> SyncTwiceAsync(string name, params string[] options) => [await SyncAsync(name, options), await SyncAsync(name, options)];
}
