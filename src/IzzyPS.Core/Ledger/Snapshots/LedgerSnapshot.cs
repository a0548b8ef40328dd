using System.Collections;
using IzzyPS.Hashing;
using IzzyPS.Ledger.History;
using IzzyPS.Ledger.Listings;
using IzzyPS.Operations.Journaling;
using IzzyPS.Storage;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Snapshots;

/// <summary>
/// The ledger as of one moment. The snapshot holds a read transaction open and keeps in memory only the part of each vehicle with which planning
/// sees whether the vehicle changed. Whole entries are read from the ledger when they are asked for.
/// </summary>
internal sealed class LedgerSnapshot : ILedgerSnapshot
{
    private const byte PlainFlag = 0x80;
    private const byte KeptClosedFlag = 0x40;
    private const byte Flags = PlainFlag | KeptClosedFlag;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, short> _feeds = new(StringComparer.Ordinal);
    private readonly List<LedgerEntry> _inDoubt = [];
    private NumberIndex? _numbers;

    private KeyIndex _keys = new(0);
    private long[] _ids = [];
    private ContentHash[] _hashes = [];
    private byte[] _states = [];
    private short[] _feedIndexes = [];

    private readonly ILedgerConnection _ledger;
    private readonly LedgerIdentity _identity;

    /// <summary>Begins the read transaction and loads the part that stays in memory.</summary>
    /// <param name="ledger">A connection, which the snapshot closes.</param>
    /// <param name="location">The ledger's location as messages show it.</param>
    internal LedgerSnapshot(ILedgerConnection ledger, string location)
    {
        _ledger = ledger;
        try
        {
            _identity = ledger.Guard(() =>
            {
                ledger.BeginSnapshot();
                var identity = LedgerMark.ReadIdentity(ledger, location);
                Load();
                return identity;
            });
        }
        catch
        {
            ledger.Dispose();
            throw;
        }
    }

    public Guid Lineage => _identity.Lineage;

    public long Serial => _identity.Serial;

    public int Count => _keys.Count;

    public bool TryFind(VehicleKey key, out SnapshotEntry entry)
    {
        var index = _keys.Find(key.Value);
        if (index < 0)
        {
            entry = default;
            return false;
        }

        var state = _states[index];
        entry = new SnapshotEntry(
            index, _hashes[index], (ListingState)(state & ~Flags), (state & PlainFlag) != 0, _feedIndexes[index]);
        return true;
    }

    public short GetFeedIndex(string feed) => _feeds.GetValueOrDefault(feed, (short)-1);

    public LedgerEntry Get(VehicleKey key) =>
        _keys.Find(key.Value) is >= 0 and var index ? Read(index) : throw new KeyNotFoundException($"{key} is not in the ledger.");

    public IEnumerable<LedgerEntry> FindUnseen(string feed, BitArray seen)
    {
        var feedIndex = GetFeedIndex(feed);
        var unseen = new List<int>();
        for (var index = 0; index < Count; index++)
        {
            if (_feedIndexes[index] == feedIndex && !seen[index] && _states[index] != (byte)ListingState.Closed)
                unseen.Add(index);
        }

        unseen.Sort((left, right) => _keys.GetKey(left).SequenceCompareTo(_keys.GetKey(right)));
        return unseen.Select(Read);
    }

    public IReadOnlyList<LedgerEntry> FindByConfigurationNumber(string feed, string configurationNumber) =>
        [.. FindBySimilarNumber(feed, configurationNumber).Where(entry => entry.ConfigurationNumber == configurationNumber)];

    public IReadOnlyList<LedgerEntry> FindBySimilarNumber(string feed, string configurationNumber)
    {
        var folded = NumberFold.Fold(configurationNumber);
        lock (_gate)
        {
            return _ledger.Guard<IReadOnlyList<LedgerEntry>>(() =>
            {
                // A vehicle in doubt counts with the number that was sent. The index has only acknowledged numbers.
                var listed = (_numbers ??= new NumberIndex(_ledger)).FindCandidates(folded)
                    .Select(ReadEntry)
                    .Where(entry => entry.State != ListingState.InDoubt);
                return [.. listed.Concat(_inDoubt)
                    .Where(entry => entry.Feed == feed && entry.ConfigurationNumber is { } number && NumberFold.Fold(number) == folded)
                    .OrderBy(entry => entry.Key)];
            });
        }
    }

    public IReadOnlySet<string> FindNumbersWithoutVin(string feed)
    {
        lock (_gate)
        {
            return _ledger.Guard(() =>
            {
                using var rows = _ledger.Query(
                    """
                    SELECT substr(v.key, 2) FROM vehicle v JOIN feed f ON f.id = v.feed_id
                    WHERE v.vin IS NULL AND v.state = 'Active' AND f.name = $1
                    """,
                    feed);
                var numbers = new HashSet<string>(StringComparer.Ordinal);
                while (rows.Step())
                    numbers.Add(rows.GetText(0)!);
                numbers.UnionWith(_inDoubt
                    .Where(entry => entry.Feed == feed && entry.Vin is null)
                    .Select(entry => entry.Key.Value[1..]));
                return numbers;
            });
        }
    }

    public IReadOnlySet<(VehicleKey Key, string Detail)> FindHeldBack(IReadOnlyCollection<VehicleKey> keys)
    {
        lock (_gate)
            return _ledger.Guard(() => HistoryReader.ReadHeldBack(_ledger, keys));
    }

    public FeedFacts GetFeedFacts(string feed, DateTimeOffset since)
    {
        lock (_gate)
            return _ledger.Guard(() => FeedReader.ReadFacts(_ledger, feed, since));
    }

    public FeedMemory GetFeedMemory(string feed)
    {
        lock (_gate)
            return _ledger.Guard(() => FeedMemoryTable.Read(_ledger, feed));
    }

    public void Dispose() => _ledger.Dispose();

    /// <summary>Reads the whole entry of an existing row of <c>vehicle</c>.</summary>
    private LedgerEntry ReadEntry(long id)
    {
        using var rows = _ledger.QueryAll(EntryReader.ById, [[id]]);
        _ = rows.Step();
        return EntryReader.Read(rows)!;
    }

    private void Load()
    {
        // Almost no rows of vehicles are ever deleted, so the highest id is a good estimate of their number.
        Reserve(checked((int)_ledger.QueryNumber("SELECT coalesce(max(id), 0) FROM vehicle")!.Value));
        using (var feeds = _ledger.Query("SELECT name, id FROM feed"))
        {
            while (feeds.Step())
                _feeds.Add(feeds.GetText(0)!, checked((short)feeds.GetInt64(1)));
        }

        var open = LoadOpen();
        var inDoubt = new List<int>();
        using (var vehicles = _ledger.Query("""
            SELECT id, key, state, payload_hash, feed_id, is_unconfirmed = 0 AND price_set_by = 'Feed',
                coalesce(closed_by IN ('Hand', 'Feed') AND is_released = 0, 1 = 0)
            FROM vehicle ORDER BY id
            """))
        {
            while (vehicles.Step())
                Add(vehicles, open, inDoubt);
        }

        _inDoubt.AddRange(inDoubt.Select(index => ReadEntry(_ids[index])));
    }

    private void Reserve(int capacity)
    {
        _keys = new KeyIndex(capacity);
        _ids = new long[capacity];
        _hashes = new ContentHash[capacity];
        _states = new byte[capacity];
        _feedIndexes = new short[capacity];
    }

    private void Add(LedgerRows vehicle, Dictionary<long, OpenOperation> open, List<int> inDoubt)
    {
        var id = vehicle.GetInt64(0);
        var isOpen = open.TryGetValue(id, out var operation);
        var key = vehicle.GetBytes(1);
        var isInDoubt = operation is { IsCreateSent: true };
        var index = Count;
        var state = vehicle.GetBytes(2);
        if (!isInDoubt && EntryReader.IsUnlisted(state))
            return;

        var listing = isInDoubt ? ListingState.InDoubt
            : state.SequenceEqual("Active"u8) ? ListingState.Active
            : vehicle.GetWord<ListingState>(2);
        _keys.Add(key);
        _ids[index] = id;
        _hashes[index] = isInDoubt ? operation.Hash : vehicle.GetHash(3);
        _states[index] = (byte)((byte)listing | listing switch
        {
            ListingState.Active when !isOpen && vehicle.GetBoolean(5) => PlainFlag,
            ListingState.Closed when vehicle.GetBoolean(6) => KeptClosedFlag,
            _ => 0,
        });
        _feedIndexes[index] = isInDoubt ? operation.FeedIndex : (short)vehicle.GetInt64(4);
        if (isInDoubt)
            inDoubt.Add(index);
    }

    private Dictionary<long, OpenOperation> LoadOpen()
    {
        using var rows = _ledger.Query($"""
            SELECT o.subject_id, o.is_idempotent = 0 AND o.state <> 'Planned', p.hash, o.feed_id
            FROM operation o JOIN payload p ON p.id = o.payload_id
            WHERE {OperationReader.OpenStates} AND o.subject_kind = '{VehicleTable.SubjectKind}'
            """);
        var open = new Dictionary<long, OpenOperation>();
        while (rows.Step())
            open.Add(rows.GetInt64(0), new OpenOperation(rows.GetBoolean(1), rows.GetHash(2), (short)rows.GetInt64(3)));
        return open;
    }

    private LedgerEntry Read(int index)
    {
        lock (_gate)
            return _ledger.Guard(() => ReadEntry(_ids[index]));
    }

    private readonly record struct OpenOperation(bool IsCreateSent, ContentHash Hash, short FeedIndex);
}
