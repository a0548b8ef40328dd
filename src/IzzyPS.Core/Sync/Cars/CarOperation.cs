using IzzyPS.Ledger;
using IzzyPS.Operations;
using IzzyPS.Operations.Journaling;
using IzzyPS.Output;

namespace IzzyPS.Sync.Cars;

/// <summary>The handler of a create, an update or a close of a car.</summary>
internal sealed class CarOperation(CarContext context, Dispatch dispatch, Operation operation) : PendingOperation(operation)
{
    internal Dispatch Dispatch { get; } = dispatch;

    /// <summary>Makes a new operation, which is not yet in the journal.</summary>
    internal static CarOperation Create(CarContext context, Dispatch dispatch, DateTimeOffset now) =>
        new(context, dispatch, CarProtocol.CreatePlanned(dispatch, context.Run.Id, now));

    internal override PlanItem Item { get; } = new CarPlanItem(context, dispatch.Change);

    internal override OperationStep ToPlannedStep() => new LedgerWrite(Operation, ReplacesKey: Dispatch.Change.ReplacesKey, Found: Dispatch.Found);

    internal override OperationStep ToStep(Operation operation) => new LedgerWrite(operation);

    internal override Task<Answer> SendAsync(RequestContext request, CancellationToken graceOver)
    {
        var calls = context.Dealer.CreateCalls(request);
        return Dispatch.Kind switch
        {
            OperationKind.Create => calls.CreateCarAsync(Operation.Id, Dispatch.Payload, graceOver),
            OperationKind.Update => calls.UpdateCarAsync(Operation.RemoteId!, Dispatch.Payload, graceOver),
            OperationKind.Close => calls.CloseCarAsync(Operation.RemoteId!, context.Run.Request.CloseReason ?? Dispatch.Change.CloseReason, graceOver),
            _ => throw new InvalidOperationException($"An operation on a car can't be of the kind '{Dispatch.Kind}'."),
        };
    }

    internal override Conclusion Conclude(Answer answer, DateTimeOffset now) =>
        CarProtocol.Conclude(Dispatch, Operation, answer, context.Run.Request.CloseReason, now);

    internal override void Report(Conclusion conclusion, Answer answer)
    {
        var (write, outcome, error) = (CarConclusion)conclusion;
        var change = Dispatch.Change;
        if (answer.Kind == AnswerKind.Gone && outcome != SyncOutcome.Succeeded)
        {
            context.Gone.Add(this, answer);
            return;
        }

        if (outcome == SyncOutcome.Recreated)
            context.Run.Say(RunMessageLevel.Warning, change.Key.Value, $"Izzylease said that the listing {Dispatch.Entry!.RemoteId} is gone: the car is listed anew as {write.Entry!.RemoteId}");

        context.Run.Say(RunMessageLevel.Verbose, change.Key.Value, $"{Dispatch.Kind}: {outcome}{(error is null ? string.Empty : $": {error}")}");
        context.Run.EndChange(ToResult(outcome, error, answer, write.Entry?.RemoteId));
    }

    internal override void ReportUnwritten(Answer answer)
    {
        if (answer is { Kind: AnswerKind.Acknowledged, RemoteId: { } id })
            context.Run.Say(RunMessageLevel.Warning, Dispatch.Change.Key.Value, $"{Dispatch.Kind}: the car is listed as {id}, but the ledger can't be written. Note this id: from the next start on the vehicle is in doubt");
    }

    /// <summary>Makes the result of the change.</summary>
    internal SyncResult ToResult(SyncOutcome outcome, string? error, Answer answer, string? remoteId) => new(Dispatch.Change)
    {
        Outcome = outcome,
        Error = error,
        RunId = context.Run.Id,
        RemoteId = remoteId ?? Operation.RemoteId,
        Attempts = answer.Attempts,
        Duration = answer.Duration,
        Status = answer.Status,
    };
}
