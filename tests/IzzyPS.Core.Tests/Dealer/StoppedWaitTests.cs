using IzzyPS.Operations;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Dealer;

/// <summary>A stop ends every wait in which nothing is being sent, and says what may be concluded.</summary>
public sealed class StoppedWaitTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(429, nameof(AnswerKind.NotSent))]
    [InlineData(500, nameof(AnswerKind.Unknown))] // The attempt before may have done it.
    public async Task Update_that_waits_for_its_repeat_ends_with_the_stop(int status, string expected)
    {
        await using var rig = Rig(SandboxRoutes.UpdateCar, status);
        await EndsAsync(expected, rig, stop => rig.Calls.UpdateCarAsync("1", DealerRig.CreateCar(), stop), () => rig.Server.CountRequests(SandboxRoutes.UpdateCar) == 1);
        Assert.Equal(1, rig.Server.CountRequests(SandboxRoutes.UpdateCar));
    }

    [Fact]
    public async Task Stopped_create_that_waits_for_its_retry_was_not_sent()
    {
        await using var rig = Rig(SandboxRoutes.CreateCar, 429);
        await EndsAsync(nameof(AnswerKind.NotSent), rig, stop => CreateAsync(rig, stop), () => rig.Server.CountRequests(SandboxRoutes.CreateCar) == 1);
        Assert.Empty(rig.Server.Cars);
    }

    [Fact]
    public async Task Create_that_waits_for_a_token_ends_with_the_stop()
    {
        await using var rig = Rig(SandboxRoutes.Token, 429);
        await EndsAsync(nameof(AnswerKind.NotSent), rig, stop => CreateAsync(rig, stop), () => rig.Server.CountRequests(SandboxRoutes.Token) == 1, hasToken: false);
        Assert.Equal(0, rig.Server.CountRequests(SandboxRoutes.CreateCar));
    }

    [Fact]
    public async Task Create_that_waits_for_its_turn_ends_with_the_stop()
    {
        await using var rig = new DealerRig(change: options => options with { MaxRequestsPerSecond = 0.01 });
        await EndsAsync(nameof(AnswerKind.NotSent), rig, stop => CreateAsync(rig, stop), () => true);
        Assert.Equal(0, rig.Server.CountRequests(SandboxRoutes.CreateCar));
    }

    [Fact]
    public async Task Create_that_is_under_way_goes_on_after_the_stop()
    {
        await using var rig = new DealerRig(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(500) });
        await EndsAsync(nameof(AnswerKind.Acknowledged), rig, stop => CreateAsync(rig, stop), () => rig.Server.CountRequests(SandboxRoutes.CreateCar) == 1);
    }

    private static DealerRig Rig(SandboxRoutes route, int status) => new(
        DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.Status) { Routes = route, Status = status, RetryAfter = "600" }),
        options => options with { MaxRetryAfter = Long });

    private static Task<Answer> CreateAsync(DealerRig rig, CancellationToken grace) => rig.Calls.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), grace);

    private static async Task EndsAsync(
        string expected, DealerRig rig, Func<CancellationToken, Task<Answer>> send, Func<bool> isWaiting, bool hasToken = true)
    {
        using var stop = new CancellationTokenSource();
        using var grace = new CancellationTokenSource(); // It is not over.
        if (hasToken)
            await rig.Client.AuthenticateAsync(grace.Token);
        rig.Context = DealerRig.CreateStoppableContext(stop.Token);
        var sending = send(grace.Token);
        await Eventually.UntilAsync(isWaiting);
        await Task.Delay(100, TestContext.Current.CancellationToken); // Until the answer is read.
        await stop.CancelAsync();
        var answer = await sending.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(expected, answer.Kind.ToString());
    }
}
