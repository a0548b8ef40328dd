using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Planning;

namespace IzzyPS.Sync;

/// <summary>What is sent for a change, after it was checked against the ledger as it is now.</summary>
/// <param name="Change">The change.</param>
/// <param name="Kind">The operation.</param>
/// <param name="Payload">What is sent.</param>
/// <param name="Entry">The vehicle as it is now; null for one that was never listed.</param>
internal sealed record Dispatch(VehicleChange Change, string Kind, CarPayload Payload, LedgerEntry? Entry)
{
    /// <summary>The vehicle as the ledger had it when this was decided.</summary>
    internal FoundVehicle Found { get; init; } = new(Entry);

    /// <summary>Whether it creates a listing anew that Izzylease says is gone.</summary>
    internal bool IsRecreation { get; init; }

    /// <summary>
    /// Whether it is an update that only tries whether a closed listing comes back (<c>-ReuseListing</c>): that it is gone is what the
    /// ledger says too, and counts for no limit.
    /// </summary>
    internal bool IsOfNoListing() => Kind == OperationKind.Update && Entry is { State: not ListingState.Active };
}

/// <summary>
/// Checks each change again when it is applied: it may have been filtered, reordered, kept for a week or applied twice.
/// Source: SAFETY.md, "Changes are checked when they are applied, too".
/// </summary>
internal sealed class ChangeCheck(ILedgerWriter ledger, Guid lineage, bool reusesListings)
{
    private const int Portion = 500;

    private readonly HashSet<VehicleKey> _taken = [];
    private Dictionary<VehicleKey, LedgerEntry?>? _ahead;

    /// <summary>The changes in their order, each to be checked before the next is asked for: their entries are read by the portion.</summary>
    internal IEnumerable<VehicleChange> LookAhead(IReadOnlyList<VehicleChange> changes)
    {
        foreach (var portion in changes.Chunk(Portion))
        {
            _ahead = portion.SelectMany(KeysOf).Distinct().ToDictionary(key => key, LedgerEntry? (_) => null);
            foreach (var entry in ledger.GetAll([.. _ahead.Keys]))
                _ahead[entry.Key] = entry;
            foreach (var change in portion)
                yield return change;
        }

        _ahead = null;
    }

    /// <summary>Whether a change asks for a request at all, whatever the ledger says by now.</summary>
    internal static bool MayBeSent(VehicleChange change) =>
        change.Action is not (ChangeAction.Blocked or ChangeAction.Unchanged) || change.Unblocked is not null;

    /// <summary>What to send, or how the change ends without sending anything.</summary>
    internal (Dispatch? Dispatch, SyncOutcome Outcome, string? Why) Check(VehicleChange change)
    {
        if (change.Action == ChangeAction.Blocked)
            return (null, SyncOutcome.Blocked, change.Reason);
        if (change.Action == ChangeAction.Unchanged && !change.IsRelease)
            return (null, SyncOutcome.Unchanged, null);
        if (change.Lineage != lineage)
            return Stale("it was planned against another ledger");

        var entry = Get(change.ReplacesKey ?? change.Key);
        if (change.ReplacesKey is not null && Get(change.Key) is { } carried)
        {
            if (entry is not null)
                return Stale($"both {change.ReplacesKey} and {change.Key} are listed");
            entry = carried;
        }

        if (entry is { State: ListingState.InDoubt })
            return (null, SyncOutcome.Blocked, DoubtText.Create(entry));
        if (change.IsRelease)
            return (null, SyncOutcome.Unchanged, null);

        (Dispatch? Dispatch, SyncOutcome Outcome, string? Why) verdict = change.Action switch
        {
            ChangeAction.Create or ChangeAction.Reactivate => CheckCreate(change, entry),
            ChangeAction.Close => CheckClose(change, entry),
            _ => CheckUpdate(change, entry),
        };
        return verdict.Dispatch is not null && !_taken.Add(change.Key)
            ? Stale("another change of the same vehicle is in this run")
            : verdict;
    }

    private static IEnumerable<VehicleKey> KeysOf(VehicleChange change) =>
        change.ReplacesKey is { } before ? [before, change.Key] : [change.Key];

    private LedgerEntry? Get(VehicleKey key) => _ahead is not null && _ahead.TryGetValue(key, out var entry) ? entry : ledger.Get(key);

    private (Dispatch?, SyncOutcome, string?) CheckCreate(VehicleChange change, LedgerEntry? entry)
    {
        if (entry is { State: ListingState.Active })
            return entry.Payload.Equals(change.After) ? (null, SyncOutcome.Unchanged, null) : Stale($"it has been listed since, as {entry.RemoteId}");
        if (entry is not null && ChangeRules.IsHeldByHand(entry) && !change.IsReopen)
            return (null, SyncOutcome.Blocked, "it was closed by hand; New-IzzyVehicle -Reopen lists it again");
        var isRetried = reusesListings && entry?.RemoteId is not null;
        return Send(change, isRetried ? OperationKind.Update : OperationKind.Create, change.After!, entry);
    }

    private static (Dispatch?, SyncOutcome, string?) CheckClose(VehicleChange change, LedgerEntry? entry)
    {
        if (entry is null)
            return Stale("this ledger did not list it");
        if (entry.State == ListingState.Closed)
            return (null, SyncOutcome.Unchanged, null);
        return entry.RemoteId == change.RemoteId
            ? Send(change, OperationKind.Close, entry.Payload, entry)
            : Stale($"it has been listed anew since, as {entry.RemoteId}");
    }

    private static (Dispatch?, SyncOutcome, string?) CheckUpdate(VehicleChange change, LedgerEntry? entry)
    {
        if (entry is null or { State: not ListingState.Active })
            return Stale("it is not listed any more");
        if (entry.Feed != change.Feed)
            return Stale($"it belongs to feed '{entry.Feed}' now");
        return CarDiff.Fit(entry.Payload, change.Before!, change.After!) switch
        {
            ChangeFit.Stale => Stale("it has been changed since"),
            ChangeFit.AlreadyDone when !entry.IsUnconfirmed && entry.Key == change.Key => (null, SyncOutcome.Unchanged, null),
            _ => Send(change, OperationKind.Update, change.After!, entry),
        };
    }

    private static (Dispatch?, SyncOutcome, string?) Send(VehicleChange change, string kind, CarPayload payload, LedgerEntry? entry) =>
        (new Dispatch(change, kind, payload, entry), default, null);

    private static (Dispatch?, SyncOutcome, string?) Stale(string why) => (null, SyncOutcome.Stale, $"Not sent: {why}. Compare again.");
}
