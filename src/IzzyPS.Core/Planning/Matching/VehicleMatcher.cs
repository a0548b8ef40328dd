using IzzyPS.Hashing;
using IzzyPS.Ledger;

namespace IzzyPS.Planning.Matching;

/// <summary>
/// Matches each vehicle of the input with the listing of its key. Only a vehicle that differs from its listing is kept, as a draft;
/// a vehicle that is listed as it should be is counted.
/// </summary>
/// <param name="snapshot">The ledger.</param>
/// <param name="feed">The feed.</param>
/// <param name="mode">What the plan does with listed vehicles.</param>
/// <param name="keepsUnchanged">Whether unchanged vehicles are kept, too.</param>
/// <param name="present">Receives the listings that the input holds.</param>
internal sealed class VehicleMatcher(ILedgerSnapshot snapshot, string feed, SyncMode mode, bool keepsUnchanged, PresentListings present)
{
    private readonly short _feedIndex = snapshot.GetFeedIndex(feed);
    private readonly List<Draft> _drafts = [];
    private readonly Dictionary<VehicleKey, Draft> _draftsByKey = [];

    /// <summary>The drafts in the order of the input.</summary>
    internal IReadOnlyList<Draft> Drafts => _drafts;

    /// <summary>The vehicles that are listed as they should be and were not kept.</summary>
    internal int Unchanged { get; private set; }

    /// <summary>Whether a valid vehicle is not listed, and the mode creates such vehicles.</summary>
    internal bool HasNewVehicle { get; private set; }

    /// <summary>Takes a vehicle without a key. Nobody can say which car it is, so it is blocked.</summary>
    internal void AddWithoutKey(Vehicle vehicle, List<FieldFault> faults) =>
        Keep(new Draft(vehicle, new VehicleKey("#")) { Block = new Block(BlockReason.Invalid, faults[0].Message) });

    /// <summary>Takes the next vehicle of the input.</summary>
    /// <param name="key">The vehicle's key.</param>
    /// <param name="checkedVehicle">The vehicle, checked.</param>
    internal void Add(VehicleKey key, in CheckedVehicle checkedVehicle)
    {
        var (vehicle, faults, hash) = checkedVehicle;
        var isListed = snapshot.TryFind(key, out var entry);
        if (_draftsByKey.TryGetValue(key, out var twin))
        {
            if (faults is not null || twin.Hash != hash)
                twin.Block = new Block(BlockReason.Conflict, ConflictText.DescribeTwoRows(twin.Vehicle, vehicle));
            return;
        }

        if (isListed && faults is null && present.Contains(entry))
        {
            // The first row of this key was unchanged, so no draft of it was kept.
            if (entry.PayloadHash != hash)
                Keep(CreateDraft(vehicle, key, hash, isListed, new Block(BlockReason.Conflict, ConflictText.DescribeUnchangedRow(key))));
            return;
        }

        if (isListed)
            present.Add(entry);
        if (faults is not null)
            Keep(CreateDraft(vehicle, key, hash, isListed, new Block(BlockReason.Invalid, string.Join(" ", faults.Select(fault => fault.Message)))));
        else if (isListed && IsUnchanged(entry, hash) && !keepsUnchanged)
            Unchanged++;
        else
            Keep(CreateDraft(vehicle, key, hash, isListed, null));
        HasNewVehicle |= !isListed && faults is null && mode == SyncMode.Upsert;
    }

    private bool IsUnchanged(SnapshotEntry entry, ContentHash hash) =>
        entry.IsPlain && entry.FeedIndex == _feedIndex && entry.PayloadHash == hash && mode == SyncMode.Upsert;

    private Draft CreateDraft(Vehicle vehicle, VehicleKey key, ContentHash hash, bool isListed, Block? block) => new(vehicle, key)
    {
        Hash = hash,
        Listed = isListed ? snapshot.Get(key) : null,
        Block = block,
    };

    private void Keep(Draft draft)
    {
        _drafts.Add(draft);
        _ = _draftsByKey.TryAdd(draft.Key, draft);
    }
}
