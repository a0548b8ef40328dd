using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Planning.Changes;
using IzzyPS.Planning.Evidence;
using IzzyPS.Planning.Guards;
using IzzyPS.Planning.Matching;
using IzzyPS.Stock.Profiles;

namespace IzzyPS.Planning;

/// <summary>
/// Compares the stock with a snapshot of the ledger and plans the changes. The planner has no side effects. Vehicles are added while they
/// are read. Only vehicles that differ from their listing are kept, so an unchanged vehicle costs a few bytes.
/// </summary>
internal sealed class SyncPlanner
{
    private readonly ILedgerSnapshot _snapshot;
    private SyncPlanOptions _options;
    private readonly DateTimeOffset _plannedAt;
    private readonly PlanOrigin _origin;
    private readonly CheckAhead _checks;
    private readonly InputTracker _inputs = new();
    private readonly SeenKeys _seenKeys = new();
    private readonly WarningTally _warnings = new();
    private readonly PresentListings _present;
    private VehicleMatcher? _vehicles;
    private NumberMatcher? _numbers;

    internal SyncPlanner(ILedgerSnapshot snapshot, SyncPlanOptions options, TimeProvider time)
    {
        _snapshot = snapshot;
        _options = options;
        _plannedAt = time.GetUtcNow();
        _origin = new PlanOrigin(time.GetTimestamp());
        _checks = new CheckAhead(DateOnly.FromDateTime(_plannedAt.UtcDateTime));
        _present = new PresentListings(snapshot);
    }

    /// <summary>Whether the plan includes unchanged vehicles.</summary>
    internal bool IncludeUnchanged { get; init; }

    /// <summary>Whether a valid vehicle that was added is not listed, so the plan will most probably create it.</summary>
    internal bool HasNewVehicle => _vehicles is { HasNewVehicle: true };

    private string Feed => _inputs.Feed!;

    private VehicleMatcher Vehicles => _vehicles ??= new VehicleMatcher(_snapshot, Feed, _options.Mode, IncludeUnchanged, _present);

    private NumberMatcher Numbers => _numbers ??= new NumberMatcher(_snapshot, Feed, _present);

    /// <summary>Tells the planner the input, also where no vehicle of it will come.</summary>
    /// <exception cref="InvalidOperationException">The input is of another feed than the vehicles before it.</exception>
    internal void Begin(IStockInput input) => _inputs.Begin(input);

    /// <summary>Adds one vehicle of the input. The vehicle must not be changed until the plan is made.</summary>
    /// <exception cref="InvalidOperationException">The vehicle belongs to another feed than the vehicles before it.</exception>
    internal void Add(Vehicle vehicle)
    {
        _inputs.Note(vehicle.File);
        _warnings.Add(vehicle);
        _checks.Add(vehicle);
        MatchChecked(isLast: false);
    }

    /// <summary>Makes the plan of all vehicles that were added.</summary>
    internal SyncPlan Complete()
    {
        _inputs.BeginByHand();
        MatchChecked(isLast: true);
        var stock = _inputs.Input?.GetEvidence();
        if (stock is not null)
            _options = _options with { CloseLimits = _options.CloseLimits.With(stock.Limits), GuardLimits = _options.GuardLimits.With(stock.Limits) };
        var context = new PlanContext(DescribePlan(stock), _origin);
        var rules = new ChangeRules(context, _options);

        // This comes before the matching, because no other row may take the listing of a car whose row was rejected.
        _present.AddRejected(Feed, stock?.Files.SelectMany(file => file.RejectedKeys) ?? []);
        foreach (var draft in Vehicles.Drafts.Where(draft => draft.Listed is null))
            Numbers.Match(draft);
        var facts = _snapshot.GetFeedFacts(Feed, _plannedAt - _options.CloseLimits.Window);
        var memory = _snapshot.GetFeedMemory(Feed);
        var fileHold = RunGuards(facts, memory);

        var (changes, unchanged) = PlanDrafts(rules);
        if (stock is not null || _options.CloseMissing)
            changes.AddRange(PlanAbsent(context, rules, stock, (facts, memory), InputShare.Measure(Vehicles.Unchanged.Total + Vehicles.Drafts.Count, changes), fileHold));
        return new SyncPlan(context, changes, unchanged);
    }

    /// <summary>Matches corrected keys and runs the guards over the vehicles that differ from their listings.</summary>
    /// <returns>Why nothing of the file may be sent; null where the vehicles that are not held back may.</returns>
    private Block? RunGuards(FeedFacts facts, FeedMemory memory)
    {
        var corrections = new KeyCorrections(_snapshot, Feed, _present, Vehicles.Drafts, _options.GuardLimits);
        corrections.Match();
        var guards = new VehicleGuards(Feed, Vehicles.Drafts, Vehicles.Unchanged, Vehicles.Filled, _options, _snapshot, facts, memory);
        var fileHold = guards.Hold();
        corrections.BlockWaiting();
        corrections.BlockShared();
        guards.BlockImplausible();
        if (fileHold is not null)
            guards.HoldFiles();
        return fileHold;
    }

    private void MatchChecked(bool isLast)
    {
        while (_checks.TryTake(isLast, out var batch))
        {
            foreach (ref readonly var vehicle in batch.AsSpan())
                Match(vehicle);
        }
    }

    private void Match(in CheckedVehicle next)
    {
        if (next.Vehicle.Key is not { } key)
        {
            Vehicles.AddWithoutKey(next.Vehicle, next.Faults!);
            return;
        }

        _seenKeys.Add(key, _inputs.Input);
        Numbers.Count(next.Vehicle, _inputs.Find(next.Vehicle.File));
        Vehicles.Add(key, next);
    }

    private (List<VehicleChange> Changes, int Unchanged) PlanDrafts(ChangeRules rules)
    {
        var changes = new List<VehicleChange>(Vehicles.Drafts.Count);
        var unchanged = Vehicles.Unchanged.Total;
        foreach (var draft in Vehicles.Drafts)
        {
            var change = rules.GetChange(draft);
            unchanged += change.Action == ChangeAction.Unchanged ? 1 : 0;
            if (change.Action != ChangeAction.Unchanged || IncludeUnchanged)
                changes.Add(change);
        }

        return (changes, unchanged);
    }

    private IEnumerable<VehicleChange> PlanAbsent(PlanContext context, ChangeRules rules, StockEvidence? stock, (FeedFacts Facts, FeedMemory Memory) feed, InputShare share, Block? fileHold)
    {
        var absent = _present.FindAbsent(Feed).ToList();
        var filtered = stock is null ? null : _seenKeys.FindFiltered(_inputs.Input!, absent);
        var listings = new AbsentListings(_options, rules, _present, Vehicles.Ended, fileHold);
        var changes = listings.Plan(absent, _inputs.IsMixed ? null : stock, feed.Facts, feed.Memory, filtered, share);
        context.Complete(listings.Findings);
        return changes;
    }

    private PlanFacts DescribePlan(StockEvidence? stock) => new()
    {
        Id = _inputs.Input?.TakePlanId(_plannedAt) ?? Guid.CreateVersion7(_plannedAt),
        Lineage = _snapshot.Lineage,
        BaseSerial = _snapshot.Serial,
        PlannedAt = _plannedAt,
        Feed = Feed,
        IsFromStock = stock is not null,
        Mode = _options.Mode,
        ClosesMissing = _options.CloseMissing,
        UpdatesPrices = _options.UpdatePrices,
        Allowed = _options.Allowed,
        Limits = stock?.Limits ?? ProfileLimits.None,
        Warnings = [.. stock?.Files.SelectMany(file => file.Warnings) ?? [], .. _warnings.Summarize()],
        Files = [.. stock?.Files.Select(file => new RunFile(file.Path, file.Sha256, file.Rows, file.RowsRejected, file.HasFinalLineBreak)) ?? []],
    };
}
