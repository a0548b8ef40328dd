using System.Net;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Sandbox;

/// <summary>Which fault strikes when, by number, chance and time; and the file that says so.</summary>
public sealed class FaultScheduleTests : IDisposable
{
    private static readonly string Car = CarPayload.CreateFromVehicle(TestCars.CreateCar(1)).ToString();

    private readonly TestTime _time = new();
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("500 from=2 times=2", ". 500 500 . .")]
    [InlineData("500 times=1; 502 times=2", "500 502 502 . .")]
    [InlineData("500 from=3; 502 times=1", "502 . 500 500 500")]
    [InlineData("500 on update; 502", "502 502 502 502 502")]
    [InlineData("500 reused", ". 500 500 500 500")]
    [InlineData("500 chance=0%", ". . . . .")]
    public void First_fault_that_matches_is_used(string faults, string expected)
    {
        var schedule = Schedule(faults);
        var struck = Enumerable.Range(0, 5).Select(i => schedule.TakeFault(SandboxRoutes.CreateCar, isReusedConnection: i > 0));
        Assert.Equal(expected, string.Join(' ', struck.Select(fault => fault is null ? "." : $"{fault.Status}")));
    }

    [Fact]
    public void Each_fault_counts_its_hits()
    {
        var schedule = Schedule("500 times=2; 502 from=2; 503 on update");
        for (var i = 0; i < 5; i++)
            _ = schedule.TakeFault(SandboxRoutes.CreateCar, isReusedConnection: false);
        Assert.Equal([2, 3, 0], schedule.Counts.Select(count => count.Struck));
    }

    [Fact]
    public void A_second_fault_does_not_shift_the_chances_of_the_first()
    {
        bool[] Struck(string faults)
        {
            var schedule = Schedule(faults);
            return [.. Enumerable.Range(0, 2000).Select(_ => schedule.TakeFault(SandboxRoutes.CreateCar, isReusedConnection: false)?.Status == 500)];
        }

        Assert.Equal(Struck("500 chance=20%"), Struck("500 chance=20%; 502 chance=20%"));
    }

    [Fact]
    public void Fault_with_chance_and_times_happens_that_often()
    {
        var schedule = Schedule("500 chance=10% times=3");
        Assert.Equal(3, Enumerable.Range(0, 1000).Count(_ => schedule.TakeFault(SandboxRoutes.CreateCar, isReusedConnection: false) is not null));
    }

    [Fact]
    public void Fault_period_starts_with_the_sandbox_and_ends()
    {
        var schedule = Schedule("503 at=30s for=10s from=2; drop at=1h");
        List<string> played = [];
        foreach (var seconds in (double[])[0, 29.9, 30, 30.1, 39.9, 40, 3599, 3600, 9999])
        {
            _time.Advance(TimeSpan.FromSeconds(seconds) - (_time.GetUtcNow() - new TestTime().GetUtcNow()));
            played.Add(schedule.TakeFault(SandboxRoutes.CreateCar, isReusedConnection: false)?.Kind.ToString() ?? ".");
        }

        // The request at 30 s is the first that fits: those before don't count.
        Assert.Equal([".", ".", ".", "Status", "Status", ".", ".", "Drop", "Drop"], played);
    }

    [Fact]
    public async Task A_server_that_is_busy_for_a_while_recovers()
    {
        await using var rig = await SandboxRig.StartAsync(DealerRig.CreateSandboxOptions(SandboxFault.Parse("503 on api at=30s for=10s retry-after=now+10s")), clock: _time);
        await rig.CreateAsync(Car);
        _time.Advance(TimeSpan.FromSeconds(30));
        using var content = new StringContent(Car, null, "application/json");
        using (var response = await rig.Http.PostAsync(new Uri("external/cars", UriKind.Relative), content, TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal(_time.GetUtcNow().AddSeconds(10), response.Headers.RetryAfter!.Date);
        }

        _time.Advance(TimeSpan.FromSeconds(10));
        await rig.CreateAsync(Car);
        Assert.Equal(1, Assert.Single(rig.Server.Faults).Struck);
    }

    [Theory]
    [InlineData("revoke-tokens times=1", HttpStatusCode.Unauthorized)]
    [InlineData("revoke-tokens after-commit times=1", HttpStatusCode.Created)]
    public async Task Revoked_tokens_are_bad_until_there_is_a_new_one(string fault, HttpStatusCode struck)
    {
        await using var rig = await SandboxRig.StartAsync(DealerRig.CreateSandboxOptions(SandboxFault.Parse(fault)));
        Assert.Equal(struck, (await rig.SendAsync(HttpMethod.Post, "external/cars", Car)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.SendAsync(HttpMethod.Post, "external/cars", Car)).Status);
        await rig.LogInAsync();
        await rig.CreateAsync(Car);
    }

    [Fact]
    public async Task Fault_with_a_delay_happens_after_the_delay()
    {
        await using var rig = await SandboxRig.StartAsync(DealerRig.CreateSandboxOptions(SandboxFault.Parse("504 after-commit delay=100ms")));
        var started = TimeProvider.System.GetTimestamp();
        Assert.Equal(HttpStatusCode.GatewayTimeout, (await rig.SendAsync(HttpMethod.Post, "external/cars", Car)).Status);
        Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(100));
        Assert.Single(rig.Server.ActiveCars);
    }

    [Fact]
    public async Task Request_refused_by_the_rate_limit_gets_no_fault()
    {
        var options = DealerRig.CreateSandboxOptions(SandboxFault.Parse("500")) with { RateLimit = 2 };
        await using var rig = await SandboxRig.StartAsync(options, clock: _time);
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
            statuses.Add((int)(await rig.SendAsync(HttpMethod.Post, "external/cars", Car)).Status);
        Assert.Equal([500, 500, 429, 429], statuses);
        Assert.Equal((2, 2), (Assert.Single(rig.Server.Faults).Struck, rig.Server.Limited));
    }

    [Fact]
    public void A_file_holds_a_fault_a_line()
    {
        File.WriteAllText(_file, "# A bad day.\n\ndrop after-commit times=1   # one answer is lost\n  503 on api at=30s for=10s\r\n   # the end");
        Assert.Equal(["drop after-commit times=1", "503 on api at=30s for=10s"], FaultFile.Read(_file).Select(fault => fault.ToString()));
    }

    [Fact]
    public void A_wrong_line_is_named()
    {
        File.WriteAllText(_file, "drop\n\nrest on create\n");
        var exception = Assert.Throws<FaultTextException>(() => FaultFile.Read(_file));
        Assert.StartsWith($"{Path.GetFileName(_file)}, line 3: 'rest' is no fault; a fault is", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var exception = Assert.Throws<FaultTextException>(() => FaultFile.Read(_file + ".none"));
        Assert.Contains(_file + ".none", exception.Message, StringComparison.Ordinal);
    }

    private FaultSchedule Schedule(string faults) => new([.. faults.Split(';').Select(SandboxFault.Parse)], seed: 1, _time);
}
