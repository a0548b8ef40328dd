using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Planning.Changes;

namespace IzzyPS.Sync.Cars;

/// <summary>
/// Checks each change again when it is applied, because the change may have been filtered, reordered, kept for a week or applied twice.
/// Source: SAFETY.md, "Changes are checked when they are applied, too".
/// </summary>
internal sealed class ChangeCheck(ILedgerWriter ledger, Guid lineage, bool reusesListings)
{
    private const int Portion = 500;

    private readonly HashSet<VehicleKey> _dispatched = [];
    private Dictionary<VehicleKey, LedgerEntry?>? _ahead;

    /// <summary>
    /// Returns the changes in their order. Reads entries ahead, a portion at a time. Check each change before taking the next.
    /// </summary>
    internal IEnumerable<VehicleChange> ReadAhead(IReadOnlyList<VehicleChange> changes)
    {
        foreach (var portion in changes.Chunk(Portion))
        {
            _ahead = portion.SelectMany(GetKeys).Distinct().ToDictionary(key => key, LedgerEntry? (_) => null);
            foreach (var entry in ledger.GetAll([.. _ahead.Keys]))
                _ahead[entry.Key] = entry;
            foreach (var change in portion)
                yield return change;
        }

        _ahead = null;
    }

    /// <summary>Whether a change can lead to a request. The ledger may still say that nothing is to be sent.</summary>
    internal static bool MayBeSent(VehicleChange change) =>
        change.Action is not (ChangeAction.Blocked or ChangeAction.Unchanged) || change.Unblocked is not null;

    /// <summary>Decides what to send for a change, or how the change ends without a request.</summary>
    internal ChangeVerdict Check(VehicleChange change)
    {
        if (change.Action == ChangeAction.Blocked)
            return CheckBlocked(change);
        if (change.Action == ChangeAction.Unchanged && !change.IsRelease)
            return ChangeVerdict.End(SyncOutcome.Unchanged);
        if (change.Lineage != lineage)
            return ChangeVerdict.EndAsStale("it was planned against another ledger");

        var entry = Get(change.ReplacesKey ?? change.Key);
        if (change.ReplacesKey is not null && Get(change.Key) is { } carried)
        {
            if (entry is not null)
                return ChangeVerdict.EndAsStale($"both {change.ReplacesKey} and {change.Key} are listed");
            entry = carried;
        }

        if (entry is { State: ListingState.InDoubt })
            return ChangeVerdict.Block(BlockReason.InDoubt, DoubtText.Create(entry));
        if (change.IsRelease)
            return ChangeVerdict.End(SyncOutcome.Unchanged);

        var verdict = change.Action switch
        {
            ChangeAction.Create or ChangeAction.Reactivate => CheckCreate(change, entry),
            ChangeAction.Close => CheckClose(change, entry),
            ChangeAction.Update or ChangeAction.Reprice => CheckUpdate(change, entry),
            _ => throw new InvalidOperationException($"A change can't have the action '{change.Action}'."),
        };
        return verdict.Dispatch is not null && !_dispatched.Add(change.Key)
            ? ChangeVerdict.EndAsStale("another change of the same vehicle is in this run")
            : verdict;
    }

    /// <summary>Ends a change that its plan blocks. Where the plan saw a create in doubt that has been answered since, the plan is out of date.</summary>
    private ChangeVerdict CheckBlocked(VehicleChange change) =>
        change.BlockReason == BlockReason.InDoubt && change.Lineage == lineage && Get(change.Key) is not { State: ListingState.InDoubt }
            ? ChangeVerdict.EndAsStale("its create has been answered since")
            : ChangeVerdict.Block(change.BlockReason, change.Reason);

    private static IEnumerable<VehicleKey> GetKeys(VehicleChange change) =>
        change.ReplacesKey is { } before ? [before, change.Key] : [change.Key];

    private LedgerEntry? Get(VehicleKey key) => _ahead is not null && _ahead.TryGetValue(key, out var entry) ? entry : ledger.Get(key);

    private ChangeVerdict CheckCreate(VehicleChange change, LedgerEntry? entry)
    {
        if (entry is { State: ListingState.Active })
            return entry.Payload.Equals(change.After) ? ChangeVerdict.End(SyncOutcome.Unchanged) : ChangeVerdict.EndAsStale($"it has been listed since, as {entry.RemoteId}");
        if (entry is not null && ChangeRules.IsHeldByHand(entry) && !change.IsReopen)
            return ChangeVerdict.End(SyncOutcome.Blocked, "it was closed by hand; New-IzzyVehicle -Reopen lists it again");
        var reusesListing = reusesListings && entry?.RemoteId is not null;
        return CreateDispatch(change, reusesListing ? OperationKind.Update : OperationKind.Create, change.After!, entry);
    }

    private static ChangeVerdict CheckClose(VehicleChange change, LedgerEntry? entry)
    {
        if (entry is null)
            return ChangeVerdict.EndAsStale("this ledger did not list it");
        if (entry.State == ListingState.Closed)
            return ChangeVerdict.End(SyncOutcome.Unchanged);
        return entry.RemoteId == change.RemoteId
            ? CreateDispatch(change, OperationKind.Close, entry.Payload, entry)
            : ChangeVerdict.EndAsStale($"it has been listed anew since, as {entry.RemoteId}");
    }

    private static ChangeVerdict CheckUpdate(VehicleChange change, LedgerEntry? entry)
    {
        if (entry is null or { State: not ListingState.Active })
            return ChangeVerdict.EndAsStale("it is not listed any more");
        if (entry.Feed != change.Feed)
            return ChangeVerdict.EndAsStale($"it belongs to feed '{entry.Feed}' now");
        return CarDiff.CheckFit(entry.Payload, change.Before!, change.After!) switch
        {
            ChangeFit.Stale => ChangeVerdict.EndAsStale("it has been changed since"),
            ChangeFit.AlreadyDone when !entry.IsUnconfirmed && entry.Key == change.Key => ChangeVerdict.End(SyncOutcome.Unchanged),
            _ => CreateDispatch(change, OperationKind.Update, change.After!, entry),
        };
    }

    private static ChangeVerdict CreateDispatch(VehicleChange change, string kind, CarPayload payload, LedgerEntry? entry) =>
        ChangeVerdict.Send(new Dispatch(change, kind, payload, entry));
}
