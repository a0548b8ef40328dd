using System.Collections;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Sqlite;

/// <summary>
/// One moment of the ledger: a read transaction, and in memory of each vehicle only what tells that nothing changed.
/// Whole entries are read when they are asked for.
/// </summary>
internal sealed class SqliteSnapshot : ILedgerSnapshot
{
    private const byte PlainFlag = 0x80;
    private const byte HeldByHandFlag = 0x40;
    private const byte Flags = PlainFlag | HeldByHandFlag;

    private readonly Lock _gate = new();
    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _byId;
    private readonly FeedReader _feedReader;
    private readonly Dictionary<string, short> _feeds = new(StringComparer.Ordinal);
    private readonly List<LedgerEntry> _inDoubt = [];
    private NumberIndex? _numbers;

    private readonly KeyIndex _keys;
    private readonly long[] _ids;
    private readonly UInt128[] _hashes;
    private readonly byte[] _states;
    private readonly short[] _feedOf;

    internal SqliteSnapshot(string path)
    {
        _database = SqliteDatabase.Read(path);
        try
        {
            // Vehicles are never deleted but for a few: the highest id is as good as their number.
            var capacity = _database.Guard(Begin);
            _keys = new KeyIndex(capacity);
            _ids = new long[capacity];
            _hashes = new UInt128[capacity];
            _states = new byte[capacity];
            _feedOf = new short[capacity];
            _byId = _database.Guard(() => _database.Prepare(EntryReader.ById));
            _feedReader = _database.Guard(() => new FeedReader(_database));
            _database.Guard(Load);
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    public Guid Lineage { get; private set; }

    public long Serial { get; private set; }

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
            index, _hashes[index], (ListingState)(state & ~Flags), (state & PlainFlag) != 0, _feedOf[index]);
        return true;
    }

    public short FeedIndexOf(string feed) => _feeds.GetValueOrDefault(feed, (short)-1);

    public LedgerEntry Get(VehicleKey key) =>
        _keys.Find(key.Value) is >= 0 and var index ? Read(index) : throw new KeyNotFoundException($"{key} is not in the ledger.");

    public IEnumerable<LedgerEntry> Unseen(string feed, BitArray seen)
    {
        var feedIndex = FeedIndexOf(feed);
        var unseen = new List<int>();
        for (var index = 0; index < Count; index++)
        {
            if (_feedOf[index] == feedIndex && !seen[index] && _states[index] != (byte)ListingState.Closed)
                unseen.Add(index);
        }

        unseen.Sort((left, right) => _keys.Key(left).SequenceCompareTo(_keys.Key(right)));
        return unseen.Select(Read);
    }

    public IReadOnlyList<LedgerEntry> WithConfigurationNumber(string feed, string configurationNumber)
    {
        lock (_gate)
        {
            return _database.Guard<IReadOnlyList<LedgerEntry>>(() =>
            {
                // What is in doubt counts with the number that was sent, which the index does not have.
                var listed = (_numbers ??= new NumberIndex(_database)).Candidates(configurationNumber)
                    .Select(id => EntryReader.ReadOne(_byId.Bind(id))!)
                    .Where(entry => entry.State != ListingState.InDoubt);
                return [.. listed.Concat(_inDoubt)
                    .Where(entry => entry.Feed == feed && entry.ConfigurationNumber == configurationNumber)
                    .OrderBy(entry => entry.Key)];
            });
        }
    }

    public IReadOnlySet<string> NumbersWithoutVin(string feed)
    {
        lock (_gate)
        {
            return _database.Guard(() =>
            {
                using var statement = _database.Once("""
                    SELECT substr(v.key, 2) FROM vehicle v JOIN feed f ON f.id = v.feed_id
                    WHERE v.vin IS NULL AND v.state = 'Active' AND f.name = ?
                    """);
                statement.Bind(feed);
                var numbers = new HashSet<string>(StringComparer.Ordinal);
                while (statement.Step())
                    numbers.Add(statement.Text(0)!);
                numbers.UnionWith(_inDoubt
                    .Where(entry => entry.Feed == feed && entry.Vin is null)
                    .Select(entry => entry.Key.Value[1..]));
                return numbers;
            });
        }
    }

    public FeedFacts FactsOf(string feed, DateTimeOffset since)
    {
        lock (_gate)
            return _database.Guard(() => _feedReader.Facts(feed, since));
    }

    public void Dispose() => _database.Dispose();

    private int Begin()
    {
        _database.Execute("BEGIN");
        (Lineage, Serial, _) = SqliteSchema.Identity(_database);
        return checked((int)(_database.Number("SELECT max(id) FROM vehicle") ?? 0));
    }

    private int Load()
    {
        using (var feeds = _database.Once("SELECT name, id FROM feed"))
        {
            while (feeds.Step())
                _feeds.Add(feeds.Text(0)!, checked((short)feeds.Int64(1)));
        }

        var open = LoadOpen();
        using var vehicles = _database.Once("""
            SELECT id, key, state, payload_hash, feed_id, is_unconfirmed = 0 AND price_set_by = 'Feed',
                closed_by = 'Hand' AND is_released = 0
            FROM vehicle ORDER BY id
            """);
        while (vehicles.Step())
        {
            var id = vehicles.Int64(0);
            var isOpen = open.TryGetValue(id, out var operation);
            var state = vehicles.Bytes(2);
            var isInDoubt = operation is { IsCreateSent: true };
            if (!isInDoubt && EntryReader.IsUnlisted(state))
                continue;

            var index = Count;
            var listing = isInDoubt ? ListingState.InDoubt : StateOf(vehicles, state);
            _keys.Add(vehicles.Bytes(1));
            _ids[index] = id;
            _hashes[index] = isInDoubt ? operation.Hash : vehicles.UInt128(3);
            _states[index] = (byte)((byte)listing | listing switch
            {
                ListingState.Active when !isOpen && vehicles.Boolean(5) => PlainFlag,
                ListingState.Closed when vehicles.Boolean(6) => HeldByHandFlag,
                _ => 0,
            });
            _feedOf[index] = isInDoubt ? operation.FeedIndex : (short)vehicles.Int64(4);
            if (listing == ListingState.InDoubt)
                _inDoubt.Add(Read(index));
        }

        return Count;
    }

    private Dictionary<long, OpenOperation> LoadOpen()
    {
        using var statement = _database.Once($"""
            SELECT o.vehicle_id, o.kind = 'Create' AND o.state <> 'Planned', p.hash, o.feed_id
            FROM operation o JOIN payload p ON p.id = o.payload_id
            WHERE o.{EntryReader.OpenStates}
            """);
        var open = new Dictionary<long, OpenOperation>();
        while (statement.Step())
            open.Add(statement.Int64(0), new OpenOperation(statement.Boolean(1), statement.UInt128(2), (short)statement.Int64(3)));
        return open;
    }

    private static ListingState StateOf(SqliteStatement row, ReadOnlySpan<byte> state) =>
        state.SequenceEqual("Active"u8) ? ListingState.Active : row.Word<ListingState>(2);

    private LedgerEntry Read(int index)
    {
        lock (_gate)
            return _database.Guard(() => EntryReader.ReadOne(_byId.Bind(_ids[index]))!);
    }

    private readonly record struct OpenOperation(bool IsCreateSent, UInt128 Hash, short FeedIndex);
}
