using IzzyPS.Csv;
using Xunit;

namespace IzzyPS.Tests.Csv;

public sealed class ReadAheadTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10_000)]
    public void Items_come_in_their_order_and_then_the_end(int count)
    {
        using var ahead = new ReadAhead<int>(_ => Enumerable.Range(0, count), CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, count), TakeAll(ahead));
        Assert.False(ahead.TryTake(out _));
    }

    [Fact]
    public void A_reused_buffer_is_not_filled_again_while_it_is_read()
    {
        using var ahead = new ReadAhead<int[]>(_ => FillBuffers(20_000), CancellationToken.None);

        for (var expected = 0; ahead.TryTake(out var buffer); expected++)
        {
            for (var look = 0; look < 3; look++)
            {
                Assert.Equal(expected, Volatile.Read(ref buffer[0]));
                if (expected % 100 == 0)
                    Thread.Yield();
            }
        }
    }

    [Fact]
    public void A_consumer_that_takes_nothing_holds_the_producer_back()
    {
        var made = 0;
        using var ahead = new ReadAhead<int>(_ => CountForever(() => { }, item => Volatile.Write(ref made, item + 1)), CancellationToken.None);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref made) == ReadAhead<int>.Buffers - 1, Long));

        Assert.True(ahead.TryTake(out _));
        Assert.False(SpinWait.SpinUntil(() => Volatile.Read(ref made) > ReadAhead<int>.Buffers, TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public void The_producers_exception_follows_the_items_before_it()
    {
        var thrown = new IOException("The disk is gone.");
        using var ahead = new ReadAhead<int>(_ => ThrowAfter(5, thrown), CancellationToken.None);

        for (var item = 0; item < 5; item++)
        {
            Assert.True(ahead.TryTake(out var taken));
            Assert.Equal(item, taken);
        }

        var caught = Assert.Throws<IOException>(() => ahead.TryTake(out _));
        Assert.Same(thrown, caught);
        Assert.Contains(nameof(ThrowAfter), caught.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_before_the_first_item_reaches_the_consumer()
    {
        using var ahead = new ReadAhead<int>(_ => throw new InvalidDataException("No sequence."), CancellationToken.None);

        Assert.Throws<InvalidDataException>(() => ahead.TryTake(out _));
    }

    [Fact]
    public void Disposing_early_ends_the_producer_before_it_returns()
    {
        var isEnded = false;
        var ahead = new ReadAhead<int>(_ => CountForever(() => isEnded = true), CancellationToken.None);
        Assert.True(ahead.TryTake(out _));

        ahead.Dispose();

        Assert.True(isEnded);
    }

    [Fact]
    public void Disposing_does_not_throw_the_producers_exception()
    {
        var ahead = new ReadAhead<int>(_ => ThrowAfter(1, new IOException("The disk is gone.")), CancellationToken.None);
        Assert.True(ahead.TryTake(out _));

        ahead.Dispose();
    }

    [Fact]
    public async Task Cancellation_wakes_a_producer_that_waits_and_reaches_the_consumer()
    {
        using var stop = new CancellationTokenSource();
        var (isEnded, made) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        using var ahead = new ReadAhead<int>(_ => CountForever(isEnded.SetResult, item => Volatile.Write(ref made, item)), stop.Token);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref made) == ReadAhead<int>.Buffers - 2, Long));

        await stop.CancelAsync();

        await isEnded.Task.WaitAsync(Long, TestContext.Current.CancellationToken);
        Assert.Throws<OperationCanceledException>(() =>
        {
            while (ahead.TryTake(out _))
            {
            }
        });
    }

    [Fact]
    public async Task Cancellation_wakes_a_consumer_that_waits_for_a_slow_producer()
    {
        using var stop = new CancellationTokenSource();
        using var ahead = new ReadAhead<int>(WaitForStop, stop.Token);
        var taking = Task.Run(() => ahead.TryTake(out _), TestContext.Current.CancellationToken);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking.WaitAsync(Long, TestContext.Current.CancellationToken));
    }

    private static List<int> TakeAll(ReadAhead<int> ahead)
    {
        var all = new List<int>();
        while (ahead.TryTake(out var item))
            all.Add(item);
        return all;
    }

    private static IEnumerable<int[]> FillBuffers(int count)
    {
        var buffers = Enumerable.Range(0, ReadAhead<int[]>.Buffers).Select(_ => new int[1]).ToArray();
        for (var number = 0; number < count; number++)
        {
            var buffer = buffers[number % buffers.Length];
            Volatile.Write(ref buffer[0], number);
            yield return buffer;
        }
    }

    private static IEnumerable<int> ThrowAfter(int count, Exception exception)
    {
        for (var item = 0; item < count; item++)
            yield return item;
        throw exception;
    }

    private static IEnumerable<int> CountForever(Action end, Action<int>? note = null)
    {
        try
        {
            for (var item = 0; ; item++)
            {
                note?.Invoke(item);
                yield return item;
            }
        }
        finally
        {
            end();
        }
    }

    private static IEnumerable<int> WaitForStop(CancellationToken stop)
    {
        stop.WaitHandle.WaitOne();
        stop.ThrowIfCancellationRequested();
        yield break;
    }
}
