using System.Management.Automation;
using IzzyPS.Ledger;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Planning;
using IzzyPS.Planning.Changes;
using IzzyPS.Planning.Guards;
using IzzyPS.Runs;
using IzzyPS.Runs.Faults;
using IzzyPS.Runs.Reporting;
using IzzyPS.Sync;

namespace IzzyPS.Pipeline;

/// <summary>
/// A cmdlet that sends requests. It collects the whole input, asks, carries out all changes in one run and writes the results as they come.
/// Errors about vehicles are written last, so that <c>-ErrorAction Stop</c> can't end a run early.
/// </summary>
public abstract class SendingCommand : DealerCommand
{
    private protected const string InputSet = "Input";
    private protected const string VinSet = "Vin";

    private readonly List<VehicleChange> _changes = [];
    private readonly List<ErrorRecord> _errors = [];
    private RunFault? _fault; // The ledger or the API ended the run.
    private HandChanges? _byHand;
    private ILedgerSnapshot? _snapshot;
    private SyncPlanner? _planner;

    private protected SendingCommand()
    {
    }

    /// <summary>The input: changes from Compare-IzzyVehicle, vehicles, ledger entries or VINs. Each cmdlet takes only the kinds that its description names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The most requests that are sent at the same time. The default is the connection's value.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int? ThrottleLimit { get; set; }

    /// <summary>How many seconds to wait while another run holds the ledger. With 0 the cmdlet ends with an error at once.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int WaitForLock { get; set; }

    /// <summary>The most listings within 24 hours that may be gone on Izzylease, which answers 404 or 410 to their update or close. An updated vehicle is then listed again, and a closed vehicle counts as closed. Check on Izzylease first. By default more than 5 and more than 10 percent, or more than half, are held back, because the address or the account is probably wrong.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? AllowGone { get; set; }

    /// <summary>The kinds of input that the cmdlet takes, for the error about other input.</summary>
    private protected abstract string Takes { get; }

    /// <summary>How vehicles without a plan are planned.</summary>
    private protected virtual SyncMode Mode => SyncMode.Upsert;

    /// <summary>The reason to send with each close. Null means the reason of the change.</summary>
    private protected virtual CloseReason? ReasonToClose => null;

    /// <summary>What the parameters allow beyond the guards' limits. The values of the plan count where none are given.</summary>
    private protected virtual Allowances Allowed => Allowances.None;

    /// <summary>Makes the changes that an operator asks for.</summary>
    private protected HandChanges ByHand => _byHand ??= new HandChanges(Connection.Ledger, Connection.Time, Allowed);

    private protected override void Begin() => _ = Connection;

    private protected override void Take()
    {
        foreach (var input in InputObject ?? [])
        {
            switch (input?.BaseObject)
            {
                case null:
                    break;
                case VehicleChange change:
                    Take(change);
                    break;
                case Vehicle vehicle:
                    Take(vehicle);
                    break;
                case LedgerEntry entry:
                    Take(entry);
                    break;
                case VehicleIdentity identity:
                    Take(identity);
                    break;
                case string text when Vehicles.Vin.TryParse(text, out _):
                    Take(new VehicleIdentity(text));
                    break;
                case string text:
                    Fail(Errors.InvalidVin.CreateRecord(text, $"'{text}' is not a VIN: it has 17 characters of A-Z and 0-9, without I, O and Q."));
                    break;
                default:
                    Fail(Inputs.Refuse(input, Takes));
                    break;
            }
        }
    }

    /// <summary>Takes a change of a plan. A change whose action does not fit the cmdlet is an error.</summary>
    private protected abstract void Take(VehicleChange change);

    /// <summary>Takes a vehicle. All vehicles are planned together when the input has ended.</summary>
    private protected virtual void Take(Vehicle vehicle)
    {
        if (_planner is null)
        {
            _snapshot = Connection.Ledger.OpenSnapshot();
            _planner = new SyncPlanner(_snapshot, new SyncPlanOptions { Mode = Mode, Allowed = Allowed, CloseLimits = Connection.CloseLimits, GuardLimits = Connection.GuardLimits }, Connection.Time) { IncludeUnchanged = true };
        }

        try
        {
            _planner.Add(vehicle);
        }
        catch (InvalidOperationException exception)
        {
            ThrowTerminatingError(Errors.FeedsMixed.CreateRecord(vehicle, exception.Message, exception));
        }
    }

    /// <summary>Takes a ledger entry.</summary>
    private protected virtual void Take(LedgerEntry entry) =>
        Fail(Errors.InputNotAccepted.CreateRecord(entry, $"{entry.Key}: a ledger entry is not accepted here; accepted: {Takes}."));

    /// <summary>Takes the change that was planned for a vehicle. A blocked change is an error.</summary>
    private protected virtual void TakePlanned(VehicleChange change)
    {
        if (change.Action == ChangeAction.Blocked)
            Fail(Errors.CreateFromBlocked(change));
        else
            Take(change);
    }

    /// <summary>Takes a VIN. The ledger tells which listing it is.</summary>
    private protected void Take(VehicleIdentity identity)
    {
        if (FindEntry(identity) is { } entry)
            Take(entry);
        else
            Fail(Errors.NotListed.CreateRecord(identity.Key, $"{identity.Key} is not in the ledger of {Connection}: it was never listed from here."));
    }

    /// <summary>Finds the listing of an identity. Returns null when there is none.</summary>
    private protected LedgerEntry? FindEntry(VehicleIdentity identity)
    {
        if (identity.Entry is { } entry)
            return entry;
        if (identity.Key.Vin is { } vin)
            return Connection.Ledger.Find(new LedgerQuery(VinPattern: vin)).FirstOrDefault();
        _snapshot ??= Connection.Ledger.OpenSnapshot();
        return _snapshot.TryFind(identity.Key, out _) ? _snapshot.Get(identity.Key) : null;
    }

    private protected void Send(VehicleChange change) => _changes.Add(change);

    /// <summary>Sends a change that an operator asks for. A blocked change is an error.</summary>
    private protected void SendByHand(VehicleChange change)
    {
        if (change.Action == ChangeAction.Blocked)
            Fail(Errors.CreateFromBlocked(change));
        else
            Send(change);
    }

    /// <summary>Keeps an error about a vehicle until all changes were sent.</summary>
    private protected void Fail(ErrorRecord error) => _errors.Add(error);

    private protected void FailMismatch(VehicleChange change)
    {
        var why = change.Action == ChangeAction.Blocked ? $"is blocked: {Errors.AddHint(change.Reason, change.AllowedBy)}" : $"is to be {DescribeDone(change.Action)}; {MyInvocation.MyCommand.Name} takes {Takes}.";
        Fail(Errors.ActionMismatch.CreateRecord(change, Errors.InRun($"{change.Key} {why}", change.PlanId)));
    }

    /// <summary>Asks about the changes and returns those that the user agrees to.</summary>
    private protected virtual IReadOnlyList<VehicleChange> Ask(IReadOnlyList<VehicleChange> changes)
    {
        var question = new Question(this, ConfirmImpact.Medium);
        return [.. changes.Where(change => IsQuiet(change) ? !question.IsWhatIf : question.Ask(ChangeText.Describe(change, ReasonToClose)))];

        // Unchanged and blocked changes are not sent, so that they need no question. -WhatIf shows blocked changes.
        bool IsQuiet(VehicleChange change) => change.Action == ChangeAction.Unchanged || (change.Action == ChangeAction.Blocked && !question.IsWhatIf);
    }

    private protected sealed override void Finish()
    {
        if (_planner is { } planner)
        {
            foreach (var change in planner.Complete().Changes.Where(change => !change.IsRelease))
                TakePlanned(change);
        }

        _snapshot?.Dispose();
        _snapshot = null;
        if (Ask(_changes) is { Count: > 0 } approved)
            CarryOut(approved);
        _errors.ForEach(WriteError);
        if (_fault is { } fault)
            ThrowTerminatingError(Errors.Create(fault));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _snapshot?.Dispose();
        base.Dispose(disposing);
    }

    private static string DescribeDone(ChangeAction action) => action switch
    {
        ChangeAction.Create => "created (New-IzzyVehicle)",
        ChangeAction.Reactivate => "listed again (New-IzzyVehicle)",
        ChangeAction.Update => "updated (Set-IzzyVehicle)",
        ChangeAction.Reprice => "repriced (Set-IzzyVehiclePrice, Set-IzzyVehicle)",
        ChangeAction.Close => "closed (Close-IzzyVehicle)",
        _ => "left as it is",
    };

    private void CarryOut(IReadOnlyList<VehicleChange> changes)
    {
        var request = new SyncRequest(changes, MyInvocation.MyCommand.Name) { Allowed = Allowed, AllowGone = AllowGone, CloseReason = ReasonToClose };
        var run = new ChangeRun(Connection, RunTrigger.Cmdlet) { ThrottleLimit = ThrottleLimit, WaitForLock = TimeSpan.FromSeconds(WaitForLock) };
        var progress = new ProgressLine($"{request.Command} on {Connection.Name}", Connection.Time);
        var session = Session.Current;
        RunReport report;
        try
        {
            report = Pump((records, stop) =>
            {
                session.Listen(records);
                return run.RunAsync(request, new RunObserver(records, progress), stop);
            });
        }
        finally
        {
            session.Listen(null);
            progress.Complete(this);
        }

        foreach (var alike in ChangeClasses.GroupFaults(report.Results))
            Fail(Errors.Create(alike));
        if (report.Fault is { Code: FaultCode.RunEndedEarly } early)
            Fail(Errors.RunEndedEarly.CreateRecord(Connection, $"run {report.RunId:N} ended early: {early.Message}"));
        else
            _fault = report.Fault;
        var counts = DescribeCounts(report);
        if (_fault is not null && report.RunId is not null)
            WriteWarning($"{counts}; Get-IzzyOperation -State InDoubt shows what is in doubt");
        else
            WriteVerbose(counts);
    }

    private static string DescribeCounts(RunReport report) =>
        $"run {report.RunId:N} {report.Verdict}: {report.Created.Count} created, {report.Recreated.Count} recreated, {report.Updated.Count} updated, {report.Repriced.Count} repriced, {report.Closed.Count} closed, {report.HeldBack.Count} held back, {report.InDoubt.Count} in doubt, {report.Errors.Count} errors";
}
