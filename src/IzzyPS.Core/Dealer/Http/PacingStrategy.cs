using Polly;

namespace IzzyPS.Dealer.Http;

/// <summary>The pacer's place in a pipeline: before the timeout, so that waiting is no failure, and after the retries, which wait too.</summary>
internal sealed class PacingStrategy(RequestPacer pacer) : ResilienceStrategy<HttpResponseMessage>
{
    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            var stop = ResilienceHandler.RequestOf(context).Context?.Stop ?? CancellationToken.None;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, context.CancellationToken);
            await pacer.WaitAsync(either.Token).ConfigureAwait(context.ContinueOnCapturedContext);
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
