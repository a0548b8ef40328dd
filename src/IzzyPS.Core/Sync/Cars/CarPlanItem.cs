using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;
using IzzyPS.Operations.Claims;

namespace IzzyPS.Sync.Cars;

/// <summary>
/// One change of a plan, in a run that several runners may share. Two items are equal when their change is the same object: each operation of
/// a change makes an item of its own, and the change must be reported once.
/// </summary>
internal sealed class CarPlanItem(CarContext context, VehicleChange change) : PlanItem
{
    internal override IEnumerable<string> SubjectKeys => change.ReplacesKey is { } before ? [change.Key.Value, before.Value] : [change.Key.Value];

    private VehicleChange Change => change;

    public override bool Equals(object? obj) => obj is CarPlanItem other && ReferenceEquals(other.Change, change);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(change);

    internal override PendingOperation? TryMatch(RunOperation operation)
    {
        var dispatch = context.Check.Check(change).Dispatch;
        return dispatch is not null && dispatch.Kind == operation.Kind && dispatch.Payload.Hash == operation.PayloadHash
            ? new CarOperation(context, dispatch, ToOperation(operation, dispatch))
            : null;
    }

    internal override void ReportStale(string why) => context.Run.EndChange(change, ChangeVerdict.EndAsStale(why));

    internal override void ReportNotSent(string why) => context.Run.EndChange(change, ChangeVerdict.End(SyncOutcome.NotSent, $"Not sent: {why}."));

    internal override void ReportFromJournal(RunOperation operation, string whyNotSent)
    {
        var (outcome, error) = operation.State switch
        {
            OperationState.Acked when operation.Kind == OperationKind.Create && change.Action is ChangeAction.Update or ChangeAction.Reprice => (SyncOutcome.Recreated, null),
            OperationState.Acked => (SyncOutcome.Succeeded, null),
            OperationState.Rejected when operation is { Kind: not OperationKind.Create, Status: 404 or 410 } => (SyncOutcome.HeldBack, DescribeGone(operation)),
            OperationState.Rejected => (SyncOutcome.Rejected, operation.Error),
            OperationState.Failed => (SyncOutcome.Failed, operation.Error),
            OperationState.InDoubt => (SyncOutcome.InDoubt, operation.Error),
            OperationState.Sending => (SyncOutcome.NotSent, "Another runner was still sending it when this run ended. The outcome is in the ledger."),
            _ => (SyncOutcome.NotSent, operation.Error ?? $"Not sent: {whyNotSent}."),
        };
        context.Run.EndChange(new SyncResult(change)
        {
            Outcome = outcome,
            Error = error,
            RunId = context.Run.Id,
            RemoteId = operation.RemoteId,
            Attempts = operation.Attempts,
            Status = operation.Status,
        });
    }

    private static string DescribeGone(RunOperation operation) =>
        $"Not {(operation.Kind == OperationKind.Close ? "closed" : "listed anew")}: Izzylease told another runner that {operation.RemoteId} is gone, and that runner held the change back. {operation.Error}".TrimEnd();

    private Operation ToOperation(RunOperation operation, Dispatch dispatch) => new()
    {
        Id = operation.Id,
        RunId = context.Run.Id,
        Subject = dispatch.Change.Key.ToSubject(),
        Feed = dispatch.Change.Feed,
        Kind = operation.Kind,
        IsIdempotent = operation.IsIdempotent,
        State = operation.State,
        Payload = dispatch.Payload.ToPayload(),
        Attempts = operation.Attempts,
        PlannedAt = operation.PlannedAt,
        Status = operation.Status,
        Error = operation.Error,
        RemoteId = operation.RemoteId,
    };
}
