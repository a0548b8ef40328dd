using IzzyPS.Ledger;
using IzzyPS.Operations;

namespace IzzyPS.Sync;

/// <summary>
/// A plan beside the run that it joins: which of the run's operations it has too, to the byte. A runner carries out no others, whatever
/// its own plan says.
/// </summary>
internal sealed class JoinedPlan(CarContext context, ISharedWriter ledger)
{
    private readonly Dictionary<string, SharedOperation> _operations = new(StringComparer.Ordinal);

    private Run Run => context.Run;

    /// <summary>
    /// The operations that this runner may claim at once, and the tasks whose operations others have; every other change has ended.
    /// </summary>
    internal (List<PendingOperation> Wanted, List<(OperationTask Task, Guid Operation)> Followed) Match()
    {
        foreach (var operation in ledger.GetOperations(Run.Id))
            _operations[operation.Subject.Key] = operation;
        var (wanted, followed) = (new List<PendingOperation>(), new List<(OperationTask, Guid)>());
        foreach (var change in context.Check.LookAhead(Run.Request.Changes))
        {
            if (FindOperation(change) is not { } operation)
            {
                End(change);
                continue;
            }

            var task = new CarTask(context, AsMeant(change, operation));
            if (operation.State == OperationState.Planned && task.TryTake(operation) is { } pending)
                wanted.Add(pending);
            else
                followed.Add((task, operation.Id));
        }

        return (wanted, followed);
    }

    private SharedOperation? FindOperation(VehicleChange change) =>
        _operations.GetValueOrDefault(change.Key.Value) ?? (change.ReplacesKey is { } before ? _operations.GetValueOrDefault(before.Value) : null);

    /// <summary>
    /// When the plan was made, another runner was sending this create: then it looked like one in doubt. It is not, it is a part of this run.
    /// </summary>
    private static VehicleChange AsMeant(VehicleChange change, SharedOperation operation) =>
        operation.Kind == OperationKind.Create && change.Unblocked is { } create ? create : change;

    private void End(VehicleChange change)
    {
        var (dispatch, outcome, why) = context.Check.Check(change);
        Run.Ended(change, dispatch is null ? outcome : SyncOutcome.NotSent, dispatch is null ? why : "Not sent: the run under way does not have it. Compare again.");
    }
}
