using IzzyPS.Ledger;
using IzzyPS.Operations;
using IzzyPS.Runs;

namespace IzzyPS.Sync;

/// <summary>A change whose operation another runner has for now.</summary>
/// <param name="Change">The change.</param>
/// <param name="OperationId">Its operation in the run.</param>
internal sealed record Followed(VehicleChange Change, Guid OperationId);

/// <summary>
/// A plan beside the run that it joins: which of the run's operations it has too, to the byte. A runner carries out no others, whatever
/// its own plan says.
/// </summary>
internal sealed class JoinedPlan(Run run, ISharedWriter ledger, ChangeCheck check)
{
    private readonly Dictionary<string, SharedOperation> _operations = new(StringComparer.Ordinal);

    /// <summary>The changes whose operations this runner may claim at once, and those that others have; whatever is neither has ended.</summary>
    internal (List<Pending> Wanted, List<Followed> Followed) Match()
    {
        foreach (var operation in ledger.OperationsOf(run.Id))
            _operations[operation.Key.Value] = operation;
        var (wanted, followed) = (new List<Pending>(), new List<Followed>());
        foreach (var change in check.LookAhead(run.Request.Changes))
        {
            if (OperationOf(change) is not { } operation)
                End(change);
            else if (operation.State == OperationState.Planned && TryTake(Meant(change, operation), operation) is { } pending)
                wanted.Add(pending);
            else
                followed.Add(new Followed(Meant(change, operation), operation.Id));
        }

        return (wanted, followed);
    }

    /// <summary>An operation that nobody else has any more, where the plan has it too; else null.</summary>
    internal Pending? TryTake(VehicleChange change, SharedOperation operation)
    {
        var (dispatch, _, _) = check.Check(change);
        return dispatch is not null && dispatch.Kind == operation.Kind && dispatch.Payload.Hash == operation.PayloadHash
            ? new Pending(dispatch, Of(operation, dispatch))
            : null;
    }

    private Operation Of(SharedOperation operation, Dispatch dispatch) => new()
    {
        Id = operation.Id,
        RunId = run.Id,
        Key = dispatch.Change.Key,
        Feed = dispatch.Change.Feed,
        Kind = operation.Kind,
        State = operation.State,
        Payload = dispatch.Payload,
        Attempts = operation.Attempts,
        PlannedAt = operation.PlannedAt,
        Status = operation.Status,
        Error = operation.Error,
        RemoteId = operation.RemoteId,
    };

    private SharedOperation? OperationOf(VehicleChange change) =>
        _operations.GetValueOrDefault(change.Key.Value) ?? (change.ReplacesKey is { } before ? _operations.GetValueOrDefault(before.Value) : null);

    /// <summary>
    /// When the plan was made, another runner was sending this create: then it looked like one in doubt. It is not, it is a part of this run.
    /// </summary>
    private static VehicleChange Meant(VehicleChange change, SharedOperation operation) =>
        operation.Kind == OperationKind.Create && change.Unblocked is { } create ? create : change;

    private void End(VehicleChange change)
    {
        var (dispatch, outcome, why) = check.Check(change);
        run.Ended(change, dispatch is null ? outcome : SyncOutcome.NotSent, dispatch is null ? why : "Not sent: the run under way does not have it. Compare again.");
    }
}
