using System.Management.Automation;
using IzzyPS.Dealer;
using IzzyPS.Dealer.Http;
using IzzyPS.Output;
using IzzyPS.Sync;

namespace IzzyPS;

/// <summary>One kind of error: its stable id and its category.</summary>
internal sealed record ErrorKind(string Id, ErrorCategory Category)
{
    /// <summary>An error of this kind.</summary>
    /// <param name="target">The vehicle or the place in a file; never the cmdlet.</param>
    /// <param name="message">What is wrong and what would be right.</param>
    /// <param name="cause">The exception behind it.</param>
    internal ErrorRecord Of(object? target, string message, Exception? cause = null) =>
        new(new IzzyException(Outgoing.Line(message), MaskedError.Of(cause)), Id, Category, MaskedError.TargetOf(target));
}

/// <summary>Every error that the cmdlets write: the one table of their ids, categories and targets.</summary>
internal static class Errors
{
    internal static readonly ErrorKind NotConnected = new(nameof(NotConnected), ErrorCategory.ConnectionError);
    internal static readonly ErrorKind Disconnected = new(nameof(Disconnected), ErrorCategory.ConnectionError);
    internal static readonly ErrorKind DealerNotFound = new(nameof(DealerNotFound), ErrorCategory.ObjectNotFound);
    internal static readonly ErrorKind InvalidSetting = new(nameof(InvalidSetting), ErrorCategory.InvalidArgument);
    internal static readonly ErrorKind ConfirmationRequired = new(nameof(ConfirmationRequired), ErrorCategory.InvalidOperation);
    internal static readonly ErrorKind RunEndedEarly = new(nameof(RunEndedEarly), ErrorCategory.ResourceUnavailable);

    internal static readonly ErrorKind Unexpected = new(nameof(Unexpected), ErrorCategory.NotSpecified);

    internal static readonly ErrorKind PathNotFound = new(nameof(PathNotFound), ErrorCategory.ObjectNotFound);
    internal static readonly ErrorKind NotAFile = new(nameof(NotAFile), ErrorCategory.InvalidArgument);
    internal static readonly ErrorKind StockFileFault = new(nameof(StockFileFault), ErrorCategory.ParserError);
    internal static readonly ErrorKind RowRejected = new(nameof(RowRejected), ErrorCategory.ParserError);
    internal static readonly ErrorKind ReportNotWritten = new(nameof(ReportNotWritten), ErrorCategory.WriteError);

    internal static readonly ErrorKind ActionMismatch = new(nameof(ActionMismatch), ErrorCategory.InvalidArgument);
    internal static readonly ErrorKind InputNotAccepted = new(nameof(InputNotAccepted), ErrorCategory.InvalidArgument);
    internal static readonly ErrorKind CopyRefused = new(nameof(CopyRefused), ErrorCategory.InvalidType);
    internal static readonly ErrorKind InvalidVin = new(nameof(InvalidVin), ErrorCategory.InvalidArgument);
    internal static readonly ErrorKind PriceRequired = new(nameof(PriceRequired), ErrorCategory.InvalidArgument);
    internal static readonly ErrorKind NotListed = new(nameof(NotListed), ErrorCategory.ObjectNotFound);
    internal static readonly ErrorKind AlreadyListed = new(nameof(AlreadyListed), ErrorCategory.ResourceExists);
    internal static readonly ErrorKind FeedsMixed = new(nameof(FeedsMixed), ErrorCategory.InvalidOperation);

    internal static readonly ErrorKind OperationNotInDoubt = new(nameof(OperationNotInDoubt), ErrorCategory.InvalidOperation);
    internal static readonly ErrorKind LedgerCheckFailed = new(nameof(LedgerCheckFailed), ErrorCategory.InvalidData);
    internal static readonly ErrorKind LedgerNotExported = new(nameof(LedgerNotExported), ErrorCategory.WriteError);
    internal static readonly ErrorKind LedgerNotImported = new(nameof(LedgerNotImported), ErrorCategory.ParserError);
    internal static readonly ErrorKind VehicleNotImported = new(nameof(VehicleNotImported), ErrorCategory.ResourceExists);

    internal static readonly ErrorKind InvalidFault = new(nameof(InvalidFault), ErrorCategory.InvalidArgument);
    internal static readonly ErrorKind SandboxNotStarted = new(nameof(SandboxNotStarted), ErrorCategory.ResourceUnavailable);

    private static readonly ErrorKind GoneHeldBack = new(nameof(GoneHeldBack), ErrorCategory.LimitsExceeded);

    private static readonly Dictionary<BlockReason, ErrorKind> Blocks = new()
    {
        [BlockReason.InDoubt] = new("VehicleInDoubt", ErrorCategory.ResourceBusy),
        [BlockReason.OtherFeed] = new("OtherFeed", ErrorCategory.ResourceExists),
        [BlockReason.ClosedByHand] = new("ClosedByHand", ErrorCategory.ResourceExists),
        [BlockReason.Ambiguous] = new("VehicleAmbiguous", ErrorCategory.InvalidData),
        [BlockReason.Conflict] = new("VehicleConflict", ErrorCategory.InvalidData),
        [BlockReason.Invalid] = new("VehicleInvalid", ErrorCategory.InvalidData),
        [BlockReason.AlreadyListed] = AlreadyListed,
        [BlockReason.CloseLimit] = new("CloseLimit", ErrorCategory.LimitsExceeded),
        [BlockReason.CloseForbidden] = new("CloseForbidden", ErrorCategory.PermissionDenied),
        [BlockReason.PriceHeldBack] = new("PriceHeldBack", ErrorCategory.InvalidOperation),
        [BlockReason.Adopted] = new("VehicleAdopted", ErrorCategory.InvalidOperation),
    };

    private static readonly Dictionary<SyncOutcome, ErrorKind> Outcomes = new()
    {
        [SyncOutcome.Rejected] = new("VehicleRejected", ErrorCategory.InvalidData),
        [SyncOutcome.Failed] = new("VehicleUnconfirmed", ErrorCategory.ResourceUnavailable),
        [SyncOutcome.InDoubt] = new("VehicleInDoubt", ErrorCategory.OperationTimeout),
        [SyncOutcome.Stale] = new("ChangeStale", ErrorCategory.InvalidOperation),
        [SyncOutcome.HeldBack] = new("CloseHeldBack", ErrorCategory.LimitsExceeded),
        [SyncOutcome.Blocked] = ActionMismatch,
        [SyncOutcome.NotSent] = new("VehicleNotSent", ErrorCategory.ConnectionError),
    };

    private static readonly Dictionary<ResolveFault, ErrorKind> Resolutions = new()
    {
        [ResolveFault.NotFound] = new("OperationNotFound", ErrorCategory.ObjectNotFound),
        [ResolveFault.NotInDoubt] = OperationNotInDoubt,
        [ResolveFault.InvalidId] = new("InvalidRemoteId", ErrorCategory.InvalidArgument),
        [ResolveFault.IdTaken] = new("RemoteIdTaken", ErrorCategory.ResourceExists),
        [ResolveFault.ProofRefused] = new("ProofRefused", ErrorCategory.InvalidData),
        [ResolveFault.ProofUnanswered] = new("ProofUnanswered", ErrorCategory.ResourceUnavailable),
    };

    private static readonly Dictionary<LedgerFault, ErrorCategory> Ledgers = new()
    {
        [LedgerFault.Missing] = ErrorCategory.ObjectNotFound,
        [LedgerFault.Corrupt] = ErrorCategory.InvalidData,
        [LedgerFault.Newer] = ErrorCategory.InvalidData,
        [LedgerFault.Foreign] = ErrorCategory.PermissionDenied,
        [LedgerFault.Older] = ErrorCategory.InvalidData,
        [LedgerFault.Leased] = ErrorCategory.ResourceBusy,
        [LedgerFault.LeaseLost] = ErrorCategory.ResourceBusy,
        [LedgerFault.Storage] = ErrorCategory.WriteError,
        [LedgerFault.Conflict] = ErrorCategory.ResourceExists,
        [LedgerFault.Moved] = ErrorCategory.ObjectNotFound,
        [LedgerFault.NotAdopted] = ErrorCategory.PermissionDenied,
        [LedgerFault.SameClient] = ErrorCategory.ResourceExists,
        [LedgerFault.NoDataFolder] = ErrorCategory.ObjectNotFound,
        [LedgerFault.NoSqlite] = ErrorCategory.NotInstalled,
        [LedgerFault.Address] = ErrorCategory.InvalidArgument,
        [LedgerFault.Untrusted] = ErrorCategory.SecurityError,
    };

    /// <summary>A message with the run that it belongs to: the import's id until something is sent, and of the first run of its plan.</summary>
    internal static string InRun(string message, Guid run) => $"{message} (run {run:N})";

    /// <summary>A plan says that a vehicle must not be touched.</summary>
    internal static ErrorRecord OfBlocked(VehicleChange change) => Blocks[change.BlockReason].Of(change, InRun($"{change.Key}: {change.Reason}", change.PlanId));

    /// <summary>A vehicle's change did not succeed; null where it did.</summary>
    internal static ErrorRecord? Of(SyncResult result) =>
        KindOf(result)?.Of(result, $"run {result.RunId:N} {result.Change.Key}: {What(result)}: {result.Error}");

    /// <summary>Several vehicles' changes were not sent for one reason: one error, not one each.</summary>
    internal static ErrorRecord Of(IReadOnlyList<SyncResult> alike) =>
        alike.Count == 1
            ? Of(alike[0])!
            : KindOf(alike[0])!.Of(alike, $"run {alike[0].RunId:N} {alike.Count} vehicles, {VinList.Of(alike.Select(result => result.Change))}: {alike[0].Error}");

    /// <summary>A create stays in doubt.</summary>
    internal static ErrorRecord Of(ResolveResult result, OperationInfo target)
    {
        var kind = Resolutions[result.Fault!.Value];
        return (result.Status is null ? kind : kind with { Category = CategoryOf(result.Status) }).Of(target, result.Message);
    }

    /// <summary>The ledger can't be used: <c>LedgerLeased</c>, <c>LedgerMissing</c>, ….</summary>
    internal static ErrorRecord Of(LedgerException exception) =>
        new(MaskedError.Of(exception), $"Ledger{exception.Fault}", Ledgers.GetValueOrDefault(exception.Fault, ErrorCategory.InvalidOperation), null);

    /// <summary>The dealer API can't be used at all.</summary>
    internal static ErrorRecord Of(DealerException exception) =>
        new(MaskedError.Of(exception), "DealerUnavailable", CategoryOf(exception.Status), null);

    private static string What(SyncResult result) => result.Action == ChangeAction.Blocked ? "blocked by its plan" : $"{result.Action} {result.Outcome}";

    private static ErrorKind? KindOf(SyncResult result) =>
        Outcomes.GetValueOrDefault(result.Outcome) is not { } kind ? null
        : result is { Outcome: SyncOutcome.HeldBack, Action: not ChangeAction.Close } ? GoneHeldBack
        : result is { Outcome: SyncOutcome.Rejected or SyncOutcome.Failed or SyncOutcome.NotSent or SyncOutcome.InDoubt, Status: not null } ? kind with { Category = CategoryOf(result.Status) }
        : kind;

    private static ErrorCategory CategoryOf(int? status) => status switch
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
