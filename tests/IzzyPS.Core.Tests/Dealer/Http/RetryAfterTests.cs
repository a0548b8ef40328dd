using IzzyPS.Dealer.Http;
using IzzyPS.Operations;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Dealer.Http;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, double?> Forms() => new()
    {
        { "7", 7 }, { " 7 ", 7 }, { "0", null },
        { "Sat, 21 Nov 2026 12:00:09 GMT", 9 },
        { "Sat, 21 Nov 2026 11:59:00 GMT", null },
        { "Sun, 21 Nov 2027 12:00:00 GMT", 300 },
        { "31536000", 300 }, { "99999999999999999999", 300 },
        { "-5", null }, { "soon", null }, { "7.5", null }, { "7, 9", null }, { "2026-11-21T12:00:09Z", null },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Read_takes_seconds_and_dates_and_nothing_else(string value, double? seconds)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", value);
        var wait = RetryAfter.Read(response.Headers, Noon, TimeSpan.FromMinutes(5));
        Assert.Equal(seconds, wait?.TotalSeconds);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sat, 21 Nov 2026 12:00:09 GMT", 9)]
    [InlineData("31536000", 300)]
    [InlineData("1", 1)]
    public async Task Postponed_create_waits_for_the_time_in_retry_after(string value, int seconds)
    {
        var clock = new TestTime(Noon);
        await using var rig = new DealerRig(
            DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.Status) { Status = 429, Times = 1, RetryAfter = value }),
            options => options with { MaxRetryAfter = TimeSpan.FromMinutes(5), RetryDelay = TimeSpan.FromMilliseconds(500), Timeout = TimeSpan.FromHours(1) },
            clock);
        var creating = rig.CreateAsync();
        await Eventually.UntilAsync(() => rig.Log.Any(line => line.Contains("429", StringComparison.Ordinal)) && clock.Waiting > 0);
        Assert.Equal(1, clock.Waiting);
        clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        Assert.Equal(1, clock.Waiting);
        clock.Advance(TimeSpan.FromSeconds(0.6));
        var answer = await creating;
        Assert.Equal((AnswerKind.Acknowledged, 2, true), (answer.Kind, answer.Attempts, answer.WasThrottled));
    }
}
