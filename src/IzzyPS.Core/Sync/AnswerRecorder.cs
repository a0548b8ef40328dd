using IzzyPS.Dealer;
using IzzyPS.Ledger;
using IzzyPS.Operations;
using IzzyPS.Runs;

namespace IzzyPS.Sync;

/// <summary>Writes down what an answer leads to, and tells how the change ended by it.</summary>
internal sealed class AnswerRecorder(Run run, Journal journal, CreateBreaker creates, GoneListings gone, TimeProvider time)
{
    /// <summary>Records an answer; done when it is durable.</summary>
    /// <exception cref="LedgerException">It can't be: the operation is in doubt, or unconfirmed, at the next start.</exception>
    internal async Task RecordAsync(Pending operation, DealerAnswer answer)
    {
        var (change, kind, _, _) = operation.Dispatch;
        var now = time.GetUtcNow();
        var (write, outcome, error) = OperationSteps.Conclude(operation.Dispatch, operation.Operation, answer, run.Request.CloseReason, now);
        var isRepeated = false;
        try
        {
            await journal.WriteAsync(write, Doubt).ConfigureAwait(false);
        }
        catch (Exception) when (journal.IsBroken)
        {
            if (answer is { Kind: AnswerKind.Acknowledged, RemoteId: { } id })
                run.Say(RunMessageLevel.Warning, change.Key.Value, $"{kind}: it is listed as {id}, but the ledger can't be written: note that id, the vehicle is in doubt from the next start on");
            throw;
        }

        if (isRepeated)
            creates.Repeated(operation.Round);
        else if (answer.Kind == AnswerKind.Acknowledged && kind == OperationKind.Create)
            creates.Acknowledged(operation.Round);

        if (answer.Kind == AnswerKind.Gone && outcome != SyncOutcome.Succeeded)
        {
            gone.Add(operation, answer);
            return;
        }

        if (outcome == SyncOutcome.Recreated)
            run.Say(RunMessageLevel.Warning, change.Key.Value, $"Izzylease said that its listing {operation.Dispatch.Entry!.RemoteId} is gone: it is listed anew as {write.Entry!.RemoteId}");

        run.Say(RunMessageLevel.Verbose, change.Key.Value, $"{kind}: {outcome}{(error is null ? string.Empty : $": {error}")}");
        run.Ended(ResultOf(run, operation, outcome, error, answer, write.Entry?.RemoteId));

        // The server gave it an id, or the partner a VIN, that another vehicle has: what is it that is listed there?
        LedgerWrite Doubt(LedgerException conflict)
        {
            isRepeated = kind == OperationKind.Create;
            var unknown = answer with { Kind = AnswerKind.Unknown, Error = conflict.Message };
            (write, outcome, error) = OperationSteps.Conclude(operation.Dispatch, operation.Operation, unknown, run.Request.CloseReason, now);
            return write;
        }
    }

    /// <summary>How a change ended by an answer.</summary>
    internal static SyncResult ResultOf(Run run, Pending operation, SyncOutcome outcome, string? error, DealerAnswer answer, string? remoteId) =>
        new(operation.Dispatch.Change)
        {
            Outcome = outcome,
            Error = error,
            RunId = run.Id,
            RemoteId = remoteId ?? operation.Operation.RemoteId,
            Attempts = answer.Attempts,
            Duration = answer.Duration,
            Status = answer.Status,
        };
}
