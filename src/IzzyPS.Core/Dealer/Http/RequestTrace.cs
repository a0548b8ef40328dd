using System.Diagnostics;
using System.Globalization;
using IzzyPS.Output;
using Microsoft.Extensions.Logging;

namespace IzzyPS.Dealer.Http;

/// <summary>
/// Records each attempt to send a request: a span, a metric and a line in the log. Each retry has its own. Texts that may quote a server
/// go to the log only, and secrets in them are masked.
/// </summary>
internal sealed partial class RequestTrace(ILogger logger, SecretMask mask, TimeProvider clock)
{
    /// <summary>Begins the span of a request. Returns null when nobody listens.</summary>
    internal static Activity? Begin(DealerRequest request)
    {
        var span = Telemetry.Source.StartActivity($"{request.Method} {request.Route}", ActivityKind.Client);
        if (span is null)
            return null;
        _ = span.SetTag(Telemetry.MethodTag, request.Method.Method)
            .SetTag(Telemetry.RouteTag, request.Route)
            .SetTag(Telemetry.ServerTag, request.RequestUri!.Host);
        if (request.Attempts > 0)
            _ = span.SetTag(Telemetry.ResendTag, request.Attempts);
        if (request.Context is { } context)
            _ = span.SetTag(Telemetry.RunIdTag, context.RunId.ToString("N")).SetTag(Telemetry.SubjectTag, context.Subject.Key);
        return span;
    }

    /// <summary>Records a request whose answer was read.</summary>
    internal void RecordAnswer(Activity? span, DealerRequest request, int status, long started)
    {
        _ = span?.SetTag(Telemetry.StatusTag, status);
        End(span, request, GetOutcome(request, status));
        Log(request, status.ToString(CultureInfo.InvariantCulture), started);
    }

    /// <summary>Records a request whose answer was not read.</summary>
    /// <param name="span">The request's span.</param>
    /// <param name="request">The request.</param>
    /// <param name="why">The reason, for the log.</param>
    /// <param name="started">The timestamp at which the request began.</param>
    internal void RecordFailure(Activity? span, DealerRequest request, string why, long started)
    {
        End(span, request, request.LastBegan ? RequestOutcome.Unanswered : RequestOutcome.NotSent);
        Log(request, mask.Clean(why), started);
    }

    /// <summary>Records that the circuit breaker holds idempotent requests back for a time.</summary>
    internal void RecordPause(TimeSpan wait) => LogPaused(logger, wait.TotalSeconds);

    private static void End(Activity? span, DealerRequest request, RequestOutcome outcome)
    {
        var word = outcome.ToString();
        Telemetry.CountRequest(request.Method.Method, request.Route, word);
        _ = span?.SetTag(Telemetry.RequestOutcomeTag, word);
        _ = span?.SetStatus(outcome == RequestOutcome.Acknowledged ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
    }

    private static RequestOutcome GetOutcome(DealerRequest request, int status) => status switch
    {
        _ when request.Foreign is not null => RequestOutcome.Foreign,
        >= 200 and < 300 => RequestOutcome.Acknowledged,
        429 => RequestOutcome.Throttled,
        408 or >= 500 => RequestOutcome.Failed,
        _ => RequestOutcome.Refused,
    };

    private void Log(DealerRequest request, string outcome, long started)
    {
        if (!logger.IsEnabled(LogLevel.Debug))
            return;
        var milliseconds = clock.GetElapsedTime(started).TotalMilliseconds;
        if (request.Context is { } context)
            LogRequest(logger, context.RunId.ToString("N"), context.Subject.Key, request.Method, request.RequestUri!.AbsolutePath, outcome, milliseconds);
        else
            LogRequest(logger, request.Method, request.RequestUri!.AbsolutePath, outcome, milliseconds);
    }

    [LoggerMessage(LogLevel.Debug, "run {Run} {Subject}: {Method} {Path}: {Outcome} ({Milliseconds:0} ms)")]
    private static partial void LogRequest(ILogger logger, string run, string subject, HttpMethod method, string path, string outcome, double milliseconds);

    [LoggerMessage(LogLevel.Debug, "{Method} {Path}: {Outcome} ({Milliseconds:0} ms)")]
    private static partial void LogRequest(ILogger logger, HttpMethod method, string path, string outcome, double milliseconds);

    [LoggerMessage(LogLevel.Debug, "Too many failures: no idempotent request is sent for {Seconds:0.#} s.")]
    private static partial void LogPaused(ILogger logger, double seconds);
}
