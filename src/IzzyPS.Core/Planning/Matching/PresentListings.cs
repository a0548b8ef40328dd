using System.Collections;
using IzzyPS.Ledger;

namespace IzzyPS.Planning.Matching;

/// <summary>The listings of the ledger that the input holds: one bit for each. A listing that is present is not closed.</summary>
internal sealed class PresentListings(ILedgerSnapshot snapshot)
{
    private readonly BitArray _present = new(snapshot.Count);
    private readonly HashSet<VehicleKey> _rejected = [];

    internal bool Contains(SnapshotEntry entry) => _present[entry.Index];

    /// <summary>Whether the listing of a key is present.</summary>
    internal bool Has(VehicleKey key) => snapshot.TryFind(key, out var entry) && Contains(entry);

    internal void Add(SnapshotEntry entry) => _present[entry.Index] = true;

    internal bool Contains(VehicleKey key) => snapshot.TryFind(key, out var entry) && Contains(entry);

    /// <summary>Whether a valid row of the input has the listing's key.</summary>
    internal bool IsAccepted(VehicleKey key) => Contains(key) && !_rejected.Contains(key);

    /// <summary>Adds the listing of a key, where there is one.</summary>
    /// <returns>Whether the listing was present before.</returns>
    internal bool Add(VehicleKey key)
    {
        if (!snapshot.TryFind(key, out var entry))
            return false;
        var wasPresent = Contains(entry);
        Add(entry);
        return wasPresent;
    }

    /// <summary>
    /// Adds the listings of rejected rows: a vehicle that is in the file but was rejected is present. A row without a VIN may be any
    /// listing of its configuration number.
    /// </summary>
    internal void AddRejected(string feed, IEnumerable<string> rejectedKeys)
    {
        foreach (var rejected in rejectedKeys.Select(key => new VehicleKey(key)))
        {
            AddRejected(rejected);
            if (rejected.IsVin)
                continue;
            foreach (var sameNumber in snapshot.FindBySimilarNumber(feed, rejected.Value[1..]))
                AddRejected(sameNumber.Key);
        }
    }

    private void AddRejected(VehicleKey key)
    {
        if (snapshot.TryFind(key, out var entry) && !Contains(entry))
        {
            Add(entry);
            _ = _rejected.Add(key);
        }
    }

    /// <summary>The feed's listings that the input lacks, in the order of their keys.</summary>
    internal IEnumerable<LedgerEntry> FindAbsent(string feed) => snapshot.FindUnseen(feed, _present);
}
