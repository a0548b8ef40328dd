using System.Diagnostics;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Output;
using IzzyPS.Runs.Reporting;
using Microsoft.Extensions.Logging;

namespace IzzyPS.Runs;

/// <summary>The telemetry span, the duration and the log lines of one run. The spans of the run's requests are children of this span.</summary>
internal sealed partial class RunTrace : IDisposable
{
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly RunKind _kind;
    private readonly RunTrigger _trigger;
    private readonly long _started;
    private readonly Activity? _span;
    private RunVerdict _verdict = RunVerdict.Failed;
    private Guid? _runId;

    private RunTrace(RunKind kind, RunTrigger trigger, ILogger logger, TimeProvider time)
    {
        _logger = logger;
        _time = time;
        _kind = kind;
        _trigger = trigger;
        _started = time.GetTimestamp();
        _span = Telemetry.Source.StartActivity($"run {kind}");
        _ = _span?.SetTag(Telemetry.RunKindTag, kind.ToString()).SetTag(Telemetry.RunTriggerTag, trigger.ToString());
        LogStarted(logger, kind, trigger);
    }

    /// <summary>Begins a trace. It ends when it is disposed. Without a call of <see cref="End"/> the run counts as failed.</summary>
    internal static RunTrace Start(RunKind kind, RunTrigger trigger, ILogger logger, TimeProvider time) => new(kind, trigger, logger, time);

    /// <summary>Notes the run's id; null where no run was begun.</summary>
    internal void Identify(Guid? runId)
    {
        _runId = runId;
        if (runId is { } id)
            _ = _span?.SetTag(Telemetry.RunIdTag, id.ToString("N"));
    }

    /// <summary>Notes how the run ended.</summary>
    internal void End(RunVerdict verdict) => _verdict = verdict;

    public void Dispose()
    {
        var duration = _time.GetElapsedTime(_started);
        Telemetry.RecordRun(duration, _kind.ToString(), _trigger.ToString(), _verdict.ToString());
        LogEnded(_logger, _runId?.ToString("N"), _kind, _verdict, duration.TotalMilliseconds);
        _ = _span?.SetTag(Telemetry.RunVerdictTag, _verdict.ToString());
        _ = _span?.SetStatus(_verdict is RunVerdict.Failed or RunVerdict.Locked ? ActivityStatusCode.Error : ActivityStatusCode.Ok);
        _span?.Dispose();
    }

    [LoggerMessage(LogLevel.Debug, "a run {Kind} is started by {Trigger}")]
    private static partial void LogStarted(ILogger logger, RunKind kind, RunTrigger trigger);

    [LoggerMessage(LogLevel.Debug, "run {Run} {Kind} ended {Verdict} ({Milliseconds:0} ms)")]
    private static partial void LogEnded(ILogger logger, string? run, RunKind kind, RunVerdict verdict, double milliseconds);
}
