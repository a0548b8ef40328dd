using IzzyPS.Dealer;
using IzzyPS.Dealer.Http;
using IzzyPS.Hooks;
using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;
using IzzyPS.Output;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
using IzzyPS.Runs;
using IzzyPS.Stock;
using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Reading;
using IzzyPS.Sync;
using IzzyPS.Tool.Output;
using IzzyPS.Vehicles;

namespace IzzyPS.Tool;

/// <summary>The whole job over one stock: read, compare, carry out, report.</summary>
internal sealed class StockSync(DealerConnection connection, SyncSettings settings, ISyncView view)
{
    private readonly SyncReport _report = new();

    /// <summary>Does it. Faults of the file, the server and the ledger end up in the report.</summary>
    internal async Task<SyncReport> RunAsync(CancellationToken stop)
    {
        try
        {
            var plan = Compare(stop);
            foreach (var change in plan.Changes.Where(change => change.Action != ChangeAction.Blocked))
                view.Planned(change);
            _report.Unchanged = plan.Unchanged;
            if (settings.WhatIf)
                Foretell(plan);
            else if (!stop.IsCancellationRequested)
                await CarryOutAsync(plan, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (LedgerException exception)
        {
            _report.IsLocked = exception.Fault == LedgerFault.Leased;
            _report.Fault = exception.Message;
        }
        catch (Exception exception) when (exception is DealerException or StockSettingsException or IOException or UnauthorizedAccessException)
        {
            _report.Fault = _report.Fault is null ? exception.Message : $"{_report.Fault} {exception.Message}";
        }
#pragma warning disable CA1031 // Whoever runs us from cron gets its report and its exit code, even from our own mistakes.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _report.Fault = Outgoing.Unexpected(exception);
            foreach (var line in Outgoing.DetailsOf(exception))
                view.Say(RunMessageLevel.Verbose, line);
        }

        _report.WasStopped = stop.IsCancellationRequested;
        AddInDoubt();
        if (_report.Fault is not null)
            view.Say(RunMessageLevel.Warning, _report.Fault);
        return _report;
    }

    private SyncPlan Compare(CancellationToken stop)
    {
        var reader = new StockReader(new StockReaderOptions
        {
            Profile = settings.Profile,
            LocationMap = settings.LocationMap,
            TimeProvider = connection.Time,
        });
        using var snapshot = new SnapshotAhead(connection.Ledger);
        var stock = new StockSet(settings.Feed, connection.Time);
        var files = settings.Files.Select(path => reader.Examine(stock, path, stop)).ToList();
        stock.Seal();
        view.Reading(files.Sum(file => file.RowCount));

        var options = new SyncPlanOptions
        {
            CloseMissing = settings.CloseMissing,
            Mode = settings.Mode,
            UpdatePrices = settings.UpdatePrices,
            AllowClose = settings.AllowClose,
            CloseLimits = connection.CloseLimits,
        };
        var planner = new SyncPlanner(snapshot.Value, options, connection.Time);
        planner.Begin(stock);
        var errors = new List<RowError>();
        foreach (var row in files.SelectMany(file => reader.Read(file, stop)))
        {
            if (row.Vehicle is { } vehicle)
                planner.Add(vehicle);
            else
                errors.Add(row.Error!);
        }

        AddStockErrors(stock, errors);
        return planner.Complete();
    }

    private void AddStockErrors(StockSet stock, List<RowError> errors)
    {
        foreach (var file in stock.Files)
        {
            foreach (var fault in file.Faults)
            {
                var message = $"{file}: {fault.Message}";
                _report.Detail.Errors.Add(new SyncReportEntry(null, null, null, null, message));
                if (fault.IsFatal)
                    _report.Fault ??= message;
                else
                    view.Say(RunMessageLevel.Warning, $"run {stock.Id:N} {message}");
            }
        }

        foreach (var error in errors)
        {
            _report.Detail.Errors.Add(new SyncReportEntry(error.Vin, error.ConfigurationNumber, null, error.Line, error.Message));
            view.Say(RunMessageLevel.Warning, $"run {stock.Id:N} {error.Message}");
        }

        if (settings.ErrorReport is { } path)
            WriteErrorReport(path, stock, errors);
    }

    /// <summary>Last, so that the errors are known by then where it can't be written, and before anything is sent.</summary>
    private void WriteErrorReport(string path, StockSet stock, List<RowError> errors)
    {
        using var csv = ErrorReport.Create(path, [.. settings.Files, .. connection.OwnPaths], connection.Time);
        foreach (var file in stock.Files)
        {
            foreach (var fault in file.Faults)
                csv.Add(file, fault);
        }

        errors.ForEach(csv.Add);
        StepHook.Reach("before-error-report");
        csv.Complete();
        StepHook.Reach("after-error-report");
    }

    /// <summary>Reports what would happen, as if all of it succeeded.</summary>
    private void Foretell(SyncPlan plan)
    {
        foreach (var change in plan.Changes)
        {
            if (change.Action == ChangeAction.Blocked)
                AddBlocked(change, change.BlockReason, change.Reason);
            else
                AddSucceeded(change, change.RemoteId);
        }
    }

    private async Task CarryOutAsync(SyncPlan plan, CancellationToken stop)
    {
        var request = new SyncRequest(plan.Changes, "izzy sync") { Plan = plan.Context, AllowClose = settings.AllowClose, AllowGone = settings.AllowGone };
        var results = new ResultCollector(view);
        try
        {
            var summary = await connection.CreateExecutor(waitForLock: settings.WaitForLock).RunAsync(request, results, stop).ConfigureAwait(false);
            _report.Fault ??= summary.Fault;
        }
        finally
        {
            // What was done before a fault was done all the same.
            _report.Run = results.RunId?.ToString("N");
            foreach (var result in results.All)
                Add(result);
        }
    }

    private void Add(SyncResult result)
    {
        switch (result.Outcome)
        {
            case SyncOutcome.Succeeded:
                AddSucceeded(result.Change, result.RemoteId);
                break;
            case SyncOutcome.Recreated:
                _report.Detail.Recreated.Add(EntryOf(result.Change, result.RemoteId, $"Its listing was gone on Izzylease. {result.Change.Reason}".TrimEnd()));
                AddPriceHeldBack(result.Change, result.RemoteId);
                break;
            case SyncOutcome.Unchanged when !result.Change.IsRelease:
                _report.Unchanged++;
                break;
            case SyncOutcome.HeldBack:
                AddBlocked(result.Change, BlockReason.CloseLimit, result.Error);
                break;
            case SyncOutcome.Blocked:
                AddBlocked(result.Change, result.Change.BlockReason, result.Error);
                break;
            case SyncOutcome.Rejected or SyncOutcome.Failed or SyncOutcome.Stale or SyncOutcome.NotSent:
                _report.Detail.Errors.Add(EntryOf(result.Change, result.RemoteId, result.Error));
                break;
        }
    }

    private void AddSucceeded(VehicleChange change, string? remoteId)
    {
        var list = change.Action switch
        {
            ChangeAction.Create or ChangeAction.Reactivate => _report.Detail.Created,
            ChangeAction.Update => _report.Detail.Updated,
            ChangeAction.Reprice => _report.Detail.PriceUpdates,
            ChangeAction.Close => _report.Detail.Closed,
            _ => null,
        };
        list?.Add(EntryOf(change, remoteId, change.Reason));
        AddPriceHeldBack(change, remoteId);
    }

    private void AddPriceHeldBack(VehicleChange change, string? remoteId)
    {
        if (change.HoldsPriceBack)
            _report.Detail.HeldBack.Add(EntryOf(change, remoteId, "Price change held back; --update-prices carries it out."));
    }

    private void AddBlocked(VehicleChange change, BlockReason block, string? reason)
    {
        if (block == BlockReason.InDoubt)
            return; // All that is in doubt is listed from the ledger.
        var isHeldBack = block is BlockReason.CloseLimit or BlockReason.CloseForbidden or BlockReason.PriceHeldBack or BlockReason.ClosedByHand;
        _report.HoldsClosesBack |= block is BlockReason.CloseLimit or BlockReason.CloseForbidden;
        (isHeldBack ? _report.Detail.HeldBack : _report.Detail.Errors).Add(EntryOf(change, change.RemoteId, reason));
    }

    private void AddInDoubt()
    {
        try
        {
            foreach (var operation in connection.Ledger.InDoubt())
            {
                if (_report.IsLocked && operation.State == OperationState.Sending)
                    continue; // The run that holds the ledger is sending it.
                var vehicle = operation.Payload.ToVehicle();
                _report.Detail.InDoubt.Add(new SyncReportEntry(
                    vehicle.Vin, vehicle.ConfigurationNumber, operation.RemoteId, null, DoubtText.Of(operation)));
            }
        }
        catch (LedgerException exception)
        {
            // It went away under the run: nobody may take that for nothing in doubt.
            _report.Fault ??= exception.Message;
        }
    }

    private static SyncReportEntry EntryOf(VehicleChange change, string? remoteId, string? reason) =>
        new(change.Vin, change.ConfigurationNumber, remoteId, change.Line == 0 ? null : change.Line, reason);

    /// <summary>Keeps the results and passes everything on.</summary>
    private sealed class ResultCollector(ISyncView view) : IRunObserver
    {
        internal List<SyncResult> All { get; } = [];

        internal Guid? RunId { get; private set; }

        public void Started(Guid runId, int changes)
        {
            RunId = runId;
            view.Started(runId, changes);
        }

        public void Ended(SyncResult result)
        {
            All.Add(result);
            view.Ended(result);
        }

        public void Say(RunMessageLevel level, string message) => view.Say(level, message);
    }
}
