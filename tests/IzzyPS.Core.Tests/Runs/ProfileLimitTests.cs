using IzzyPS.Runs.Reporting;
using IzzyPS.Stock.Profiles;
using Xunit;

namespace IzzyPS.Tests.Runs;

/// <summary>A partner's profile sets the limits of the guards for the partner's files. The limits hold when the plan is made and when it is carried out.</summary>
public sealed class ProfileLimitTests
{
    [Fact]
    public async Task Limits_of_a_profile_take_the_place_of_the_connections()
    {
        await using var rig = new RunRig();
        _ = await rig.RunAsync(rig.WriteStock(Enumerable.Range(1, 30)));
        var file = rig.WriteStock(Enumerable.Range(8, 23), price: number => number == 9 ? 29_000 : 70_000);

        var held = await rig.RunAsync(file, options => options with { CloseMissing = true });
        Assert.Equal((RunVerdict.HeldBack, 0, 8), (held.Verdict, held.Closed.Count + held.Repriced.Count, held.HeldBack.Count));

        await using var other = new RunRig();
        _ = await other.RunAsync(other.WriteStock(Enumerable.Range(1, 30)));
        var done = await other.RunAsync(file, options => options with { CloseMissing = true, Profile = Load(other, "\"closeLimit\": 7, \"priceLimitPercent\": 60") });
        Assert.Equal((RunVerdict.Done, 7, 1), (done.Verdict, done.Closed.Count, done.Repriced.Count));
    }

    [Fact]
    public async Task Smaller_limits_of_a_profile_hold_more_back()
    {
        await using var rig = new RunRig();
        _ = await rig.RunAsync(rig.WriteStock(Enumerable.Range(1, 30)));
        var file = rig.WriteStock(Enumerable.Range(3, 28), price: number => number == 9 ? 69_000 : 70_000);
        var held = await rig.RunAsync(file, options => options with { CloseMissing = true, Profile = Load(rig, "\"closeLimit\": 1, \"closeLimitPercent\": 0, \"priceLimitPercent\": 1") });
        Assert.Equal((RunVerdict.HeldBack, 0, 3), (held.Verdict, held.Results.Count(result => result.Outcome == SyncOutcome.Succeeded), held.HeldBack.Count));
    }

    [Theory]
    [InlineData("\"closeLimits\": 7", "'closeLimits' is not a limit; those are closeLimit, closeLimitPercent, feedPriceLimitPercent, identityLimit, priceLimitPercent")]
    [InlineData("\"closeLimit\": -1", "closeLimit is -1; accepted: a whole number from 0 to 1000000")]
    [InlineData("\"closeLimit\": 1.5", "closeLimit is 1.5; accepted: a whole number")]
    [InlineData("\"priceLimitPercent\": 1e9", "priceLimitPercent is 1000000000; accepted: a percentage from 0 to 1000000")]
    [InlineData("\"priceLimitPercent\": \"60\"", "a number")]
    public async Task Wrong_limit_is_refused_with_what_is_accepted(string limits, string message)
    {
        await using var rig = new RunRig();
        var error = Assert.Throws<StockSettingsException>(() => Load(rig, limits));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static PartnerProfile Load(RunRig rig, string limits)
    {
        var path = rig.PathOf("limits.json");
        File.WriteAllText(path, $$"""{ "extends": "default", "limits": { {{limits}} } }""");
        return PartnerProfile.Load(path, []);
    }
}
