using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Operations.Journaling;
using IzzyPS.Planning;
using IzzyPS.Planning.Evidence;
using IzzyPS.Planning.Guards;
using IzzyPS.Runs.Faults;

namespace IzzyPS.Runs.Reporting;

/// <summary>Gathers what a run did into its report.</summary>
internal sealed class RunReportBuilder(RunKind kind, RunTrigger trigger)
{
    private readonly List<RunEntry> _created = [];
    private readonly List<RunEntry> _recreated = [];
    private readonly List<RunEntry> _updated = [];
    private readonly List<RunEntry> _repriced = [];
    private readonly List<RunEntry> _closed = [];
    private readonly List<RunEntry> _heldBack = [];
    private readonly List<RunEntry> _inDoubt = [];
    private readonly List<RunEntry> _errors = [];
    private readonly List<SyncResult> _results = [];
    private bool _isHeldByGuard;
    private Guid? _runId;
    private int _unchanged;

    /// <summary>Why the run failed; null where it did not fail.</summary>
    internal RunFault? Fault { get; private set; }

    /// <summary>Adds a fault of a whole file. A file that can't be read at all fails the run.</summary>
    /// <returns>The fault's text with the file's name.</returns>
    internal string AddFileFault(StockFile file, StockFault fault)
    {
        var (code, message) = (FaultCodes.FromFile(fault), $"{file}: {fault.Message}");
        _errors.Add(new RunEntry(null, null, null, null, message, code) { Faults = [new FieldFault(null, fault.Code, null, fault.Message)] });
        if (fault.IsFatal)
            Fault ??= new RunFault(code, message) { Path = file.Path };
        return message;
    }

    /// <summary>What was noticed about the files and the vehicles.</summary>
    internal IReadOnlyList<PlanWarning> Warnings { get; set; } = [];

    /// <summary>Adds a rejected row.</summary>
    internal void AddRow(RowError error) =>
        _errors.Add(new RunEntry(error.Vin, error.ConfigurationNumber, null, error.Line, error.Message, FaultCode.RowRejected) { Faults = error.Faults });

    /// <summary>Adds vehicles for which the plan has nothing to do.</summary>
    internal void AddUnchanged(int count) => _unchanged += count;

    /// <summary>Adds the changes of a plan that is not carried out, as if all of them succeeded.</summary>
    internal void AddForecast(SyncPlan plan)
    {
        foreach (var change in plan.Changes)
        {
            if (change.Action == ChangeAction.Blocked)
                AddFault(change, ChangeClasses.FromBlock(change.BlockReason), FaultCodes.FromBlock(change.BlockReason), change.RemoteId, change.Reason, change.Permission);
            else
                AddSucceeded(change, change.RemoteId);
        }
    }

    /// <summary>Adds how changes ended.</summary>
    internal void AddResults(Guid? runId, IEnumerable<SyncResult> results)
    {
        _runId = runId;
        foreach (var result in results)
        {
            _results.Add(result);
            Add(result);
        }
    }

    /// <summary>
    /// Notes a fault of the run. A second fault takes the place of the first. But if the API, a setting or a file caused the second fault, only
    /// its message is added to the first.
    /// </summary>
    internal void Fail(RunFault fault)
    {
        var isAppended = Fault is not null && fault.Code is FaultCode.DealerUnavailable or FaultCode.InvalidSetting or FaultCode.FileNotUsable or FaultCode.ReportNotWritten;
        Fault = isAppended && Fault is { } first ? first with { Message = $"{first.Message} {fault.Message}" } : fault;
    }

    /// <summary>Notes why the run ended early; null where it did not. A fault that is already known stays.</summary>
    internal void EndEarly(string? fault)
    {
        if (fault is not null)
            Fault ??= new RunFault(FaultCode.RunEndedEarly, fault);
    }

    /// <summary>
    /// Adds every create in doubt that the ledger has. A run that failed may not have let go of the ledger; what it was sending is in doubt, too.
    /// </summary>
    internal void AddInDoubt(ILedger ledger)
    {
        try
        {
            var sending = Fault is null || _runId is null ? [] : ledger.FindOperations(new OperationQuery(OperationState.Sending, RunId: _runId)).Where(operation => operation.IsInDoubt);
            foreach (var operation in ledger.FindInDoubt().Concat(sending).DistinctBy(operation => operation.Id))
            {
                var vehicle = operation.Payload.ToVehicle();
                _inDoubt.Add(new RunEntry(vehicle.Vin, vehicle.ConfigurationNumber, operation.RemoteId, null, DoubtText.Create(operation), FaultCode.VehicleInDoubt));
            }
        }
        catch (LedgerException exception)
        {
            // The ledger became unreadable. Without a fault the empty list would say that nothing is in doubt.
            Fault ??= RunFault.FromException(exception);
        }
    }

    /// <summary>Makes the report of all that was added.</summary>
    internal RunReport Build(bool wasStopped) => new()
    {
        RunId = _runId,
        Kind = kind,
        Trigger = trigger,
        Created = _created,
        Recreated = _recreated,
        Updated = _updated,
        Repriced = _repriced,
        Closed = _closed,
        Unchanged = _unchanged,
        HeldBack = _heldBack,
        InDoubt = _inDoubt,
        Errors = _errors,
        Warnings = Warnings,
        IsHeldByGuard = _isHeldByGuard,
        Fault = Fault,
        WasStopped = wasStopped,
        Results = _results,
    };

    private void Add(SyncResult result)
    {
        var change = result.Change;
        switch (result.Outcome)
        {
            case SyncOutcome.Succeeded:
                AddSucceeded(change, result.RemoteId);
                break;
            case SyncOutcome.Recreated:
                _recreated.Add(CreateEntry(change, result.RemoteId, $"Its listing was gone on Izzylease. {change.Reason}".TrimEnd()));
                AddHeldParts(change, result.RemoteId);
                break;
            case SyncOutcome.Unchanged when !change.IsRelease:
                _unchanged++;
                break;
            default:
                // A change that is held back or blocked has no new id, so the entry has the plan's id.
                var heading = ChangeClasses.FromResult(result);
                var remoteId = result.Outcome is SyncOutcome.HeldBack or SyncOutcome.Blocked ? change.RemoteId : result.RemoteId;
                AddFault(change, heading, FaultCodes.FromResult(result), remoteId, result.Error, result.Permission);
                break;
        }
    }

    private void AddSucceeded(VehicleChange change, string? remoteId)
    {
        var list = change.Action switch
        {
            ChangeAction.Create or ChangeAction.Reactivate => _created,
            ChangeAction.Update => _updated,
            ChangeAction.Reprice => _repriced,
            ChangeAction.Close => _closed,
            _ => null,
        };
        list?.Add(CreateEntry(change, remoteId, change.Reason));
        AddHeldParts(change, remoteId);
    }

    /// <summary>Adds the fields that were held back of a change whose other fields were sent: one entry for each reason.</summary>
    private void AddHeldParts(VehicleChange change, string? remoteId)
    {
        foreach (var held in change.HeldBack.DistinctBy(held => held.Reason))
            AddFault(change, ChangeClasses.FromBlock(held.Reason), FaultCodes.FromBlock(held.Reason), remoteId, held.Message, held.Permission);
    }

    private void AddFault(VehicleChange change, ChangeClass heading, FaultCode? code, string? remoteId, string? reason, Permission? permission)
    {
        _isHeldByGuard |= heading == ChangeClass.HeldByGuard;
        // AddInDoubt adds the operations in doubt.
        var list = heading switch
        {
            ChangeClass.HeldByGuard or ChangeClass.HeldBack => _heldBack,
            ChangeClass.Error => _errors,
            _ => null,
        };
        list?.Add(CreateEntry(change, remoteId, reason, code) with { Permission = permission });
    }

    private static RunEntry CreateEntry(VehicleChange change, string? remoteId, string? reason, FaultCode? code = null) =>
        new(change.Vin, change.ConfigurationNumber, remoteId, change.Line == 0 ? null : change.Line, reason, code);
}
