using IzzyPS.Dealer.Http.Answers;
using IzzyPS.Dealer.Http.Pacing;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace IzzyPS.Dealer.Http;

/// <summary>
/// Sends a request, and retries it as often as the protocol allows. Each attempt has its own timeout, and its answer is read up to a limit.
/// The wait before a retry has full jitter, or lasts as long as <c>Retry-After</c> says. Idempotent requests go through a circuit breaker.
/// </summary>
internal sealed class RetryHandler : DelegatingHandler
{
    private const double FailureRatio = 0.5;
    private const int MinimumThroughput = 10;
    private const int MostDoublings = 10;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SamplingDuration = TimeSpan.FromSeconds(30);
    private static readonly ResiliencePropertyKey<DealerRequest> RequestKey = new("IzzyPS.DealerRequest");

    private readonly DealerOptions _options;
    private readonly AnswerRules _rules;
    private readonly TimeProvider _clock;
    private readonly RequestTrace _trace;
    private readonly RequestPacer? _pacer;
    private readonly Action<PutOffEventArgs>? _putOff;
    private readonly ResiliencePipeline<HttpResponseMessage> _once;
    private readonly ResiliencePipeline<HttpResponseMessage> _freely;

    internal RetryHandler(DealerOptions options, TimeProvider clock, RequestTrace trace, RequestPacer? pacer, Action<PutOffEventArgs>? putOff = null)
    {
        _options = options;
        _rules = new AnswerRules(options.ServiceUnavailableIsRefusal);
        _clock = clock;
        _trace = trace;
        _pacer = pacer;
        _putOff = putOff;
        _once = CreatePipeline(withBreaker: false);
        _freely = CreatePipeline(withBreaker: true);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var ours = (DealerRequest)request;
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            context.Properties.Set(RequestKey, ours);
            var pipeline = ours.IsIdempotent ? _freely : _once;
            return await pipeline.ExecuteAsync(
                static (context, state) => new ValueTask<HttpResponseMessage>(state.Handler.AttemptAsync(state.Request, context.CancellationToken)),
                context,
                (Handler: this, Request: ours)).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<HttpResponseMessage> AttemptAsync(DealerRequest request, CancellationToken cancellationToken)
    {
        if (request.Context is { MaySend: { } maySend } && !await maySend().ConfigureAwait(false))
            throw NotSent.CreateRightLost();
        if (IsStopped(request))
            throw NotSent.CreateStopped();
        var started = _clock.GetTimestamp();
        request.BeginAttempt(started);
        using var span = RequestTrace.Begin(request);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var status = (int)response.StatusCode;
            request.Status = status;
            request.WasThrottled |= status is 429 or 503;
            request.RetryAfter = RetryAfter.Read(response.Headers, _clock.GetUtcNow(), _options.MaxRetryAfter);
            if (status is 429 or 503 && request.RetryAfter is { } wait)
                _putOff?.Invoke(new PutOffEventArgs(wait, $"Izzylease answers {status} and asks for a pause"));
            var body = await BoundedAnswer.BufferAsync(response, request.IsDoneByStatus, _options.MaxAnswerBytes, cancellationToken).ConfigureAwait(false);
            request.EndAttempt(_clock.GetElapsedTime(started));
            request.Foreign = ApiAnswer.FindFault(status, response.Content.Headers, body, isRead: body is not null);
            request.MayBeDone |= request.Foreign is not null || _rules.LeavesDoubt(status);
            _trace.RecordAnswer(span, request, status, started);
            return response;
        }
        catch (Exception exception)
        {
            response?.Dispose();
            request.EndAttempt(_clock.GetElapsedTime(started));
            request.MayBeDone |= request.LastBegan;
            _trace.RecordFailure(span, request, exception is OperationCanceledException ? "given up without an answer" : FailureText.Create(exception, _options), started);
            throw;
        }
    }

    private ResiliencePipeline<HttpResponseMessage> CreatePipeline(bool withBreaker)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = _clock };
        if (_options.MaxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = int.MaxValue, // ShouldHandle limits the retries.
                ShouldHandle = args => ValueTask.FromResult(MayRepeat(GetRequest(args.Context), args.Outcome)),
                DelayGenerator = args => WaitAsync(GetRequest(args.Context), GetDelay(GetRequest(args.Context), args.AttemptNumber, args.Outcome.Exception)),
            });
        }

        if (withBreaker)
        {
            builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                FailureRatio = FailureRatio,
                MinimumThroughput = MinimumThroughput,
                SamplingDuration = SamplingDuration,
                BreakDuration = _options.BreakDuration,
                ShouldHandle = args => ValueTask.FromResult(IsFailure(args.Outcome)),
                OnOpened = args =>
                {
                    _putOff?.Invoke(new PutOffEventArgs(args.BreakDuration, "Izzylease fails too often"));
                    _trace.RecordPause(args.BreakDuration);
                    return default;
                },
            });
        }

        if (_pacer is { } pacer)
            builder.AddStrategy(_ => new PacingStrategy(pacer), new PacingOptions());
        return builder.AddTimeout(new TimeoutStrategyOptions { Timeout = _options.Timeout }).Build();
    }

    private bool MayRepeat(DealerRequest request, in Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        _ when IsStopped(request) => false,
        // A throttled request did nothing, so it is retried until MaxRetryAfter is over. A failed request is retried MaxRetries times.
        { Result: { } response } when _rules.IsPutOff((int)response.StatusCode) => _clock.GetElapsedTime(request.FirstAttemptAt!.Value) < _options.MaxRetryAfter,
        { Result: { } response } => _rules.MayRepeat(request, (int)response.StatusCode) && request.CountFault() <= _options.MaxRetries,
        { Exception: OperationCanceledException } => false,
        { Exception: { } exception } => (request.IsIdempotent || !request.LastBegan) && !FailureText.IsBadCertificate(exception) && request.CountFault() <= _options.MaxRetries,
        _ => false,
    };

    private static bool IsFailure(in Outcome<HttpResponseMessage> outcome) =>
        outcome.Result is { } response ? (int)response.StatusCode >= 500 : outcome.Exception is not (null or OperationCanceledException);

    private TimeSpan GetDelay(DealerRequest request, int attempt, Exception? exception)
    {
        // The random part keeps senders that were throttled at the same time from retrying at the same time.
        var hint = exception is BrokenCircuitException broken ? broken.RetryAfter : request.RetryAfter;
        if (hint is { } wait)
            return wait + (_options.RetryDelay * Random.Shared.NextDouble());
        var most = _options.RetryDelay * Math.Pow(2, Math.Min(attempt, MostDoublings));
        return (most < LongestDelay ? most : LongestDelay) * Random.Shared.NextDouble();
    }

    /// <summary>Waits before a retry if a stop can end the wait. Otherwise the pipeline waits, and only the request's own token ends that wait.</summary>
    /// <returns>How long the pipeline still has to wait.</returns>
    private async ValueTask<TimeSpan?> WaitAsync(DealerRequest request, TimeSpan delay)
    {
        if (request is not { Context.Stop.CanBeCanceled: true, WaitToken: { } waitToken })
            return delay;
        // AttemptAsync refuses to begin after a stop, so the cancellation is not thrown here.
        await Task.Delay(delay, _clock, waitToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return TimeSpan.Zero;
    }

    private static bool IsStopped(DealerRequest request) => request.Context is { Stop.IsCancellationRequested: true };

    internal static DealerRequest GetRequest(ResilienceContext context) => context.Properties.GetValue(RequestKey, null!);
}
