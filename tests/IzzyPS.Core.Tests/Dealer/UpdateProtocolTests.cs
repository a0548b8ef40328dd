using IzzyPS.Connections;
using IzzyPS.Operations;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Dealer;

/// <summary>Updates and closes are idempotent and retried freely. Source: SAFETY.md, "The life of an operation".</summary>
public sealed class UpdateProtocolTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Update_and_close_are_acknowledged()
    {
        await using var rig = new DealerRig();
        var id = await rig.ListCarAsync();
        var updated = await rig.Client.UpdateCarAsync(id, DealerRig.CreateCar(price: 98500), Stop);
        Assert.Equal((AnswerKind.Acknowledged, 1, 200), (updated.Kind, updated.Attempts, updated.Status));
        Assert.Contains("\"98500.00\"", Assert.Single(rig.Server.ActiveCars).Json, StringComparison.Ordinal);
        var closed = await rig.Client.CloseCarAsync(id, CloseReason.Sold, Stop);
        Assert.Equal((AnswerKind.Acknowledged, 1, 204), (closed.Kind, closed.Attempts, closed.Status));
        Assert.Equal("SOLD", Assert.Single(rig.Server.Cars).Reason);
        Assert.Empty(rig.Server.ActiveCars);
    }

    [Fact]
    public async Task Update_or_close_of_a_closed_car_is_gone()
    {
        await using var rig = new DealerRig();
        var id = await rig.ListCarAsync();
        await rig.Client.CloseCarAsync(id, CloseReason.Deleted, Stop);
        Assert.Equal(AnswerKind.Gone, (await rig.Client.CloseCarAsync(id, CloseReason.Deleted, Stop)).Kind);
        Assert.Equal(AnswerKind.Gone, (await rig.Client.UpdateCarAsync(id, DealerRig.CreateCar(), Stop)).Kind);
    }

    public static TheoryData<string, int> Once() => new()
    {
        { "Status", 500 }, { "Status", 502 }, { "Status", 503 }, { "Status", 504 }, { "Status", 408 }, { "Status", 429 }, { "Status", 401 },
        { "Drop", 0 }, { "Reset", 0 }, { "NoAnswer", 0 }, { "Truncated", 0 }, { "EndlessHead", 0 }, { "SlowHead", 0 },
    };

    [Theory]
    [MemberData(nameof(Once))]
    public async Task Close_is_sent_again_after_a_fault(string kind, int status)
    {
        var fault = new SandboxFault(Enum.Parse<FaultKind>(kind)) { Routes = SandboxRoutes.DeleteCar, Status = status, Times = 1, Moment = FaultMoment.AfterCommit };
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(fault), options => options with { Timeout = TimeSpan.FromMilliseconds(300) });
        var id = await rig.ListCarAsync();
        var answer = await rig.Client.CloseCarAsync(id, CloseReason.Deleted, Stop);
        // The first one had closed it: the second finds it gone.
        Assert.Equal((AnswerKind.Gone, 2), (answer.Kind, answer.Attempts));
        Assert.Equal(2, rig.Server.CountRequests(SandboxRoutes.DeleteCar));
    }

    public static TheoryData<string, int, string, int> ForEver() => new()
    {
        { "Status", 500, "Unknown", 3 }, { "Status", 503, "Unknown", 3 }, { "Status", 408, "Unknown", 3 },
        { "Status", 401, "Unauthorized", 2 },
        { "Status", 302, "Unknown", 1 },
        { "Status", 404, "Gone", 1 }, { "Status", 410, "Gone", 1 },
        { "Status", 400, "Rejected", 1 }, { "Status", 409, "Rejected", 1 },
        { "Reset", 0, "Unknown", 3 }, { "Truncated", 0, "Unknown", 3 }, { "GzipBomb", 0, "Acknowledged", 1 }, { "HugeBody", 0, "Acknowledged", 1 }, { "NoAnswer", 0, "Unknown", 3 },
    };

    [Theory]
    [MemberData(nameof(ForEver))]
    public async Task Update_that_always_meets_this_fault_has_the_expected_outcome(string kind, int status, string expected, int requests)
    {
        var fault = new SandboxFault(Enum.Parse<FaultKind>(kind)) { Routes = SandboxRoutes.UpdateCar, Status = status };
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(fault), options => options with { Timeout = TimeSpan.FromMilliseconds(200) });
        var id = await rig.ListCarAsync();
        var answer = await rig.Client.UpdateCarAsync(id, DealerRig.CreateCar(), Stop);
        Assert.Equal((expected, requests), (answer.Kind.ToString(), answer.Attempts));
        Assert.Equal(requests, rig.Server.CountRequests(SandboxRoutes.UpdateCar));
    }

    [Theory]
    [InlineData(false, "NotSent")]
    [InlineData(true, "NotSent")]
    public async Task Postponed_request_is_retried_up_to_the_longest_wait_and_then_not_sent(bool isCreate, string expected)
    {
        var fault = new SandboxFault(FaultKind.Status) { Routes = isCreate ? SandboxRoutes.CreateCar : SandboxRoutes.UpdateCar, Status = 429, RetryAfter = "3600" };
        var clock = new TestTime();
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(fault), options => options with { MaxRetryAfter = TimeSpan.FromMinutes(5), Timeout = TimeSpan.FromHours(1) }, clock);
        await rig.Client.AuthenticateAsync(Stop);
        var before = clock.GetUtcNow();
        var answering = isCreate ? rig.CreateAsync() : rig.Client.UpdateCarAsync("1", DealerRig.CreateCar(), Stop);
        while (!answering.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            _ = await Task.WhenAny(answering, Task.Delay(1, Stop));
        }

        // An hour was asked for: after five minutes it is tried once more, not four times five minutes.
        Assert.Equal((expected, 2), ((await answering).Kind.ToString(), (await answering).Attempts));
        Assert.InRange(clock.GetUtcNow() - before, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(9));
    }

    [Theory]
    [InlineData(nameof(FaultKind.Reset), 429)]
    [InlineData(nameof(FaultKind.Status), 429)]
    [InlineData(nameof(FaultKind.Status), 401)]
    public async Task Update_that_may_be_done_stays_unknown_after_a_failed_retry(string first, int then)
    {
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(
            new SandboxFault(Enum.Parse<FaultKind>(first)) { Routes = SandboxRoutes.UpdateCar, Times = 1, Status = 500, Moment = FaultMoment.AfterCommit },
            new SandboxFault(FaultKind.Status) { Routes = SandboxRoutes.UpdateCar, Status = then }));
        var id = await rig.ListCarAsync();
        var answer = await rig.Client.UpdateCarAsync(id, DealerRig.CreateCar(), Stop);
        Assert.Equal((AnswerKind.Unknown, then), (answer.Kind, answer.Status));
        Assert.InRange(answer.Attempts, 2, 100);
    }

    [Theory]
    [InlineData(nameof(FaultKind.HugeBody), "larger than")]
    [InlineData(nameof(FaultKind.EndlessHead), "larger than")]
    [InlineData(nameof(FaultKind.GzipBomb), "compressed")]
    public async Task Endless_answer_is_cut_off_at_once(string kind, string error)
    {
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(new SandboxFault(Enum.Parse<FaultKind>(kind))), options => options with { Timeout = TimeSpan.FromMinutes(5) });
        await rig.Client.AuthenticateAsync(Stop);
        var before = GC.GetTotalAllocatedBytes();
        var answer = await rig.CreateAsync();
        Assert.Equal(AnswerKind.Unknown, answer.Kind);
        Assert.Contains(error, answer.Error, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 * 1024 * 1024); // The tests that run beside it count too.
    }

    [Theory]
    [InlineData(1024, nameof(AnswerKind.Acknowledged))]
    [InlineData(1025, nameof(AnswerKind.Unknown))]
    public async Task An_answer_is_read_up_to_the_limit(int length, string kind)
    {
        await using var server = new StubServer((_, _) => new IzzyPS.Sandbox.Http.HttpAnswer(201, System.Text.Encoding.ASCII.GetBytes("""{"id":"1"}""".PadRight(length))));
        using var client = IzzyServices.Default.CreateClient(server.CreateOptions() with { MaxAnswerBytes = 1024 }, TimeProvider.System);
        var answer = await client.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), Stop);
        Assert.Equal(kind, answer.Kind.ToString());
    }

    [Fact]
    public async Task Refusal_counts_even_when_its_body_cannot_be_read()
    {
        await using var server = new StubServer((_, _) => new IzzyPS.Sandbox.Http.HttpAnswer(422, "x"u8.ToArray(), Headers: "Content-Encoding: gzip\r\n"));
        using var client = IzzyServices.Default.CreateClient(server.CreateOptions(), TimeProvider.System);
        Assert.Equal((AnswerKind.Rejected, 422), await OutcomeAsync(client.UpdateCarAsync("1", DealerRig.CreateCar(), Stop)));
    }

    [Theory]
    [InlineData(200, "Content-Encoding: gzip\r\n", 10)]
    [InlineData(201, "", 2_000_000)]
    public async Task Update_outcome_follows_the_status_whatever_the_body(int status, string headers, int length)
    {
        var body = new byte[length];
        await using var server = new StubServer((_, _) => new IzzyPS.Sandbox.Http.HttpAnswer(status, body, Headers: headers));
        using var client = IzzyServices.Default.CreateClient(server.CreateOptions(), TimeProvider.System);
        Assert.Equal((AnswerKind.Acknowledged, status), await OutcomeAsync(client.UpdateCarAsync("1", DealerRig.CreateCar(), Stop)));
        Assert.Equal((AnswerKind.Acknowledged, status), await OutcomeAsync(client.CloseCarAsync("1", CloseReason.Sold, Stop)));
    }

    [Fact]
    public async Task Breaker_pauses_updates_and_closes_but_not_creates()
    {
        var fault = new SandboxFault(FaultKind.Status) { Routes = SandboxRoutes.UpdateCar, Status = 500, Times = 10 };
        var clock = new TestTime();
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(fault), options => options with { MaxRetries = 1, RetryDelay = TimeSpan.Zero }, clock);
        var id = await rig.ListCarAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal(AnswerKind.Unknown, (await rig.Client.UpdateCarAsync(id, DealerRig.CreateCar(), Stop)).Kind);

        // Half of the ten requests failed. The next one waits until the pause is over, and the server then answers normally.
        Assert.Contains(rig.Log, line => line.Contains("no idempotent request is sent", StringComparison.Ordinal));
        var waiting = rig.Client.UpdateCarAsync(id, DealerRig.CreateCar(), Stop);
        await Eventually.UntilAsync(() => clock.Waiting > 0);
        Assert.Equal(AnswerKind.Acknowledged, (await rig.CreateAsync()).Kind);
        Assert.Equal(10, rig.Server.CountRequests(SandboxRoutes.UpdateCar));
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal((AnswerKind.Acknowledged, 1), ((await waiting).Kind, (await waiting).Attempts));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a\r\nb")]
    public async Task Id_that_changes_the_url_path_is_refused(string id)
    {
        await using var rig = new DealerRig();
        await Assert.ThrowsAsync<ArgumentException>(() => rig.Client.CloseCarAsync(id, CloseReason.Sold, Stop));
    }

    private static async Task<(AnswerKind, int?)> OutcomeAsync(Task<Answer> answer) => ((await answer).Kind, (await answer).Status);
}
