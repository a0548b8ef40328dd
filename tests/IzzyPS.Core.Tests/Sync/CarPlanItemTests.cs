using IzzyPS.Ledger.Listings;
using IzzyPS.Operations.Claims;
using IzzyPS.Sync;
using IzzyPS.Sync.Cars;
using Xunit;

namespace IzzyPS.Tests.Sync;

/// <summary>How a runner of a shared run reports an operation that another runner sent, or that nobody sent.</summary>
public sealed class CarPlanItemTests
{
    private static readonly VehicleKey Key = new("VIN00000000000001");

    [Theory]
    [InlineData(ChangeAction.Create, OperationKind.Create, OperationState.Acked, SyncOutcome.Succeeded)]
    [InlineData(ChangeAction.Reactivate, OperationKind.Create, OperationState.Acked, SyncOutcome.Succeeded)]
    [InlineData(ChangeAction.Update, OperationKind.Update, OperationState.Acked, SyncOutcome.Succeeded)]
    [InlineData(ChangeAction.Update, OperationKind.Create, OperationState.Acked, SyncOutcome.Recreated)]
    [InlineData(ChangeAction.Reprice, OperationKind.Create, OperationState.Acked, SyncOutcome.Recreated)]
    [InlineData(ChangeAction.Close, OperationKind.Close, OperationState.Acked, SyncOutcome.Succeeded)]
    [InlineData(ChangeAction.Create, OperationKind.Create, OperationState.Rejected, SyncOutcome.Rejected)]
    [InlineData(ChangeAction.Update, OperationKind.Update, OperationState.Failed, SyncOutcome.Failed)]
    [InlineData(ChangeAction.Create, OperationKind.Create, OperationState.InDoubt, SyncOutcome.InDoubt)]
    [InlineData(ChangeAction.Create, OperationKind.Create, OperationState.Cancelled, SyncOutcome.NotSent)]
    public void Outcome_of_a_change_follows_from_the_operation_in_the_journal(ChangeAction action, string kind, OperationState state, SyncOutcome outcome)
    {
        var result = Report(action, kind, state, error: "an error");
        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(outcome is SyncOutcome.Succeeded or SyncOutcome.Recreated ? null : "an error", result.Error);
    }

    [Theory]
    [InlineData(ChangeAction.Update, OperationKind.Update, 404, "Not listed anew: Izzylease told another runner that car-1 is gone, and that runner held the change back. an error")]
    [InlineData(ChangeAction.Close, OperationKind.Close, 410, "Not closed: Izzylease told another runner that car-1 is gone, and that runner held the change back. an error")]
    public void Gone_listing_of_another_runner_is_held_back(ChangeAction action, string kind, int status, string error)
    {
        var result = Report(action, kind, OperationState.Rejected, status, "an error");
        Assert.Equal((SyncOutcome.HeldBack, error), (result.Outcome, result.Error));
    }

    [Theory]
    [InlineData(ChangeAction.Create, OperationKind.Create, 404)]
    [InlineData(ChangeAction.Create, OperationKind.Create, 410)]
    [InlineData(ChangeAction.Update, OperationKind.Update, 422)]
    [InlineData(ChangeAction.Close, OperationKind.Close, 422)]
    public void Refusal_that_says_nothing_of_a_listing_stays_a_refusal(ChangeAction action, string kind, int status)
    {
        var result = Report(action, kind, OperationState.Rejected, status, "an error");
        Assert.Equal((SyncOutcome.Rejected, "an error"), (result.Outcome, result.Error));
    }

    [Theory]
    [InlineData(OperationState.Planned, "Not sent: the run was stopped.")]
    [InlineData(OperationState.Sending, "Another runner was still sending it when this run ended. The outcome is in the ledger.")]
    public void Operation_that_has_not_ended_is_reported_as_not_sent(OperationState state, string error)
    {
        var result = Report(ChangeAction.Update, OperationKind.Update, state);
        Assert.Equal((SyncOutcome.NotSent, error), (result.Outcome, result.Error));
    }

    private static SyncResult Report(ChangeAction action, string kind, OperationState state, int? status = null, string? error = null)
    {
        var change = new VehicleChange(Key, null!) { Action = action, Feed = "default", Reason = string.Empty };
        var run = new Run(Guid.CreateVersion7(), new SyncRequest([change], "a test"), new RecordingObserver());
        // A report needs the run only.
        var item = new CarPlanItem(new CarContext(run, null!, null!, null!), change);
        item.ReportFromJournal(
            new RunOperation(Guid.CreateVersion7(), Key.ToSubject(), kind, kind != OperationKind.Create, state, default, default, Attempts: 1, status, error, "car-1"),
            "the run was stopped");
        return Assert.Single(run.Summarize(RunOutcome.Finished, null).Results);
    }
}
