using IzzyPS.Connections;
using IzzyPS.Operations;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using IzzyPS.Sandbox.Http;
using Xunit;

namespace IzzyPS.Tests.Dealer.Http;

public sealed class TokenTests
{
    private const int Senders = 32;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_senders_without_a_token_request_one_token()
    {
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.Delay) { Routes = SandboxRoutes.Token, Delay = TimeSpan.FromMilliseconds(50) }));
        await AllCreateAsync(rig);
        Assert.Equal(1, rig.Server.CountRequests(SandboxRoutes.Token));
    }

    [Fact]
    public async Task Many_senders_with_a_refused_token_request_one_new_token()
    {
        // All requests are held until each has gone out with the first token: 32 answers 401 at once.
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.Delay) { Times = Senders, Delay = TimeSpan.FromMilliseconds(200) }));
        await rig.Client.AuthenticateAsync(Stop);
        var all = AllCreateAsync(rig);
        await Eventually.UntilAsync(() => rig.Server.CountRequests(SandboxRoutes.CreateCar) == Senders);
        rig.Server.RevokeTokens();
        await all;
        Assert.Equal(2, rig.Server.CountRequests(SandboxRoutes.Token));
        Assert.Equal(2 * Senders, rig.Server.CountRequests(SandboxRoutes.CreateCar));
        Assert.Equal(Senders, rig.Server.ActiveCars.Count);
    }

    [Theory]
    [InlineData(43199, 43199 - 61, 1)]
    [InlineData(43199, 43199 - 59, 2)]
    [InlineData(10, 7, 1)]
    [InlineData(10, 9, 2)]
    public async Task A_token_is_renewed_shortly_before_it_expires(int lifetime, int age, int asked)
    {
        var clock = new TestTime();
        await using var rig = new DealerRig(new SandboxOptions { TokenLifetime = TimeSpan.FromSeconds(lifetime) }, clock: clock);
        await rig.ListCarAsync();
        clock.Advance(TimeSpan.FromSeconds(age));
        await AllCreateAsync(rig);
        Assert.Equal(asked, rig.Server.CountRequests(SandboxRoutes.Token));
        Assert.Equal(Senders + 1, rig.Server.CountRequests(SandboxRoutes.CreateCar));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    public async Task A_wrong_secret_is_unauthorized_and_says_what_to_check(int status)
    {
        await using var rig = new DealerRig(
            DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.Status) { Routes = SandboxRoutes.Token, Status = status, Chance = status == 400 ? 1 : 0 }),
            options => options with { ClientSecret = "wrong" });
        var answer = await rig.CreateAsync();
        Assert.Equal((AnswerKind.Unauthorized, 0), (answer.Kind, answer.Attempts));
        Assert.Contains($"client id '{rig.Server.ClientId}'", answer.Error, StringComparison.Ordinal);
        Assert.Equal(0, rig.Server.CountRequests(SandboxRoutes.CreateCar));
        var exception = await Assert.ThrowsAsync<DealerException>(() => rig.Client.AuthenticateAsync(Stop));
        Assert.Equal(status, exception.Status);
    }

    [Theory]
    [InlineData(nameof(FaultKind.Status))]
    [InlineData(nameof(FaultKind.Drop))]
    [InlineData(nameof(FaultKind.NoAnswer))]
    [InlineData(nameof(FaultKind.NotJson))]
    public async Task Nothing_is_sent_without_a_token(string kind)
    {
        await using var rig = new DealerRig(
            DealerRig.CreateSandboxOptions(new SandboxFault(Enum.Parse<FaultKind>(kind)) { Routes = SandboxRoutes.Token }),
            options => options with { Timeout = TimeSpan.FromMilliseconds(100) });
        var answer = await rig.CreateAsync();
        Assert.Equal((AnswerKind.NotSent, 0), (answer.Kind, answer.Attempts));
        Assert.Equal(0, rig.Server.CountRequests(SandboxRoutes.CreateCar));
        Assert.Equal(kind == nameof(FaultKind.NotJson) ? 1 : 3, rig.Server.CountRequests(SandboxRoutes.Token));
    }

    [Fact]
    public async Task Token_is_obtained_after_the_endpoint_was_down()
    {
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.Status) { Routes = SandboxRoutes.Token, Times = 3 }));
        Assert.Equal(AnswerKind.NotSent, (await rig.CreateAsync()).Kind);
        Assert.Equal(AnswerKind.Acknowledged, (await rig.CreateAsync()).Kind);
    }

    [Fact]
    public async Task A_caller_that_is_cancelled_does_not_cancel_the_token_of_others()
    {
        await using var rig = new DealerRig(DealerRig.CreateSandboxOptions(new SandboxFault(FaultKind.Delay) { Routes = SandboxRoutes.Token, Delay = TimeSpan.FromMilliseconds(100) }));
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var first = rig.Client.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), cancel.Token);
        var second = rig.CreateAsync();
        await Eventually.UntilAsync(() => rig.Server.CountRequests(SandboxRoutes.Token) == 1);
        await cancel.CancelAsync();
        Assert.Equal(AnswerKind.NotSent, (await first).Kind);
        Assert.Equal(AnswerKind.Acknowledged, (await second).Kind);
        Assert.Equal(1, rig.Server.CountRequests(SandboxRoutes.Token));
    }

    [Theory]
    [InlineData("""{"access_token":"t1","token_type":"Bearer"}""", "Bearer t1")]
    [InlineData("""{"access_token":"t1","expires_in":"soon"}""", "bearer t1")]
    [InlineData("""{"access_token":"t1","token_type":"mac","expires_in":-5}""", "mac t1")]
    [InlineData("""{"access_token":"a\r\nX-Evil: 1","token_type":"bearer"}""", null)]
    [InlineData("""{"access_token":17}""", null)]
    [InlineData("""{"access_token":""}""", null)]
    [InlineData("[]", null)]
    public async Task Token_is_used_only_from_a_well_formed_answer(string json, string? header)
    {
        string? sent = null;
        await using var server = new StubServer(
            (request, _) =>
            {
                sent = request.Authorization;
                return HttpAnswer.CreateJson(201, "id", "1");
            },
            _ => StubServer.CreateTokenAnswer(json));
        using var client = IzzyServices.Default.CreateClient(server.CreateOptions(), TimeProvider.System);
        var answer = await client.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), Stop);
        Assert.Equal(header is null ? AnswerKind.NotSent : AnswerKind.Acknowledged, answer.Kind);
        Assert.Equal(header, sent);
    }

    private static async Task AllCreateAsync(DealerRig rig)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => rig.CreateAsync()));
        Assert.All(answers, answer => Assert.Equal(AnswerKind.Acknowledged, answer.Kind));
    }
}
