using Polly;

namespace IzzyPS.Dealer.Http;

/// <summary>
/// Lets a pipeline wait for the pacer. It stands before the timeout, so that the wait does not count as a failure. It stands after the
/// retries, so that each retry waits for the pacer as well.
/// </summary>
internal sealed class PacingStrategy(RequestPacer pacer) : ResilienceStrategy<HttpResponseMessage>
{
    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            await pacer.WaitAsync(ResilienceHandler.GetRequest(context).WaitToken ?? context.CancellationToken).ConfigureAwait(context.ContinueOnCapturedContext);
        }
        catch (OperationCanceledException exception)
        {
            return Outcome.FromException<HttpResponseMessage>(exception);
        }

        return await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
    }
}

/// <summary>The options that Polly needs for a strategy: its name.</summary>
internal sealed class PacingOptions : ResilienceStrategyOptions
{
    public PacingOptions() => Name = "Pacing";
}
