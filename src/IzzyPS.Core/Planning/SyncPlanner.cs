using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using IzzyPS.Ledger;
using IzzyPS.Planning.Guards;
using IzzyPS.Stock;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning;

/// <summary>
/// Says what would change: the stock against one moment of the ledger. It has no side effects; vehicles are added as they stream by,
/// and only those that differ are kept, so that a million unchanged ones cost a bit each.
/// </summary>
internal sealed class SyncPlanner
{
    private readonly ILedgerSnapshot _snapshot;
    private readonly SyncPlanOptions _options;
    private readonly DateTimeOffset _plannedAt;
    private readonly long _plannedTimestamp;

    private readonly CheckAhead _checks;
    private readonly BitArray _seen;
    private readonly List<Draft> _drafts = [];
    private readonly Dictionary<VehicleKey, Draft> _draftsByKey = [];
    private readonly List<ulong> _seenKeys = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    private PlanContext? _context;
    private StockSet? _stock;
    private bool _isMixed;
    private short _feedIndex;
    private IReadOnlySet<string> _numbersWithoutVin = new HashSet<string>(StringComparer.Ordinal);
    private int _unchanged;

    internal SyncPlanner(ILedgerSnapshot snapshot, SyncPlanOptions options, TimeProvider time)
    {
        _snapshot = snapshot;
        _options = options;
        (_plannedAt, _plannedTimestamp) = (time.GetUtcNow(), time.GetTimestamp());
        _checks = new CheckAhead(DateOnly.FromDateTime(_plannedAt.UtcDateTime));
        _seen = new BitArray(snapshot.Count);
    }

    /// <summary>Whether unchanged vehicles are to be kept too.</summary>
    internal bool IncludeUnchanged { get; init; }

    /// <summary>The plan of a whole stock.</summary>
    internal static SyncPlan Plan(
        IEnumerable<Vehicle> vehicles, StockSet? stock, ILedgerSnapshot snapshot, SyncPlanOptions options, TimeProvider time)
    {
        var planner = new SyncPlanner(snapshot, options, time);
        if (stock is not null)
            planner.Begin(stock);
        foreach (var vehicle in vehicles)
            planner.Add(vehicle);
        return planner.Complete();
    }

    /// <summary>Names the input, also where no vehicle of it will come.</summary>
    internal void Begin(StockSet stock)
    {
        if (_context is not null && !ReferenceEquals(_stock, stock))
        {
            _isMixed = true;
            if (_context.Feed != stock.Feed)
                throw new InvalidOperationException($"Vehicles of the feeds '{_context.Feed}' and '{stock.Feed}' can't be compared in one go; compare each feed by itself.");
            return;
        }

        _stock = stock;
        Begin(stock.Feed);
    }

    /// <summary>Adds one vehicle of the input. It must not change until the plan is made.</summary>
    /// <exception cref="InvalidOperationException">It belongs to another feed than those before it.</exception>
    internal void Add(Vehicle vehicle)
    {
        if (vehicle.File is { } file && !ReferenceEquals(file.Set, _stock))
            Begin(file.Set);
        else if (vehicle.File is null && _context is null)
            Begin(StockSet.DefaultFeed);
        if (vehicle.File is null && _stock is not null)
            _isMixed = true;

        _checks.Add(vehicle);
        CompareChecked(isLast: false);
    }

    /// <summary>Makes the plan of all that was added.</summary>
    internal SyncPlan Complete()
    {
        if (_context is null)
            Begin(StockSet.DefaultFeed);
        CompareChecked(isLast: true);
        var context = _context! with { Files = [.. Files()] };
        var rules = new ChangeRules(context, _options);

        // First, so that no other row takes the listing of a car that is present, though rejected.
        MarkRejected();
        foreach (var draft in _drafts)
        {
            if (draft.Listed is null)
                MatchByNumber(draft);
        }

        var changes = new List<VehicleChange>(_drafts.Count);
        var (refused, ofOtherFeeds, vehicles) = (0, 0, _unchanged + _drafts.Count);
        foreach (var draft in _drafts)
        {
            var change = rules.ChangeOf(draft);
            ofOtherFeeds += change.BlockReason == BlockReason.OtherFeed ? 1 : 0;
            refused += change.BlockReason is BlockReason.OtherFeed or BlockReason.Invalid or BlockReason.Conflict or BlockReason.Ambiguous ? 1 : 0;
            if (change.Action == ChangeAction.Unchanged)
            {
                _unchanged++;
                if (!IncludeUnchanged)
                    continue;
            }

            changes.Add(change);
        }

        AddAbsent(changes, rules, context, new CloseGuard.InputShare(vehicles, refused, ofOtherFeeds));
        return new SyncPlan(context, changes, _unchanged);
    }

    private void Begin(string feed)
    {
        _context ??= new PlanContext
        {
            Id = _stock?.TakePlanId(_plannedAt) ?? Guid.CreateVersion7(_plannedAt),
            Lineage = _snapshot.Lineage,
            BaseSerial = _snapshot.Serial,
            PlannedAt = _plannedAt,
            PlannedTimestamp = _plannedTimestamp,
            Feed = feed,
            IsFromStock = _stock is not null,
            AllowClose = _options.AllowClose,
        };
        _feedIndex = _snapshot.FeedIndexOf(feed);
        _numbersWithoutVin = _snapshot.NumbersWithoutVin(feed);
    }

    private void CompareChecked(bool isLast)
    {
        while (_checks.TryTake(isLast, out var batch))
        {
            foreach (var (vehicle, faults, hash) in batch)
                Compare(vehicle, faults, hash);
        }
    }

    private void Compare(Vehicle vehicle, List<FieldFault>? faults, UInt128 hash)
    {
        if (vehicle.Key is not { } key)
        {
            Keep(new Draft(vehicle, new VehicleKey("#")) { Block = (BlockReason.Invalid, faults![0].Message) });
            return;
        }

        _seenKeys.Add(KeyHash.Of(key));
        CountNumber(vehicle);
        var isListed = _snapshot.TryFind(key, out var entry);
        if (_draftsByKey.TryGetValue(key, out var twin))
        {
            if (faults is not null || twin.Hash != hash)
                twin.Block = (BlockReason.Conflict, Repeated(twin.Vehicle, vehicle));
            return;
        }

        if (faults is not null)
        {
            Keep(new Draft(vehicle, key)
            {
                Listed = isListed ? _snapshot.Get(key) : null,
                Block = (BlockReason.Invalid, string.Join(" ", faults.Select(fault => fault.Message))),
            });
            if (isListed)
                _seen[entry.Index] = true;
            return;
        }

        if (isListed && _seen[entry.Index])
        {
            if (entry.PayloadHash != hash)
            {
                Keep(new Draft(vehicle, key)
                {
                    Hash = hash,
                    Listed = _snapshot.Get(key),
                    Block = (BlockReason.Conflict, $"{key} was in the input before with other content; decide which is right."),
                });
            }

            return;
        }

        if (isListed)
            _seen[entry.Index] = true;
        if (isListed && entry.IsPlain && entry.FeedIndex == _feedIndex && entry.PayloadHash == hash && _options.Mode == SyncMode.Upsert)
        {
            if (IncludeUnchanged)
                Keep(new Draft(vehicle, key) { Hash = hash, Listed = _snapshot.Get(key) });
            else
                _unchanged++;
            return;
        }

        Keep(new Draft(vehicle, key) { Hash = hash, Listed = isListed ? _snapshot.Get(key) : null });
    }

    private void Keep(Draft draft)
    {
        _drafts.Add(draft);
        _draftsByKey.TryAdd(draft.Key, draft);
    }

    /// <summary>Counts only the numbers that could decide a match: those of cars without a VIN, here or in the ledger.</summary>
    private void CountNumber(Vehicle vehicle)
    {
        if (vehicle.ConfigurationNumber is { Length: > 0 } number
            && (vehicle.Vin is null || _numbersWithoutVin.Contains(number) || vehicle.File?.Set.HasNumberWithoutVin(number) == true))
        {
            _numbers[number] = _numbers.GetValueOrDefault(number) + 1;
        }
    }

    /// <summary>
    /// A car whose VIN has arrived, or is missing today, is the one that was listed by its configuration number. One that must not be
    /// touched is present all the same.
    /// </summary>
    private void MatchByNumber(Draft draft)
    {
        if (draft.Vehicle.ConfigurationNumber is not { Length: > 0 } number)
            return;
        if (draft.Key.IsVin && !_numbersWithoutVin.Contains(number))
            return;

        var candidates = _snapshot.WithConfigurationNumber(_context!.Feed, number)
            .Where(entry => entry.State != ListingState.Closed && (!draft.Key.IsVin || !entry.Key.IsVin))
            .ToList();
        if (candidates.Count == 0)
            return;
        var isTaken = false; // By a row with its own key.
        foreach (var candidate in candidates)
        {
            if (!_snapshot.TryFind(candidate.Key, out var present))
                continue;
            isTaken |= _seen[present.Index];
            _seen[present.Index] = true;
        }

        if (draft.Block is not null)
            return;
        if (candidates.Count == 1 && !isTaken && _numbers.GetValueOrDefault(number) == 1)
        {
            draft.Listed = candidates[0];
            return;
        }

        draft.Block = (BlockReason.Ambiguous, $"Configuration number {number} is not unique in the file and the feed, so which listing this is can't be told; the VIN would tell.");
    }

    /// <summary>A vehicle that is in the file but was rejected is present.</summary>
    private void MarkRejected()
    {
        foreach (var key in _stock?.Files.SelectMany(file => file.RejectedKeys) ?? [])
        {
            var rejected = new VehicleKey(key);
            if (_snapshot.TryFind(rejected, out var entry))
                _seen[entry.Index] = true;
            if (rejected.IsVin)
                continue;
            foreach (var sameNumber in _snapshot.WithConfigurationNumber(_context!.Feed, key[1..]))
            {
                if (_snapshot.TryFind(sameNumber.Key, out entry))
                    _seen[entry.Index] = true;
            }
        }
    }

    private void AddAbsent(List<VehicleChange> changes, ChangeRules rules, PlanContext context, CloseGuard.InputShare share)
    {
        if (_stock is null && !_options.CloseMissing)
            return;
        var facts = _snapshot.FactsOf(context.Feed, _plannedAt - _options.CloseLimits.Window);
        var absent = _snapshot.Unseen(context.Feed, _seen).ToList();
        var gone = absent.Where(entry => entry.State != ListingState.Closed).ToList();
        var closing = gone.Count(entry => entry.State == ListingState.Active);
        share = share with { InCommon = facts.Active - closing };
        var vetoes = CloseGuard.VetoesOf(_isMixed ? null : _stock, facts, UnseenStock(), share);
        if (vetoes.Count == 0)
            changes.AddRange(absent.Where(ChangeRules.IsHeldByHand).Select(rules.Release));
        if (!_options.CloseMissing)
            return;
        if (_options.Mode == SyncMode.InsertOnly)
            vetoes = [.. vetoes, "only new vehicles were asked for (insert-only)"];

        (BlockReason, string)? block = vetoes.Count > 0
            ? (BlockReason.CloseForbidden, $"Not closed: {string.Join("; ", vetoes)}.")
            : (CloseGuard.HoldBack(closing, facts, _options.AllowClose, _options.CloseLimits) ?? CloseGuard.HoldBackStranger(closing, share, _options.AllowClose)) is { } held
                ? (BlockReason.CloseLimit, $"Not closed: {held}.")
                : null;
        changes.AddRange(gone.Select(entry => rules.CloseAbsent(entry, block)));
    }

    private CloseGuard.UnseenStock? UnseenStock()
    {
        if (_stock is null || SawAllInOrder(_stock))
            return null;
        ulong[] seen = [.. _seenKeys];
        Array.Sort(seen);
        var missing = _stock.Files.SelectMany(file => file.ValidKeys).Where(hash => Array.BinarySearch(seen, hash) < 0).ToHashSet();
        if (missing.Count == 0)
            return null;
        var listed = _snapshot.Unseen(_context!.Feed, _seen)
            .Where(entry => missing.Contains(KeyHash.Of(entry.Key)))
            .Select(entry => entry.Key.Value)
            .ToList();
        return new CloseGuard.UnseenStock(missing.Count, listed);
    }

    /// <summary>Whether the keys seen begin with the stock's, which is how they come where nothing was filtered or sorted.</summary>
    private bool SawAllInOrder(StockSet stock)
    {
        ReadOnlySpan<ulong> seen = CollectionsMarshal.AsSpan(_seenKeys);
        foreach (var file in stock.Files)
        {
            if (!seen.StartsWith(CollectionsMarshal.AsSpan(file.ValidKeys)))
                return false;
            seen = seen[file.ValidKeys.Count..];
        }

        return true;
    }

    private IEnumerable<RunFile> Files() =>
        _stock?.Files.Select(file => new RunFile(file.Path, file.Sha256, file.RowCount, file.RowsRejected, file.HasFinalLineBreak)) ?? [];

    private static string Repeated(Vehicle first, Vehicle second) => string.Create(
        CultureInfo.InvariantCulture,
        $"{first.Key} is in the input more than once with different content: {Place(first)} and {Place(second)}; decide which is right.");

    private static string Place(Vehicle vehicle) =>
        vehicle.File is null ? "made by hand" : string.Create(CultureInfo.InvariantCulture, $"{vehicle.File} line {vehicle.Line}");
}
