using IzzyPS.Hashing;
using IzzyPS.Ledger;
using IzzyPS.Planning.Guards;
using IzzyPS.Vehicles;

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
    private readonly Dictionary<VehicleKey, CloseReason> _ended = [];

    /// <summary>The drafts in the order of the input.</summary>
    internal IReadOnlyList<Draft> Drafts => _drafts;

    /// <summary>The number of vehicles that are listed as they should be and were not kept.</summary>
    internal FileCounts Unchanged { get; } = new();

    /// <summary>The vehicles of the input that are not for sale any more, with the reason for which their listings are to be closed.</summary>
    internal IReadOnlyDictionary<VehicleKey, CloseReason> Ended => _ended;

    /// <summary>How many of the vehicles of <see cref="Unchanged"/> have a value, by field.</summary>
    internal FieldCounts Filled { get; } = new();

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
        var (vehicle, faults, hash, filled) = checkedVehicle;
        var isListed = snapshot.TryFind(key, out var entry);
        if (isListed && faults is null && entry.PayloadHash != hash && !vehicle.Unknown.IsEmpty)
            hash = HashFilled(vehicle, key);
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

        if (vehicle.Status is SaleStatus.Sold or SaleStatus.Withdrawn) // Such a row may lack everything but the key.
        {
            _ended[key] = vehicle.Status == SaleStatus.Sold ? CloseReason.Sold : CloseReason.Deleted;
            return; // The listing counts as one that the input lacks, so that all guards of closing hold for it.
        }

        if (isListed)
            present.Add(entry);
        if (faults is null && vehicle.Status == SaleStatus.Reserved)
        {
            if (isListed && entry.State != ListingState.Closed)
                Unchanged.Add(vehicle.File);
            else
                Keep(CreateDraft(vehicle, key, hash, isListed, new Block(BlockReason.NotForSale, "Reserved, as the partner's status column says: it is not listed now.")));
            return;
        }

        if (faults is not null)
            Keep(CreateDraft(vehicle, key, hash, isListed, new Block(BlockReason.Invalid, string.Join(" ", faults.Select(fault => fault.Message)))));
        else if (isListed && IsUnchanged(entry, hash) && !keepsUnchanged)
            CountUnchanged(vehicle, filled);
        else
            Keep(CreateDraft(vehicle, key, hash, isListed, null));
        HasNewVehicle |= !isListed && faults is null && mode == SyncMode.Upsert;
    }

    /// <summary>Computes the hash of a listed vehicle whose unknown fields keep the values that were last sent.</summary>
    private ContentHash HashFilled(Vehicle vehicle, VehicleKey key) =>
        CarPayload.ComputeHash(vehicle.FillUnknown(snapshot.Get(key).Payload.ToVehicle()));

    private bool IsUnchanged(SnapshotEntry entry, ContentHash hash) =>
        entry.IsPlain && entry.FeedIndex == _feedIndex && entry.PayloadHash == hash && mode == SyncMode.Upsert;

    private void CountUnchanged(Vehicle vehicle, FieldSet filled)
    {
        Unchanged.Add(vehicle.File);
        Filled.Add(filled);
    }

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
