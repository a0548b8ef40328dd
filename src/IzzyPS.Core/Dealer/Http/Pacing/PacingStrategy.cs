using Polly;

namespace IzzyPS.Dealer.Http.Pacing;

/// <summary>
/// Makes each attempt of a pipeline wait for the pacer. The strategy is inside the retries, so that each retry waits too. It is outside
/// the timeout, so that the wait does not count as a slow server.
/// </summary>
internal sealed class PacingStrategy(RequestPacer pacer) : ResilienceStrategy<HttpResponseMessage>
{
    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            await pacer.WaitAsync(RetryHandler.GetRequest(context).WaitToken ?? context.CancellationToken).ConfigureAwait(context.ContinueOnCapturedContext);
        }
        catch (OperationCanceledException exception)
        {
            return Outcome.FromException<HttpResponseMessage>(exception);
        }

        return await callback(context, state).ConfigureAwait(context.ContinueOnCapturedContext);
    }
}
