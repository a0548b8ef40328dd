using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;

namespace IzzyPS.Sync;

/// <summary>
/// What an answer means for the journal, the vehicle and the result. Pure: the protocol's table in one place.
/// Source: SAFETY.md, "The life of an operation".
/// </summary>
internal static class CarProtocol
{
    /// <summary>The operation as it is written down before anything is sent.</summary>
    internal static Operation Plan(Dispatch dispatch, Guid runId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        RunId = runId,
        Subject = dispatch.Change.Key.ToSubject(),
        Feed = dispatch.Change.Feed,
        Kind = dispatch.Kind,
        IsIdempotent = dispatch.Kind != OperationKind.Create,
        State = OperationState.Planned,
        Payload = dispatch.Payload.ToPayload(),
        PlannedAt = now,
        RemoteId = dispatch.Kind == OperationKind.Create ? null : dispatch.Entry!.RemoteId,
    };

    /// <summary>The steps that an answer leads to, and how the change ends by it.</summary>
    internal static CarConclusion Conclude(
        Dispatch dispatch, Operation sent, Answer answer, CloseReason? closeReason, DateTimeOffset now)
    {
        var ended = sent with
        {
            Attempts = answer.Attempts,
            EndedAt = now,
            Status = answer.Status,
            Error = answer.Error,
            RemoteId = answer.RemoteId ?? sent.RemoteId,
        };
        return answer.Kind switch
        {
            AnswerKind.Acknowledged when dispatch.Kind == OperationKind.Close => Closed(dispatch, ended, closeReason, now),
            // An earlier attempt of the same request had closed it, and its answer was lost.
            AnswerKind.Gone when dispatch.Kind == OperationKind.Close && answer.IsOwnDoing => Closed(dispatch, ended, closeReason, now),
            AnswerKind.Acknowledged => Listed(dispatch, ended, now),
            AnswerKind.Unknown when dispatch.Kind == OperationKind.Create => InDoubt(ended, now),
            AnswerKind.Unknown => Unconfirmed(dispatch, ended, now),
            AnswerKind.Gone when dispatch.IsOfNoListing() => new(Step(ended, OperationState.Rejected, now), SyncOutcome.Failed, answer.Error),
            AnswerKind.Gone => new(
                Step(ended, OperationState.Rejected, now, VehicleEventKind.Gone, dispatch.Entry! with { IsUnconfirmed = true }), SyncOutcome.Failed, answer.Error),
            AnswerKind.NotSent or AnswerKind.Unauthorized => new(Step(ended, OperationState.Cancelled, now), SyncOutcome.NotSent, answer.Error),
            _ => new(Step(ended, OperationState.Rejected, now, VehicleEventKind.Rejected), SyncOutcome.Rejected, answer.Error),
        };
    }

    /// <summary>The step of a close of which Izzylease says that there is nothing to close, once that is believed.</summary>
    internal static CarConclusion CloseGone(
        Dispatch dispatch, Operation sent, Answer answer, CloseReason? closeReason, DateTimeOffset now) =>
        Closed(dispatch, sent with { Attempts = answer.Attempts, EndedAt = now, Status = answer.Status }, closeReason, now);

    /// <summary>The server says that a listing is gone: it is closed, and what it was is kept.</summary>
    internal static LedgerEntry Gone(LedgerEntry entry, DateTimeOffset now) =>
        entry with { State = ListingState.Closed, Closed = now, ClosedBy = Origin.Server, CloseReason = null, IsUnconfirmed = false };

    /// <summary>
    /// A create whose outcome nobody knows, with what an operator needs to find out. The vehicle itself stays as it is in the ledger,
    /// so that an operator who finds nothing on Izzylease gets back what was there before.
    /// </summary>
    internal static CarConclusion InDoubt(Operation ended, DateTimeOffset now)
    {
        var doubtful = ended with { RemoteId = null };
        return new(Step(doubtful, OperationState.InDoubt, now, VehicleEventKind.InDoubt), SyncOutcome.InDoubt, DoubtText.Create(doubtful));
    }

    private static CarConclusion Listed(Dispatch dispatch, Operation ended, DateTimeOffset now)
    {
        var entry = CreateEntry(dispatch, ended, now);
        var name = dispatch.IsRecreation ? VehicleEventKind.Recreated : dispatch.Kind == OperationKind.Create ? VehicleEventKind.Listed : dispatch.Change.Action == ChangeAction.Reprice ? VehicleEventKind.Repriced : VehicleEventKind.Updated;
        var write = Step(ended, OperationState.Acked, now, name, entry, dispatch.Change.Reason) with
        {
            PriceChanged = dispatch.Entry is not { State: ListingState.Active } before || before.Prices != entry.Prices,
            ReplacesKey = dispatch.Entry is { } current && current.Key != entry.Key ? current.Key : null,
        };
        return new(write, dispatch.IsRecreation ? SyncOutcome.Recreated : SyncOutcome.Succeeded, null);
    }

    private static CarConclusion Closed(
        Dispatch dispatch, Operation ended, CloseReason? closeReason, DateTimeOffset now)
    {
        var entry = dispatch.Entry! with
        {
            State = ListingState.Closed,
            Closed = now,
            ClosedBy = dispatch.Change.Origin,
            CloseReason = closeReason ?? dispatch.Change.CloseReason,
            IsUnconfirmed = false,
            IsReleased = false,
            LastSent = now,
        };
        return new(Step(ended, OperationState.Acked, now, VehicleEventKind.Closed, entry, dispatch.Change.Reason), SyncOutcome.Succeeded, null);
    }

    private static CarConclusion Unconfirmed(Dispatch dispatch, Operation ended, DateTimeOffset now) =>
        new(Step(ended, OperationState.Failed, now, VehicleEventKind.Unconfirmed, dispatch.Entry! with { IsUnconfirmed = true }),
            SyncOutcome.Failed,
            $"Not confirmed: {ended.Error?.TrimEnd('.') ?? "no answer was read"}. The next comparison sends it again.");

    private static LedgerEntry CreateEntry(Dispatch dispatch, Operation ended, DateTimeOffset now) =>
        LedgerEntry.CreateFromCar(dispatch.Payload, dispatch.Change.Feed) with
        {
            PriceSetBy = dispatch.Change.PriceSetBy,
            FeedPrices = dispatch.Change.FeedPrices,
            RemoteId = ended.RemoteId,
            FirstListed = dispatch.Entry?.FirstListed ?? now,
            LastSent = now,
        };

    private static LedgerWrite Step(
        Operation operation, OperationState state, DateTimeOffset now, VehicleEventKind? kind = null, LedgerEntry? entry = null, string? why = null) =>
        new(operation with { State = state }, entry)
        {
            Event = kind is not { } happened ? null : new LedgerEvent(operation.RunId, operation.Key, now, happened, operation.Error ?? why),
        };
}
