using IzzyPS.Operations.Sending;
using Xunit;

namespace IzzyPS.Tests.Operations;

public sealed class LatencyWatchTests
{
    private readonly LatencyWatch _watch = new(limit: 8);

    [Fact]
    public void Doubled_is_true_once_for_each_doubling_of_the_latency()
    {
        Assert.Equal(0, Take(20, 64));
        Assert.Equal(1, Take(41, 64));
        Assert.Equal(0, Take(60, 64));
        Assert.Equal(1, Take(90, 64));
    }

    [Fact]
    public void Doubled_measures_against_the_best_so_far()
    {
        Assert.Equal(0, Take(60, 16));
        Assert.Equal(0, Take(20, 16));
        Assert.Equal(0, Take(35, 16));
        Assert.Equal(1, Take(45, 16));
    }

    [Fact]
    public void Doubled_ignores_a_few_slow_answers_and_noise()
    {
        for (var round = 0; round < 10; round++)
        {
            Assert.Equal(0, Take(500, 7));
            Assert.Equal(0, Take(20, 9));
        }

        var quick = new LatencyWatch(limit: 1);
        Assert.Equal(0, Take(1, 32, quick));
        Assert.Equal(0, Take(9, 32, quick));
    }

    [Fact]
    public void Doubled_measures_each_kind_of_call_separately()
    {
        Assert.Equal(0, Take(20, 32));
        Assert.Equal(0, Take(100, 32, kind: OperationKind.Create));
    }

    private int Take(int milliseconds, int times, LatencyWatch? watch = null, string kind = OperationKind.Update) =>
        Enumerable.Range(0, times).Count(_ => (watch ?? _watch).FindDoubling(kind, TimeSpan.FromMilliseconds(milliseconds)) is not null);
}
