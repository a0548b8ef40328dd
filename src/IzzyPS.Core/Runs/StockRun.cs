using IzzyPS.Connections;
using IzzyPS.Hooks;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Ledger.Snapshots;
using IzzyPS.Output;
using IzzyPS.Planning;
using IzzyPS.Runs.Faults;
using IzzyPS.Runs.Reporting;
using IzzyPS.Stock.Reading;
using IzzyPS.Sync;
using Microsoft.Extensions.Logging;

namespace IzzyPS.Runs;

/// <summary>The whole run over one stock: examine the files, read them, plan, write the error report, send, report.</summary>
internal sealed class StockRun(StockRunOptions options, IRunObserver observer)
{
    private RunReportBuilder _report = new(RunKind.StockSync, options.Trigger);
    private Task? _token; // Requested while the stock is compared.
    private bool _isComparedAgain;

    /// <summary>Opens the account and carries out the run. Every fault is in the report.</summary>
    /// <param name="settings">The account and its ledger.</param>
    /// <param name="logger">Receives a line for each request, without secrets.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Stops the run: nothing new is sent, and requests in flight are awaited and recorded.</param>
    internal async Task<RunReport> OpenAndRunAsync(ConnectionSettings settings, ILogger logger, TimeProvider time, CancellationToken stop)
    {
        DealerConnection? connection = null;
        await GuardAsync(() =>
        {
            connection = DealerConnection.Open(settings, NotifyLedgerMessage, logger, time, stop);
            return Task.CompletedTask;
        }, stop).ConfigureAwait(false);
        using (connection)
            return connection is null ? End(stop) : await RunAsync(connection, stop).ConfigureAwait(false);
    }

    /// <summary>Carries out the run over an open account. Every fault is in the report.</summary>
    /// <param name="connection">The account.</param>
    /// <param name="stop">Stops the run: nothing new is sent, and requests in flight are awaited and recorded.</param>
    internal async Task<RunReport> RunAsync(DealerConnection connection, CancellationToken stop)
    {
        using var trace = RunTrace.Start(RunKind.StockSync, options.Trigger, connection.Logger, connection.Time);
        await GuardAsync(() => WorkAsync(connection, trace, stop), stop).ConfigureAwait(false);
        _report.AddInDoubt(connection.Ledger);
        var report = End(stop);
        trace.End(report.Verdict);
        return report;
    }

    private async Task WorkAsync(DealerConnection connection, RunTrace trace, CancellationToken stop)
    {
        var plan = Compare(connection, stop);
        if (options.WhatIf)
            _report.AddForecast(plan);
        else if (!stop.IsCancellationRequested)
            await SendAsync(connection, plan, trace, stop).ConfigureAwait(false);
    }

    private SyncPlan Compare(DealerConnection connection, CancellationToken stop)
    {
        using var snapshot = new SnapshotAhead(connection.Ledger);
        var reading = new StockReaderOptions
        {
            Profile = options.Profile,
            LocationMap = options.LocationMap,
            TimeProvider = connection.Time,
            Delimiter = options.Delimiter,
            Sheet = options.Sheet,
        }.WithEncoding(options.Encoding);
        var import = StockImport.Examine(reading, new StockSet(options.Feed, connection.Time), options.Files, stop);
        observer.Advance(new PhaseProgress(RunPhase.Reading, 0, import.RowCount));

        var planning = new SyncPlanOptions
        {
            CloseMissing = options.CloseMissing,
            Mode = options.Mode,
            UpdatePrices = options.UpdatePrices,
            Allowed = options.Allowed,
            CloseAfter = options.CloseAfter,
            CloseLimits = connection.CloseLimits,
            GuardLimits = connection.GuardLimits,
        };
        var planner = new SyncPlanner(snapshot.Value, planning, connection.Time);
        planner.Begin(import.Stock);
        var errors = new List<RowError>();
        var mayAuthenticate = !options.WhatIf && options.WaitForLock == TimeSpan.Zero; // During a long wait for the lease a token could expire.
        foreach (var row in import.Files.SelectMany(file => import.Read(file, observer.Advance, stop)))
        {
            if (row.Vehicle is { } vehicle)
                planner.Add(vehicle);
            else
                errors.Add(row.Error!);

            if (mayAuthenticate && planner.HasNewVehicle)
                _token ??= SyncExecutor.BeginAuthenticate(connection.Client, stop);
        }

        AddErrors(import.Stock, errors);
        var plan = planner.Complete();
        AddWarnings(plan);
        // The error report is written after AddErrors, so the run's report has the errors even if the file can't be written. Nothing has been sent yet.
        if (options.ErrorReport is { } path)
            WriteErrorReport(path, connection, import.Stock, errors, plan);
        foreach (var change in plan.Changes.Where(change => change.Action != ChangeAction.Blocked))
            observer.Planned(change);
        _report.AddUnchanged(plan.Unchanged);
        return plan;
    }

    /// <summary>Compares the stock once more, because another run has written to the ledger since. Nothing of the first comparison was carried out.</summary>
    private SyncPlan CompareAgain(DealerConnection connection, CancellationToken stop)
    {
        observer.Notify(new RunNotice(NoticeCode.Attention, RunMessageLevel.Verbose, null, null, "Another run has written to the ledger meanwhile: the stock is compared again."));
        _isComparedAgain = true;
        _report = new RunReportBuilder(RunKind.StockSync, options.Trigger);
        return Compare(connection, stop);
    }

    private void AddErrors(StockSet stock, List<RowError> errors)
    {
        foreach (var file in stock.Files)
        {
            foreach (var fault in file.Faults)
            {
                var message = _report.AddFileFault(file, fault);
                if (!fault.IsFatal)
                    Warn(NoticeCode.StockFile, message);
            }
        }

        errors.ForEach(_report.AddRow);
        foreach (var group in RowErrorGroup.Create(errors))
        {
            if (!group.IsSmall)
                Warn(NoticeCode.Row, group.Describe());
            foreach (var error in group.Errors)
                Notify(NoticeCode.Row, group.IsSmall ? RunMessageLevel.Warning : RunMessageLevel.Verbose, error.Message);
        }

        void Warn(NoticeCode code, string message) => Notify(code, RunMessageLevel.Warning, message);

        void Notify(NoticeCode code, RunMessageLevel level, string message)
        {
            if (!_isComparedAgain)
                observer.Notify(new RunNotice(code, level, stock.Id, null, message));
        }
    }

    private void AddWarnings(SyncPlan plan)
    {
        _report.Warnings = plan.Facts.Warnings;
        if (_isComparedAgain)
            return;
        foreach (var warning in plan.Facts.Warnings)
            observer.Notify(new RunNotice(warning.File is null ? NoticeCode.Vehicle : NoticeCode.StockFile, RunMessageLevel.Warning, plan.Facts.Id, null, warning.ToString()));
    }

    private void WriteErrorReport(string path, DealerConnection connection, StockSet stock, List<RowError> errors, SyncPlan plan)
    {
        using var report = new StockErrorReport(path, [.. options.Files, .. connection.OwnPaths], connection.Time);
        foreach (var file in stock.Files)
        {
            foreach (var fault in file.Faults)
                report.Add(file, fault);
        }

        errors.ForEach(report.Add);
        foreach (var change in plan.Changes.Where(change => change.File is not null && ChangeClasses.FromBlock(change.BlockReason) == ChangeClass.Error))
            report.Add(change);
        StepHook.Reach("before-error-report");
        report.Complete();
        StepHook.Reach("after-error-report");
    }

    private async Task SendAsync(DealerConnection connection, SyncPlan plan, RunTrace trace, CancellationToken stop)
    {
        var request = CreateRequest(plan) with { PlanAgain = () => CreateRequest(CompareAgain(connection, stop)) };
        var results = new ResultCollector(observer);
        try
        {
            var summary = await connection.CreateExecutor(waitForLock: options.WaitForLock).RunAsync(request, results, stop).ConfigureAwait(false);
            _report.EndEarly(summary.Fault);
        }
        finally
        {
            trace.Identify(results.RunId);
            _report.AddResults(results.RunId, results.Results);
        }
    }

    private SyncRequest CreateRequest(SyncPlan plan) => new(plan.Changes, options.Command)
    {
        Trigger = options.Trigger,
        Plan = plan.Context,
        Allowed = options.Allowed,
        AllowGone = options.AllowGone,
        Token = _token,
    };

    private RunReport End(CancellationToken stop)
    {
        if (_report.Fault is { } fault)
            observer.Notify(new RunNotice(NoticeCode.Fault, RunMessageLevel.Warning, null, null, fault.Message));
        return _report.Build(stop.IsCancellationRequested);
    }

    private void NotifyLedgerMessage(string message) => observer.Notify(new RunNotice(NoticeCode.Ledger, RunMessageLevel.Warning, null, null, message));

    /// <summary>Turns every exception into a fault of the report. A run from cron must give a report and an exit code, even after a bug in IzzyPS.</summary>
    private async Task GuardAsync(Func<Task> work, CancellationToken stop)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The report says that the run was stopped.
        }
#pragma warning disable CA1031 // RunFault tells expected exceptions from unexpected ones.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var fault = RunFault.FromException(exception);
            _report.Fail(fault);
            if (fault.Code != FaultCode.Unexpected)
                return;
            foreach (var line in Outgoing.GetDetails(exception))
                observer.Notify(new RunNotice(NoticeCode.FaultDetail, RunMessageLevel.Verbose, null, null, line));
        }
    }
}
