using System.Management.Automation;
using IzzyPS.Planning.Guards;
using IzzyPS.Runs.Faults;
using IzzyPS.Runs.Reporting;
using IzzyPS.Sync.Resolving;

namespace IzzyPS;

/// <summary>Every error that the cmdlets write. The codes are defined in <see cref="FaultCode"/>; this table adds PowerShell's categories.</summary>
internal static class Errors
{
    internal static readonly ErrorKind NotConnected = new(FaultCode.NotConnected, ErrorCategory.ConnectionError);
    internal static readonly ErrorKind Disconnected = new(FaultCode.Disconnected, ErrorCategory.ConnectionError);
    internal static readonly ErrorKind DealerNotFound = new(FaultCode.DealerNotFound, ErrorCategory.ObjectNotFound);
    internal static readonly ErrorKind InvalidSetting = new(FaultCode.InvalidSetting, ErrorCategory.InvalidArgument);
    internal static readonly ErrorKind ConfirmationRequired = new(FaultCode.ConfirmationRequired, ErrorCategory.InvalidOperation);
    internal static readonly ErrorKind RunEndedEarly = new(FaultCode.RunEndedEarly, ErrorCategory.ResourceUnavailable);

    internal static readonly ErrorKind Unexpected = new(FaultCode.Unexpected, ErrorCategory.NotSpecified);

    internal static readonly ErrorKind PathNotFound = new(FaultCode.PathNotFound, ErrorCategory.ObjectNotFound);
    internal static readonly ErrorKind NotAFile = new(FaultCode.NotAFile, ErrorCategory.InvalidArgument);
    internal static readonly ErrorKind StockFileFault = new(FaultCode.StockFileFault, ErrorCategory.ParserError);
    internal static readonly ErrorKind RowRejected = new(FaultCode.RowRejected, ErrorCategory.ParserError);
    internal static readonly ErrorKind ReportNotWritten = new(FaultCode.ReportNotWritten, ErrorCategory.WriteError);

    internal static readonly ErrorKind ActionMismatch = new(FaultCode.ActionMismatch, ErrorCategory.InvalidArgument);
    internal static readonly ErrorKind InputNotAccepted = new(FaultCode.InputNotAccepted, ErrorCategory.InvalidArgument);
    internal static readonly ErrorKind CopyRefused = new(FaultCode.CopyRefused, ErrorCategory.InvalidType);
    internal static readonly ErrorKind InvalidVin = new(FaultCode.InvalidVin, ErrorCategory.InvalidArgument);
    internal static readonly ErrorKind PriceRequired = new(FaultCode.PriceRequired, ErrorCategory.InvalidArgument);
    internal static readonly ErrorKind NotListed = new(FaultCode.NotListed, ErrorCategory.ObjectNotFound);
    internal static readonly ErrorKind AlreadyListed = new(FaultCode.AlreadyListed, ErrorCategory.ResourceExists);
    internal static readonly ErrorKind FeedsMixed = new(FaultCode.FeedsMixed, ErrorCategory.InvalidOperation);

    internal static readonly ErrorKind OperationNotInDoubt = new(FaultCode.OperationNotInDoubt, ErrorCategory.InvalidOperation);
    internal static readonly ErrorKind LedgerCheckFailed = new(FaultCode.LedgerCheckFailed, ErrorCategory.InvalidData);
    internal static readonly ErrorKind LedgerNotExported = new(FaultCode.LedgerNotExported, ErrorCategory.WriteError);
    internal static readonly ErrorKind LedgerNotImported = new(FaultCode.LedgerNotImported, ErrorCategory.ParserError);
    internal static readonly ErrorKind VehicleNotImported = new(FaultCode.VehicleNotImported, ErrorCategory.ResourceExists);

    internal static readonly ErrorKind InvalidFault = new(FaultCode.InvalidFault, ErrorCategory.InvalidArgument);
    internal static readonly ErrorKind SandboxNotStarted = new(FaultCode.SandboxNotStarted, ErrorCategory.ResourceUnavailable);

    /// <summary>All kinds by their codes. The kinds without a field above come only from Core: from plans, results, resolutions, ledgers and faults.</summary>
    private static readonly Dictionary<FaultCode, ErrorKind> Kinds = new ErrorKind[]
    {
        NotConnected, Disconnected, DealerNotFound, InvalidSetting, ConfirmationRequired, RunEndedEarly, Unexpected, PathNotFound, NotAFile, StockFileFault, RowRejected,
        ReportNotWritten, ActionMismatch, InputNotAccepted, CopyRefused, InvalidVin, PriceRequired, NotListed, AlreadyListed, FeedsMixed, OperationNotInDoubt,
        LedgerCheckFailed, LedgerNotExported, LedgerNotImported, VehicleNotImported, InvalidFault, SandboxNotStarted,
        new(FaultCode.LogNotWritten, ErrorCategory.WriteError),
        new(FaultCode.FileNotUsable, ErrorCategory.ReadError),
        new(FaultCode.DealerUnavailable, ErrorCategory.ConnectionError),
        new(FaultCode.VehicleInDoubt, ErrorCategory.ResourceBusy),
        new(FaultCode.OtherFeed, ErrorCategory.ResourceExists),
        new(FaultCode.ClosedByHand, ErrorCategory.ResourceExists),
        new(FaultCode.ClosedByStatus, ErrorCategory.ResourceExists),
        new(FaultCode.NotForSale, ErrorCategory.InvalidOperation),
        new(FaultCode.VehicleAmbiguous, ErrorCategory.InvalidData),
        new(FaultCode.VehicleConflict, ErrorCategory.InvalidData),
        new(FaultCode.VehicleInvalid, ErrorCategory.InvalidData),
        new(FaultCode.VehicleAdopted, ErrorCategory.InvalidOperation),
        new(FaultCode.CloseLimit, ErrorCategory.LimitsExceeded),
        new(FaultCode.CloseForbidden, ErrorCategory.PermissionDenied),
        new(FaultCode.PriceHeldBack, ErrorCategory.InvalidOperation),
        new(FaultCode.IdentityChanged, ErrorCategory.LimitsExceeded),
        new(FaultCode.IdentityOfFile, ErrorCategory.LimitsExceeded),
        new(FaultCode.SameNumber, ErrorCategory.ResourceExists),
        new(FaultCode.ColumnEmptied, ErrorCategory.LimitsExceeded),
        new(FaultCode.PriceLimit, ErrorCategory.LimitsExceeded),
        new(FaultCode.CloseHeldBack, ErrorCategory.LimitsExceeded),
        new(FaultCode.CloseHeld, ErrorCategory.PermissionDenied),
        new(FaultCode.FileTail, ErrorCategory.InvalidData),
        new(FaultCode.NotYetAbsent, ErrorCategory.LimitsExceeded),
        new(FaultCode.GoneHeldBack, ErrorCategory.LimitsExceeded),
        new(FaultCode.VehicleRejected, ErrorCategory.InvalidData),
        new(FaultCode.VehicleUnconfirmed, ErrorCategory.ResourceUnavailable),
        new(FaultCode.VehicleNotSent, ErrorCategory.ConnectionError),
        new(FaultCode.ChangeStale, ErrorCategory.InvalidOperation),
        new(FaultCode.OperationNotFound, ErrorCategory.ObjectNotFound),
        new(FaultCode.InvalidRemoteId, ErrorCategory.InvalidArgument),
        new(FaultCode.RemoteIdTaken, ErrorCategory.ResourceExists),
        new(FaultCode.ProofRefused, ErrorCategory.InvalidData),
        new(FaultCode.ProofUnanswered, ErrorCategory.ResourceUnavailable),
        new(FaultCode.LedgerMissing, ErrorCategory.ObjectNotFound),
        new(FaultCode.LedgerCorrupt, ErrorCategory.InvalidData),
        new(FaultCode.LedgerNewer, ErrorCategory.InvalidData),
        new(FaultCode.LedgerForeign, ErrorCategory.PermissionDenied),
        new(FaultCode.LedgerOlder, ErrorCategory.InvalidData),
        new(FaultCode.LedgerLeased, ErrorCategory.ResourceBusy),
        new(FaultCode.LedgerLeaseLost, ErrorCategory.ResourceBusy),
        new(FaultCode.LedgerStorage, ErrorCategory.WriteError),
        new(FaultCode.LedgerConflict, ErrorCategory.ResourceExists),
        new(FaultCode.LedgerMoved, ErrorCategory.ObjectNotFound),
        new(FaultCode.LedgerNotAdopted, ErrorCategory.PermissionDenied),
        new(FaultCode.LedgerSameClient, ErrorCategory.ResourceExists),
        new(FaultCode.LedgerNoDataFolder, ErrorCategory.ObjectNotFound),
        new(FaultCode.LedgerNoSqlite, ErrorCategory.NotInstalled),
        new(FaultCode.LedgerAddress, ErrorCategory.InvalidArgument),
        new(FaultCode.LedgerUntrusted, ErrorCategory.SecurityError),
    }.ToDictionary(kind => kind.Code);

    /// <summary>Adds the run's id to a message. A plan has the id of its import, and so has the first run that carries the plan out.</summary>
    internal static string InRun(string message, Guid run) => $"{message} (run {run:N})";

    /// <summary>Creates the error about a vehicle that the plan blocks.</summary>
    internal static ErrorRecord CreateFromBlocked(VehicleChange change) => Kinds[FaultCodes.FromBlock(change.BlockReason)].CreateRecord(change, InRun($"{change.Key}: {AddHint(change.Reason, change.AllowedBy)}", change.PlanId));

    /// <summary>Adds the parameter that allows what is held back to a message.</summary>
    internal static string AddHint(string? message, string? parameter) => parameter is null ? message ?? string.Empty : $"{message} If that is right, allow it with {parameter}.";

    /// <summary>Adds the parameter that allows a change. A change that its plan blocks has to be compared again with the parameter.</summary>
    private static string AddHint(SyncResult result) => result is { Action: ChangeAction.Blocked, AllowedBy: { } parameter, Permission.Allowance: not Allowance.Close }
        ? $"{result.Error} If that is right, compare with {parameter}."
        : AddHint(result.Error, result.AllowedBy);

    /// <summary>Creates one error for all changes that failed for the same reason. <see cref="ChangeClasses.GroupFaults"/> groups the changes.</summary>
    internal static ErrorRecord Create(IReadOnlyList<SyncResult> alike)
    {
        var first = alike[0];
        return alike.Count == 1
            ? GetKind(first).CreateRecord(first, $"run {first.RunId:N} {first.Change.Key}: {DescribeOutcome(first)}: {AddHint(first)}")
            : GetKind(first).CreateRecord(alike, $"run {first.RunId:N} {alike.Count} vehicles, {VinList.Describe(alike.Select(result => result.Change))}: {AddHint(first)}");
    }

    /// <summary>Creates the error about a create that stays in doubt.</summary>
    internal static ErrorRecord Create(ResolveResult result, OperationInfo target)
    {
        var kind = Kinds[FaultCodes.FromResolution(result.Fault!.Value)];
        return (result.Status is null ? kind : kind with { Category = GetCategory(result.Status) }).CreateRecord(target, result.Message);
    }

    /// <summary>Creates the error that ends a command, such as <c>LedgerLeased</c>, <c>DealerUnavailable</c> or <c>InvalidSetting</c>.</summary>
    internal static ErrorRecord Create(RunFault fault)
    {
        var kind = Kinds[fault.Code];
        return fault.Cause is LedgerException or DealerException
            ? new ErrorRecord(MaskedError.Mask(fault.Cause), fault.Code.ToString(), fault.Cause is DealerException ? GetCategory(fault.Status) : kind.Category, null)
            : kind.CreateRecord(fault.Path, fault.Message, fault.Cause);
    }

    private static string DescribeOutcome(SyncResult result) => result.Action == ChangeAction.Blocked ? "blocked by its plan" : $"{result.Action} {result.Outcome}";

    /// <summary>Gets the kind of a failed change. A change that its plan blocks has the code of the plan's reason, as in the report of <c>izzy</c>.</summary>
    private static ErrorKind GetKind(SyncResult result)
    {
        var kind = Kinds[FaultCodes.FromResult(result)!.Value];
        return result switch
        {
            { Outcome: SyncOutcome.Rejected or SyncOutcome.Failed or SyncOutcome.NotSent or SyncOutcome.InDoubt, Status: { } status } => kind with { Category = GetCategory(status) },
            { Outcome: SyncOutcome.InDoubt } => kind with { Category = ErrorCategory.OperationTimeout },
            _ => kind,
        };
    }

    private static ErrorCategory GetCategory(int? status) => status switch
    {
        null => ErrorCategory.ConnectionError,
        401 => ErrorCategory.AuthenticationError,
        403 => ErrorCategory.PermissionDenied,
        404 or 410 => ErrorCategory.ObjectNotFound,
        408 => ErrorCategory.OperationTimeout,
        409 => ErrorCategory.ResourceExists,
        429 => ErrorCategory.LimitsExceeded,
        >= 500 => ErrorCategory.ResourceUnavailable,
        _ => ErrorCategory.InvalidData,
    };
}
