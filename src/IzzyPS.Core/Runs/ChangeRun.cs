using IzzyPS.Ledger.RunRecords;
using IzzyPS.Runs.Faults;
using IzzyPS.Runs.Reporting;
using IzzyPS.Sync;

namespace IzzyPS.Runs;

/// <summary>A run that carries out changes which an operator chose: from a plan, or made by hand.</summary>
internal sealed class ChangeRun(DealerConnection connection, RunTrigger trigger)
{
    /// <summary>The most requests in flight; null for the connection's number.</summary>
    internal int? ThrottleLimit { get; init; }

    /// <summary>How long to wait for another run to end.</summary>
    internal TimeSpan WaitForLock { get; init; }

    /// <summary>Carries the changes out.</summary>
    /// <param name="request">The changes.</param>
    /// <param name="observer">Receives each result as soon as it is known.</param>
    /// <param name="stop">Stops the run: nothing new is sent, and requests in flight are awaited and recorded.</param>
    /// <returns>The report, also of a run that the ledger or the API ended: <see cref="RunReport.Fault"/> then says why.</returns>
    internal async Task<RunReport> RunAsync(SyncRequest request, IRunObserver observer, CancellationToken stop)
    {
        var kind = request.IsStock ? RunKind.StockSync : RunKind.Manual;
        using var trace = RunTrace.Start(kind, trigger, connection.Logger, connection.Time);
        var results = new ResultCollector(observer);
        var report = new RunReportBuilder(kind, trigger);
        try
        {
            var summary = await connection.CreateExecutor(ThrottleLimit, WaitForLock).RunAsync(request with { Trigger = trigger }, results, stop).ConfigureAwait(false);
            report.EndEarly(summary.Fault);
        }
        catch (Exception exception) when (exception is LedgerException or DealerException)
        {
            report.Fail(RunFault.FromException(exception));
        }
        finally
        {
            trace.Identify(results.RunId);
        }

        report.AddResults(results.RunId, results.Results);
        report.AddInDoubt(connection.Ledger);
        var end = report.Build(stop.IsCancellationRequested);
        trace.End(end.Verdict);
        return end;
    }
}
