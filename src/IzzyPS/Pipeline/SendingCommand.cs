using System.Management.Automation;
using IzzyPS.Ledger;
using IzzyPS.Planning;
using IzzyPS.Runs;
using IzzyPS.Sync;

namespace IzzyPS.Pipeline;

/// <summary>
/// A cmdlet that sends: it collects the whole input, asks, carries everything out in one run and writes the results as they come.
/// Errors about vehicles come last, so that <c>-ErrorAction Stop</c> can't cut a run short.
/// </summary>
public abstract class SendingCommand : DealerCommand
{
    private protected const string InputSet = "Input";
    private protected const string VinSet = "Vin";

    private readonly List<VehicleChange> _changes = [];
    private readonly List<ErrorRecord> _errors = [];
    private HandChanges? _byHand;
    private ILedgerSnapshot? _snapshot;
    private SyncPlanner? _planner;

    private protected SendingCommand()
    {
    }

    /// <summary>What to send: changes from Compare-IzzyVehicle, vehicles, ledger entries or VINs, as far as this cmdlet takes them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [AllowNull]
    [AllowEmptyCollection]
    public PSObject?[]? InputObject { get; set; }

    /// <summary>The most requests at a time; by default the connection's.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int? ThrottleLimit { get; set; }

    /// <summary>How many seconds to wait for another run that holds the ledger. Without it, that is an error at once.</summary>
    [Parameter]
    [ValidateRange(0, 86_400)]
    public int WaitForLock { get; set; }

    /// <summary>How many listings may be gone on Izzylease within 24 hours (404 or 410 to an update or a close), where somebody looked and they are: they are listed anew, or their close is done. By default more than 5 and more than 10 percent, or more than half, are held back: the address or the account is then probably wrong.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? AllowGone { get; set; }

    /// <summary>What the cmdlet takes, for the error about anything else.</summary>
    private protected abstract string Takes { get; }

    /// <summary>How vehicles are planned that come without a plan.</summary>
    private protected virtual SyncMode Mode => SyncMode.Upsert;

    /// <summary>The reason to send with each close; null for the changes' own.</summary>
    private protected virtual CloseReason? ReasonToClose => null;

    /// <summary>How many may be closed at the most; null for the changes' own.</summary>
    private protected virtual int? CloseCeiling => null;

    /// <summary>Changes that an operator asks for.</summary>
    private protected HandChanges ByHand => _byHand ??= new HandChanges(Connection.Ledger, Connection.Time, CloseCeiling);

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

    /// <summary>Takes a change of a plan; one whose action does not fit is an error.</summary>
    private protected abstract void Take(VehicleChange change);

    /// <summary>Takes a vehicle: it is planned with all the others when the input has ended.</summary>
    private protected virtual void Take(Vehicle vehicle)
    {
        if (_planner is null)
        {
            _snapshot = Connection.Ledger.OpenSnapshot();
            _planner = new SyncPlanner(_snapshot, new SyncPlanOptions { Mode = Mode, CloseLimits = Connection.CloseLimits }, Connection.Time) { IncludeUnchanged = true };
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

    /// <summary>Takes what was planned of a vehicle; what must not be done is an error.</summary>
    private protected virtual void TakePlanned(VehicleChange change)
    {
        if (change.Action == ChangeAction.Blocked)
            Fail(Errors.CreateFromBlocked(change));
        else
            Take(change);
    }

    /// <summary>Takes a VIN: the ledger says which listing that is.</summary>
    private protected void Take(VehicleIdentity identity)
    {
        if (FindEntry(identity) is { } entry)
            Take(entry);
        else
            Fail(Errors.NotListed.CreateRecord(identity.Key, $"{identity.Key} is not in the ledger of {Connection}: it was never listed from here."));
    }

    /// <summary>The listing of an identity, or null.</summary>
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

    /// <summary>Sends what an operator asks for; what can't be done is an error.</summary>
    private protected void SendByHand(VehicleChange change)
    {
        if (change.Action == ChangeAction.Blocked)
            Fail(Errors.CreateFromBlocked(change));
        else
            Send(change);
    }

    /// <summary>Keeps an error about a vehicle until everything was sent.</summary>
    private protected void Fail(ErrorRecord error) => _errors.Add(error);

    private protected void FailMismatch(VehicleChange change)
    {
        var why = change.Action == ChangeAction.Blocked ? $"is blocked: {change.Reason}" : $"is to be {DescribeDone(change.Action)}; {MyInvocation.MyCommand.Name} takes {Takes}.";
        Fail(Errors.ActionMismatch.CreateRecord(change, Errors.InRun($"{change.Key} {why}", change.PlanId)));
    }

    /// <summary>Asks about the changes; gives those that may be carried out.</summary>
    private protected virtual IReadOnlyList<VehicleChange> Ask(IReadOnlyList<VehicleChange> changes)
    {
        var question = new Question(this, ConfirmImpact.Medium);
        return [.. changes.Where(change => IsQuiet(change) ? !question.IsWhatIf : question.Ask(ChangeText.Describe(change, ReasonToClose)))];

        // There is nothing to ask about what is not sent; but -WhatIf tells that, too.
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
        var request = new SyncRequest(changes, MyInvocation.MyCommand.Name) { AllowClose = CloseCeiling, AllowGone = AllowGone, CloseReason = ReasonToClose };
        var run = new ChangeRun(Connection, RunTrigger.Cmdlet) { ThrottleLimit = ThrottleLimit, WaitForLock = TimeSpan.FromSeconds(WaitForLock) };
        var progress = new ProgressLine($"{request.Command} on {Connection.Name}", Connection.Time);
        var session = Session.Current;
        RunReport report;
        try
        {
            report = Pump((outbox, stop) =>
            {
                session.Listen(outbox);
                return run.RunAsync(request, new RunObserver(outbox, progress), stop);
            });
        }
        finally
        {
            session.Listen(null);
            progress.Complete(this);
        }

        foreach (var alike in ChangeClasses.GroupFaults(report.Results))
            Fail(Errors.Create(alike));
        if (report.Fault is { } fault)
            Fail(fault.Code == FaultCode.RunEndedEarly ? Errors.RunEndedEarly.CreateRecord(Connection, $"run {report.RunId:N} ended early: {fault.Message}") : Errors.Create(fault));
        WriteVerbose($"run {report.RunId:N} {report.Verdict}: {report.Created.Count} created, {report.Recreated.Count} recreated, {report.Updated.Count} updated, {report.Repriced.Count} repriced, {report.Closed.Count} closed, {report.HeldBack.Count} held back, {report.InDoubt.Count} in doubt, {report.Errors.Count} errors");
    }
}
