using IzzyPS.Dealer.Http;
using IzzyPS.Operations;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Dealer;

/// <summary>A create is sent blindly at most once, whatever breaks. Source: SAFETY.md, "The life of an operation".</summary>
public sealed class CreateProtocolTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_is_acknowledged_with_the_servers_id()
    {
        await using var rig = new DealerRig();
        var key = Guid.CreateVersion7();
        var answer = await rig.Calls.CreateCarAsync(key, DealerRig.CreateCar(), Stop);
        var car = Assert.Single(rig.Server.ActiveCars);
        Assert.Equal((AnswerKind.Acknowledged, 1, 201, car.Id), (answer.Kind, answer.Attempts, answer.Status, answer.RemoteId));
        Assert.Null(answer.Error);
        Assert.Equal(key.ToString(), car.IdempotencyKey);
    }

    public static TheoryData<string, int, int> EndlessStatuses() => new()
    {
        { "Unknown", 500, 1 }, { "Unknown", 502, 1 }, { "Unknown", 503, 1 }, { "Unknown", 504, 1 }, { "Unknown", 408, 1 }, { "Unknown", 301, 1 },
        { "Unknown", 307, 1 },
        { "Unauthorized", 401, 2 },
        { "Rejected", 400, 1 }, { "Rejected", 403, 1 }, { "Rejected", 404, 1 }, { "Rejected", 409, 1 }, { "Rejected", 410, 1 }, { "Rejected", 422, 1 },
    };

    [Theory]
    [MemberData(nameof(EndlessStatuses))]
    public async Task Create_that_always_gets_this_status_has_the_expected_outcome(string kind, int status, int requests)
    {
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.Status) { Status = status }));
        var answer = await rig.CreateAsync();
        Assert.Equal((kind, status), (answer.Kind.ToString(), answer.Status));
        Assert.Equal(requests, answer.Attempts);
        Assert.Equal(requests, rig.Server.CountRequests(SandboxRoutes.CreateCar));
        Assert.Equal(status == 503, answer.WasThrottled);
        Assert.Contains(status.ToString(System.Globalization.CultureInfo.InvariantCulture), answer.Error, StringComparison.Ordinal);
        Assert.Empty(rig.Server.Cars);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(401)]
    public async Task Create_is_repeated_when_the_server_did_nothing(int status)
    {
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.Status) { Status = status, Times = 1 }));
        var answer = await rig.CreateAsync();
        Assert.Equal((AnswerKind.Acknowledged, 2), (answer.Kind, answer.Attempts));
        Assert.Single(rig.Server.ActiveCars);
        Assert.Equal(status == 401 ? 2 : 1, rig.Server.CountRequests(SandboxRoutes.Token));
    }

    [Theory]
    [InlineData(false, 1, nameof(AnswerKind.Unknown))]
    [InlineData(true, 2, nameof(AnswerKind.Acknowledged))]
    public async Task Create_answered_503_once_is_in_doubt_unless_503_is_a_refusal(bool isRefusal, int requests, string kind)
    {
        await using var rig = new DealerRig(
            DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.Status) { Status = 503, Times = 1, RetryAfter = "1" }),
            options => options with { ServiceUnavailableIsRefusal = isRefusal });
        var answer = await rig.CreateAsync();
        Assert.Equal((kind, requests), (answer.Kind.ToString(), answer.Attempts));
        Assert.True(answer.WasThrottled);
        Assert.Equal(isRefusal ? 1 : 0, rig.Server.Cars.Count);
    }

    public static TheoryData<string, string> Breaks()
    {
        var data = new TheoryData<string, string>();
        foreach (var kind in Enum.GetValues<FaultKind>().Where(kind => kind is not (FaultKind.Status or FaultKind.RepeatedId or FaultKind.CloseAfter or FaultKind.RevokeTokens)))
        {
            foreach (var moment in Enum.GetValues<FaultMoment>())
                data.Add(kind.ToString(), moment.ToString());
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Create_without_a_readable_answer_is_unknown_and_sent_once(string kind, string moment)
    {
        var fault = new SandboxFault(Enum.Parse<FaultKind>(kind)) { Moment = Enum.Parse<FaultMoment>(moment) };
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(fault), options => options with { Timeout = TimeSpan.FromMilliseconds(300) });
        await rig.Client.AuthenticateAsync(Stop);
        var answer = await rig.CreateAsync();
        Assert.Equal((AnswerKind.Unknown, 1), (answer.Kind, answer.Attempts));
        Assert.Null(answer.RemoteId);
        Assert.NotNull(answer.Error);
        Assert.Equal(1, rig.Server.CountRequests(SandboxRoutes.CreateCar));
        if (fault.Kind == FaultKind.Delay && fault.Moment != FaultMoment.AfterCommit)
            await Eventually.UntilAsync(() => rig.Server.Cars.Count == 1);
        else
            Assert.Equal(fault.Moment == FaultMoment.AfterCommit ? 1 : 0, rig.Server.Cars.Count);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"id":null}""")]
    [InlineData("""{"id":""}""")]
    [InlineData("""{"id":" "}""")]
    [InlineData("""{"id":".."}""")]
    [InlineData("""{"id":"a\nb"}""")]
    [InlineData("""{"id":"\ud800"}""")]
    [InlineData("""{"id":"1"} and more""")]
    public async Task Create_answered_with_an_unfit_id_is_unknown(string body)
    {
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.Status) { Status = 201, Body = body, Moment = FaultMoment.AfterCommit }));
        var answer = await rig.CreateAsync();
        Assert.Equal((AnswerKind.Unknown, 1, 201), (answer.Kind, answer.Attempts, answer.Status));
    }

    [Fact]
    public async Task Create_answered_with_an_id_that_is_an_address_is_in_doubt()
    {
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.Status) { Status = 200, Body = """{"id":"a/../b?x#y"}""" }));
        var answer = await rig.CreateAsync();
        Assert.Equal((AnswerKind.Unknown, null), (answer.Kind, answer.RemoteId));
    }

    [Fact]
    public async Task Create_accepts_an_id_that_is_not_a_uuid()
    {
        const string Odd = "cars:2026.11~a_b+c=";
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.Status) { Status = 200, Body = $$"""{"id":"{{Odd}}","more":1}""" }));
        var answer = await rig.CreateAsync();
        Assert.Equal((AnswerKind.Acknowledged, Odd), (answer.Kind, answer.RemoteId));
        var closed = await rig.Calls.CloseCarAsync(Odd, CloseReason.Sold, Stop);
        Assert.Equal(AnswerKind.Gone, closed.Kind);
        Assert.Equal(1, rig.Server.CountRequests(SandboxRoutes.DeleteCar));
    }

    [Theory]
    [InlineData(nameof(FaultKind.Drop))]
    [InlineData(nameof(FaultKind.Reset))]
    public async Task Create_on_a_reused_connection_that_closes_is_never_sent_twice(string kind)
    {
        var fault = new SandboxFault(Enum.Parse<FaultKind>(kind)) { ReusedOnly = true, Moment = FaultMoment.BeforeBody };
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(fault), options => options with { ThrottleLimit = 1 });
        for (var i = 1; i <= 20; i++)
        {
            var answer = await rig.CreateAsync();
            Assert.Equal(i % 2 == 1 ? AnswerKind.Acknowledged : AnswerKind.Unknown, answer.Kind);
            Assert.Equal(1, answer.Attempts);
            Assert.Equal(i, rig.Server.CountRequests(SandboxRoutes.CreateCar));
        }

        Assert.Equal(10, rig.Server.ActiveCars.Count);
    }

    [Fact]
    public async Task Create_after_an_idle_connection_was_closed_is_never_sent_twice()
    {
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.CloseAfter)), options => options with { ThrottleLimit = 1 });
        var acknowledged = 0;
        for (var i = 1; i <= 200; i++)
        {
            // The close races with the next request: .NET sends it on a new connection, or it is lost and nobody knows.
            var answer = await rig.CreateAsync();
            acknowledged += answer.Kind == AnswerKind.Acknowledged ? 1 : 0;
            Assert.True(answer.Kind is AnswerKind.Acknowledged or AnswerKind.Unknown, answer.ToString());
            Assert.Equal(1, answer.Attempts);
            Assert.InRange(rig.Server.CountRequests(SandboxRoutes.CreateCar), acknowledged, i);
        }

        Assert.Equal(acknowledged, rig.Server.Cars.Count);
        Assert.True(acknowledged > 0);
    }

    [Fact]
    public async Task Request_body_is_sent_once_and_tells_when_sending_began()
    {
        using var content = new OneShotContent("{}"u8.ToArray(), "application/json", maySend: null);
        Assert.False(content.HasBegun);
        using var sent = new MemoryStream();
        await content.CopyToAsync(sent, Stop);
        Assert.True(content.HasBegun);
        await Assert.ThrowsAsync<HttpRequestException>(() => content.CopyToAsync(sent, Stop));
        Assert.Equal(2, sent.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Create_is_not_sent_when_the_lease_is_lost_before_its_body_begins(int asked)
    {
        await using var rig = new DealerRig();
        await rig.Client.AuthenticateAsync(Stop);
        var questions = 0;
        rig.Context = DealerRig.CreateAskingContext(() => ValueTask.FromResult(++questions < asked));
        var answer = await rig.CreateAsync();
        Assert.Equal((AnswerKind.NotSent, 0), (answer.Kind, answer.Attempts));
        Assert.True(questions >= asked);
        Assert.Empty(rig.Server.Cars);
    }

    [Fact]
    public async Task Create_cancelled_during_the_lease_check_was_not_sent()
    {
        await using var rig = new DealerRig();
        await rig.Client.AuthenticateAsync(Stop);
        using var given = new CancellationTokenSource();
        var questions = 0;
        rig.Context = DealerRig.CreateAskingContext(async () =>
        {
            if (++questions == 2)
                await given.CancelAsync();
            return true;
        });
        var answer = await rig.Calls.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), given.Token);
        Assert.Equal((2, AnswerKind.NotSent, 0), (questions, answer.Kind, answer.Attempts));
        Assert.Empty(rig.Server.Cars);
    }

    [Fact]
    public async Task Postponed_create_is_not_repeated_when_the_lease_is_lost_meanwhile()
    {
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.Status) { Status = 429, Times = 1 }));
        await rig.Client.AuthenticateAsync(Stop);
        var questions = 0;
        rig.Context = DealerRig.CreateAskingContext(() => ValueTask.FromResult(++questions <= 2));
        var answer = await rig.CreateAsync();
        Assert.Equal((AnswerKind.NotSent, 1, 429), (answer.Kind, answer.Attempts, answer.Status));
        Assert.Equal(1, rig.Server.CountRequests(SandboxRoutes.CreateCar));
        Assert.Empty(rig.Server.Cars);
    }

    [Fact]
    public async Task Create_to_a_server_that_is_down_was_not_sent()
    {
        await using var rig = new DealerRig();
        await rig.ListCarAsync();
        await rig.Server.DisposeAsync();
        var answer = await rig.CreateAsync();
        Assert.Equal((AnswerKind.NotSent, 0), (answer.Kind, answer.Attempts));
        Assert.Contains("Could not connect", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_cancelled_before_it_is_sent_was_not_sent()
    {
        await using var rig = new DealerRig();
        var answer = await rig.Calls.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), new CancellationToken(canceled: true));
        Assert.Equal((AnswerKind.NotSent, 0), (answer.Kind, answer.Attempts));
        Assert.Equal(0, rig.Server.CountRequests(SandboxRoutes.CreateCar));
    }

    [Fact]
    public async Task Create_cancelled_in_flight_is_unknown_and_before_that_was_not_sent()
    {
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.NoAnswer)));
        await rig.Client.AuthenticateAsync(Stop);
        using var first = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var second = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var sent = rig.Calls.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), first.Token);
        await Eventually.UntilAsync(() => rig.Server.CountRequests(SandboxRoutes.CreateCar) == 1);
        await second.CancelAsync();
        var unsent = await rig.Calls.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), second.Token);
        Assert.Equal((AnswerKind.NotSent, 0), (unsent.Kind, unsent.Attempts));
        await first.CancelAsync();
        Assert.Equal((AnswerKind.Unknown, 1), ((await sent).Kind, (await sent).Attempts));
        Assert.Equal(1, rig.Server.CountRequests(SandboxRoutes.CreateCar));
    }
}
