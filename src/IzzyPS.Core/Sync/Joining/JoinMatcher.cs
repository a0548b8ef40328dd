using IzzyPS.Ledger;
using IzzyPS.Operations;
using IzzyPS.Operations.Claims;
using IzzyPS.Sync.Cars;
using IzzyPS.Sync.Gone;

namespace IzzyPS.Sync.Joining;

/// <summary>
/// Matches the changes of a runner's own plan with the operations of the run that the runner joins. The runner sends only operations of the run
/// that its own plan would send, too: of the same kind and with the same payload, compared by hash. Both plans have the same close reason
/// (<see cref="PlanIdentity"/>). The runner adds no operation of its own plan to the run, but creates that follow from answers
/// (<see cref="GoneFollowUp"/>).
/// </summary>
internal sealed class JoinMatcher(CarContext context, ISharedWriter ledger)
{
    private readonly Dictionary<string, RunOperation> _operations = new(StringComparer.Ordinal);

    private Run Run => context.Run;

    /// <summary>Finds the operation of the run for each change of the plan. A change without an operation ends here.</summary>
    /// <returns>
    /// <c>Wanted</c>: the planned operations that this runner may claim. <c>Followed</c>: the items of the other operations, whose end this
    /// runner waits for and reports.
    /// </returns>
    internal (List<PendingOperation> Wanted, List<(PlanItem Item, Guid Operation)> Followed) Match()
    {
        foreach (var operation in ledger.GetOperations(Run.Id))
            _operations[operation.Subject.Key] = operation;
        var (wanted, followed) = (new List<PendingOperation>(), new List<(PlanItem, Guid)>());
        foreach (var change in context.Check.ReadAhead(Run.Request.Changes))
        {
            if (FindOperation(change) is not { } operation)
            {
                EndWithoutOperation(change);
                continue;
            }

            var item = new CarPlanItem(context, UnblockCreate(change, operation));
            if (operation.State == OperationState.Planned && item.TryMatch(operation) is { } pending)
                wanted.Add(pending);
            else
                followed.Add((item, operation.Id));
        }

        return (wanted, followed);
    }

    private RunOperation? FindOperation(VehicleChange change) =>
        _operations.GetValueOrDefault(change.Key.Value) ?? (change.ReplacesKey is { } before ? _operations.GetValueOrDefault(before.Value) : null);

    /// <summary>
    /// Returns the create behind a change that the plan blocked as in doubt, where that create is part of this run; otherwise the change itself.
    /// When the plan was made, another runner was sending the create, and a create in <c>Sending</c> counts as in doubt.
    /// </summary>
    private static VehicleChange UnblockCreate(VehicleChange change, RunOperation operation) =>
        operation.Kind == OperationKind.Create && change.Unblocked is { } create ? create : change;

    private void EndWithoutOperation(VehicleChange change)
    {
        var verdict = context.Check.Check(change);
        Run.EndChange(change, verdict.Dispatch is null ? verdict : ChangeVerdict.End(SyncOutcome.NotSent, "Not sent: the shared run has no operation for it. Compare again."));
    }
}
