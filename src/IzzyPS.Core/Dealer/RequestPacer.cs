using Polly;

namespace IzzyPS.Dealer;

/// <summary>Spaces requests evenly, for accounts with a known limit: no burst, however many ask at once.</summary>
/// <remarks>Not the framework's <c>TokenBucketRateLimiter</c>: it lets bursts through, and its timer knows no <see cref="TimeProvider"/>.</remarks>
/// <param name="perSecond">The most requests a second.</param>
/// <param name="clock">The time.</param>
internal sealed class RequestPacer(double perSecond, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly long _interval = (long)(clock.TimestampFrequency / perSecond);
    private long _next = long.MinValue;

    /// <summary>Waits for the next free moment.</summary>
    internal Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            var mine = Math.Max(now, _next);
            _next = mine + _interval;
            wait = clock.GetElapsedTime(now, mine);
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, clock, cancellationToken) : Task.CompletedTask;
    }
}

/// <summary>The pacer's place in a pipeline: before the timeout, so that waiting is no failure, and after the retries, which wait too.</summary>
internal sealed class PacingStrategy(RequestPacer pacer) : ResilienceStrategy<HttpResponseMessage>
{
    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            await pacer.WaitAsync(context.CancellationToken).ConfigureAwait(context.ContinueOnCapturedContext);
        }
        catch (OperationCanceledException exception)
        {
            return Outcome.FromException<HttpResponseMessage>(exception);
        }

        return await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
    }
}

/// <summary>What Polly wants to know of a strategy: its name.</summary>
internal sealed class PacingOptions : ResilienceStrategyOptions
{
    public PacingOptions() => Name = "Pacing";
}
