using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Sync.Cars;

/// <summary>
/// Decides what an answer means for the journal, the vehicle and the result: the whole table of the protocol, without side effects.
/// Source: SAFETY.md, "The life of an operation".
/// </summary>
internal static class CarProtocol
{
    /// <summary>Makes the operation of a dispatch, in the state <see cref="OperationState.Planned"/>.</summary>
    internal static Operation CreatePlanned(Dispatch dispatch, Guid runId, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        RunId = runId,
        Subject = dispatch.Change.Key.ToSubject(),
        Feed = dispatch.Change.Feed,
        Kind = dispatch.Kind,
        IsIdempotent = dispatch.Kind is OperationKind.Update or OperationKind.Close,
        State = OperationState.Planned,
        Payload = dispatch.Payload.ToPayload(),
        PlannedAt = now,
        RemoteId = dispatch.Kind == OperationKind.Create ? null : dispatch.Entry!.RemoteId,
    };

    /// <summary>Decides which step an answer leads to, and how the change ends.</summary>
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
            AnswerKind.Acknowledged when dispatch.Kind == OperationKind.Close => ConcludeClosed(dispatch, ended, closeReason, now),
            // An earlier attempt of the same request closed the listing, and its answer was lost.
            AnswerKind.Gone when dispatch.Kind == OperationKind.Close && answer.IsOwnDoing => ConcludeClosed(dispatch, ended, closeReason, now),
            AnswerKind.Acknowledged => ConcludeListed(dispatch, ended, now),
            AnswerKind.Unknown when !sent.IsIdempotent => ConcludeInDoubt(ended, now),
            AnswerKind.Unknown => ConcludeUnconfirmed(dispatch, ended, now),
            AnswerKind.Gone when dispatch.IsReuseAttempt() => new(CreateStep(ended, OperationState.Rejected, now), SyncOutcome.Failed, answer.Error),
            AnswerKind.Gone => new(
                CreateStep(ended, OperationState.Rejected, now, VehicleEventKind.Gone, dispatch.Entry! with { IsUnconfirmed = true }), SyncOutcome.Failed, answer.Error),
            AnswerKind.NotSent or AnswerKind.Unauthorized => new(CreateStep(ended, OperationState.Cancelled, now), SyncOutcome.NotSent, answer.Error),
            AnswerKind.Rejected => new(CreateStep(ended, OperationState.Rejected, now, VehicleEventKind.Rejected), SyncOutcome.Rejected, answer.Error),
            _ => throw new InvalidOperationException($"An answer can't be of the kind '{answer.Kind}'."),
        };
    }

    /// <summary>Concludes a close that Izzylease answered with "gone", once that answer is believed: the listing is closed.</summary>
    internal static CarConclusion ConcludeGoneClose(
        Dispatch dispatch, Operation sent, Answer answer, CloseReason? closeReason, DateTimeOffset now) =>
        ConcludeClosed(dispatch, sent with { Attempts = answer.Attempts, EndedAt = now, Status = answer.Status }, closeReason, now);

    /// <summary>Makes the entry of a listing that is gone on the server: closed, with its other values kept.</summary>
    internal static LedgerEntry CloseAsGone(LedgerEntry entry, DateTimeOffset now) =>
        entry with { State = ListingState.Closed, Closed = now, ClosedBy = Origin.Server, CloseReason = null, IsUnconfirmed = false };

    /// <summary>
    /// Concludes a create whose outcome nobody knows. The result says how an operator can find the outcome. The entry stays as before the
    /// create. If no car was made, it is still right.
    /// </summary>
    internal static CarConclusion ConcludeInDoubt(Operation ended, DateTimeOffset now)
    {
        var doubtful = ended with { RemoteId = null };
        return new(CreateStep(doubtful, OperationState.InDoubt, now, VehicleEventKind.InDoubt), SyncOutcome.InDoubt, DoubtText.Create(doubtful));
    }

    private static CarConclusion ConcludeListed(Dispatch dispatch, Operation ended, DateTimeOffset now)
    {
        var entry = CreateEntry(dispatch, ended, now);
        var name = dispatch.IsRecreation ? VehicleEventKind.Recreated : dispatch.Kind == OperationKind.Create ? VehicleEventKind.Listed : dispatch.Change.Action == ChangeAction.Reprice ? VehicleEventKind.Repriced : VehicleEventKind.Updated;
        var write = CreateStep(ended, OperationState.Acked, now, name, entry, dispatch.Change.Reason) with
        {
            PriceChanged = dispatch.Entry is not { State: ListingState.Active } before || before.Prices != entry.Prices,
            ReplacesKey = dispatch.Entry is { } current && current.Key != entry.Key ? current.Key : null,
        };
        return new(write, dispatch.IsRecreation ? SyncOutcome.Recreated : SyncOutcome.Succeeded, null);
    }

    private static CarConclusion ConcludeClosed(
        Dispatch dispatch, Operation ended, CloseReason? closeReason, DateTimeOffset now)
    {
        var entry = dispatch.Entry! with
        {
            State = ListingState.Closed,
            Closed = now,
            ClosedBy = dispatch.Change.Origin,
            CloseReason = closeReason ?? dispatch.Change.CloseReason,
            IsUnconfirmed = false,
            IsReleased = dispatch.Change.IsAbsent,
            LastSent = now,
        };
        return new(CreateStep(ended, OperationState.Acked, now, VehicleEventKind.Closed, entry, dispatch.Change.Reason), SyncOutcome.Succeeded, null);
    }

    private static CarConclusion ConcludeUnconfirmed(Dispatch dispatch, Operation ended, DateTimeOffset now) =>
        new(CreateStep(ended, OperationState.Failed, now, VehicleEventKind.Unconfirmed, dispatch.Entry! with { IsUnconfirmed = true }),
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
            Emptied = FindEmptied(dispatch),
        };

    /// <summary>Finds the fields that are empty because partners' files emptied them. Who allowed a field to be emptied wanted it so.</summary>
    private static string? FindEmptied(Dispatch dispatch) => dispatch.Entry is { State: ListingState.Active, IsAdopted: false } before
        ? EmptiedFields.Find(before.Emptied, before.Payload.ToVehicle(), dispatch.Payload.ToVehicle(), dispatch.Change.Plan.Facts.Allowed.Clear)
        : null;

    private static LedgerWrite CreateStep(
        Operation operation, OperationState state, DateTimeOffset now, VehicleEventKind? kind = null, LedgerEntry? entry = null, string? why = null) =>
        new(operation with { State = state }, entry)
        {
            Event = kind is not { } happened ? null : new LedgerEvent(operation.RunId, operation.Key, now, happened, operation.Error ?? why),
        };
}
