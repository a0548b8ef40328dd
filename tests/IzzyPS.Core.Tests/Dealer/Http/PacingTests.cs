using IzzyPS.Connections;
using IzzyPS.Dealer.Http.Pacing;
using IzzyPS.Operations;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Dealer.Http;

/// <summary>When a request may go out at all: the account's own limit, and the right to send it.</summary>
public sealed class PacingTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pacer_spaces_requests_evenly_and_saves_no_unused_ones()
    {
        var clock = new TestTime();
        var pacer = new RequestPacer(4, clock);
        Assert.True(pacer.WaitAsync(Stop).IsCompleted);
        var (second, third) = (pacer.WaitAsync(Stop), pacer.WaitAsync(Stop));
        clock.Advance(TimeSpan.FromMilliseconds(249));
        Assert.False(second.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await second.WaitAsync(Eventually.Limit, Stop);
        Assert.False(third.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        await third.WaitAsync(Eventually.Limit, Stop);
        Assert.True(pacer.WaitAsync(Stop).IsCompleted);
        Assert.False(pacer.WaitAsync(Stop).IsCompleted);
    }

    [Fact]
    public async Task Rate_limit_counts_token_requests_retries_and_parallel_senders()
    {
        var fault = new SandboxFault(FaultKind.Status) { Routes = SandboxRoutes.UpdateCar, Status = 500, Times = 2 };
        var clock = new TestTime();
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(fault), options => options with { MaxRequestsPerSecond = 2, RetryDelay = TimeSpan.Zero }, clock);
        var started = clock.GetUtcNow();
        var sent = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => rig.CreateAsync()).Append(rig.Calls.UpdateCarAsync("1", DealerRig.CreateCar(), Stop)));
        while (!sent.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMilliseconds(20));
            _ = await Task.WhenAny(sent, Task.Delay(1, Stop));
        }

        // A token, four creates and three updates: the last starts 7 half seconds after the first.
        Assert.Equal(8, rig.Server.CountRequests(SandboxRoutes.All));
        Assert.True(clock.GetUtcNow() - started >= TimeSpan.FromSeconds(3.5), $"{clock.GetUtcNow() - started}");
    }

    [Theory]
    [InlineData(429, nameof(AnswerKind.NotSent))]
    [InlineData(500, nameof(AnswerKind.Unknown))]
    public async Task Waiting_retry_is_not_sent_after_the_lease_is_lost(int status, string expected)
    {
        var fault = new SandboxFault(FaultKind.Status) { Routes = SandboxRoutes.UpdateCar, Status = status };
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(fault), options => options with { MaxRetryAfter = TimeSpan.FromMinutes(1) });
        var asked = 0;
        // Each attempt asks when it begins, and again when its body does.
        rig.Context = DealerRig.CreateAskingContext(() => ValueTask.FromResult(++asked <= 2));
        var answer = await rig.Calls.UpdateCarAsync("1", DealerRig.CreateCar(), Stop);
        Assert.Equal((expected, 1, 3), (answer.Kind.ToString(), rig.Server.CountRequests(SandboxRoutes.UpdateCar), asked));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public async Task Rate_limit_of_zero_is_refused(double limit)
    {
        await using var server = SandboxServer.Start();
        var exception = Assert.Throws<ArgumentException>(() => IzzyServices.Default.CreateClient(DealerRig.CreateOptions(server) with { MaxRequestsPerSecond = limit }, TimeProvider.System));
        Assert.Contains("requests a second", exception.Message, StringComparison.Ordinal);
    }
}
