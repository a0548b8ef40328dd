using IzzyPS.Operations.Sending;
using Xunit;

namespace IzzyPS.Tests.Operations;

public sealed class SendGateTests
{
    private readonly TestTime _time = new();

    [Fact]
    public async Task Enter_admits_as_many_requests_as_the_limit()
    {
        var gate = new SendGate(3, _time);
        for (var i = 0; i < 3; i++)
            await gate.EnterAsync(TestContext.Current.CancellationToken);
        var fourth = gate.EnterAsync(TestContext.Current.CancellationToken);
        Assert.False(fourth.IsCompleted);

        gate.Exit(isOverloaded: false);
        await fourth.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Exit_halves_the_limit_once_per_busy_answer_and_raises_it_later()
    {
        var gate = new SendGate(8, _time);
        for (var i = 0; i < 8; i++)
            await gate.EnterAsync(TestContext.Current.CancellationToken);
        for (var i = 0; i < 8; i++)
            gate.Exit(isOverloaded: true);
        Assert.Equal(4, gate.Allowed);

        _time.Advance(TimeSpan.FromSeconds(2));
        await PassAsync(gate, isOverloaded: true);
        Assert.Equal(2, gate.Allowed);

        for (var i = 0; i < 100; i++)
            await PassAsync(gate, isOverloaded: false);
        Assert.Equal(8, gate.Allowed);
    }

    [Fact]
    public async Task Halving_never_reaches_zero()
    {
        var gate = new SendGate(2, _time);
        for (var i = 0; i < 5; i++)
        {
            await PassAsync(gate, isOverloaded: true);
            _time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(1, gate.Allowed);
    }

    [Fact]
    public async Task PauseFor_admits_no_request_until_the_pause_ends()
    {
        var gate = new SendGate(2, _time);
        gate.PauseFor(TimeSpan.FromSeconds(30));
        gate.PauseFor(TimeSpan.FromSeconds(1));
        var entering = gate.EnterAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(entering.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        await entering.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task OneAtATime_admits_one_request_and_then_all_again()
    {
        var gate = new SendGate(4, _time);
        gate.SetSingle(true);
        await gate.EnterAsync(TestContext.Current.CancellationToken);
        var second = gate.EnterAsync(TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);

        gate.SetSingle(false);
        await second.WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task CreateBreaker_pauses_after_three_unanswered_and_ends_after_three_more()
    {
        var said = new List<string>();
        var gate = new SendGate(4, _time);
        var breaker = new CreateBreaker(gate, TimeSpan.FromSeconds(30), said.Add);

        breaker.NoteUnanswered(breaker.PauseCount);
        breaker.NoteUnanswered(breaker.PauseCount);
        breaker.NoteRefused(breaker.PauseCount);
        breaker.NoteUnanswered(breaker.PauseCount);
        breaker.NoteUnanswered(breaker.PauseCount);
        Assert.Equal(4, gate.Allowed);
        breaker.NoteUnanswered(breaker.PauseCount);
        Assert.Equal(1, gate.Allowed);
        Assert.False(gate.EnterAsync(TestContext.Current.CancellationToken).IsCompleted);

        for (var i = 0; i < 3; i++)
            breaker.NoteUnanswered(breaker.PauseCount);
        Assert.True(breaker.IsOpen);
        Assert.Equal(2, said.Count);
    }

    [Fact]
    public void CreateBreaker_resets_after_one_acknowledged_create()
    {
        var gate = new SendGate(4, _time);
        var breaker = new CreateBreaker(gate, TimeSpan.FromSeconds(30), _ => { });
        for (var i = 0; i < 3; i++)
            breaker.NoteUnanswered(breaker.PauseCount);
        breaker.NoteAcknowledged(breaker.PauseCount);
        Assert.Equal(4, gate.Allowed);
        for (var i = 0; i < 2; i++)
            breaker.NoteUnanswered(breaker.PauseCount);
        Assert.False(breaker.IsOpen);
    }

    [Fact]
    public void CreateBreaker_counts_repeated_ids_and_lost_answers_together()
    {
        var gate = new SendGate(4, _time);
        var said = new List<string>();
        var breaker = new CreateBreaker(gate, TimeSpan.FromSeconds(30), said.Add);
        for (var i = 0; i < 3; i++)
        {
            breaker.NoteUnanswered(breaker.PauseCount);
            breaker.NoteRepeatedId(breaker.PauseCount);
        }

        Assert.True(breaker.IsOpen);
        Assert.Equal(2, said.Count);
    }

    [Fact]
    public void CreateBreaker_ignores_requests_in_flight_when_the_pause_began()
    {
        var gate = new SendGate(8, _time);
        var breaker = new CreateBreaker(gate, TimeSpan.FromSeconds(30), _ => { });
        for (var i = 0; i < 8; i++)
            breaker.NoteUnanswered(0);
        Assert.False(breaker.IsOpen);
        breaker.NoteAcknowledged(0);
        Assert.Equal(1, gate.Allowed);
        breaker.NoteAcknowledged(breaker.PauseCount);
        Assert.Equal(8, gate.Allowed);
    }

    private static async Task PassAsync(SendGate gate, bool isOverloaded)
    {
        await gate.EnterAsync(TestContext.Current.CancellationToken);
        gate.Exit(isOverloaded);
    }
}
