using System.Collections.ObjectModel;
using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Planning.Changes;
using IzzyPS.Planning.Matching;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Guards;

/// <summary>Runs the guards over the listed vehicles that differ from their listings. Source: SAFETY.md, "Guards".</summary>
/// <param name="feed">The feed.</param>
/// <param name="drafts">The vehicles of the input that may need a change.</param>
/// <param name="unchanged">The number of vehicles that are listed as they should be and are not among <paramref name="drafts"/>.</param>
/// <param name="filled">How many of the unchanged vehicles have a value, by field.</param>
/// <param name="options">The plan's options.</param>
/// <param name="snapshot">The ledger, which knows what earlier runs held back.</param>
/// <param name="facts">What the ledger knows of the feed.</param>
/// <param name="memory">What earlier runs left for the guards.</param>
internal sealed class VehicleGuards(string feed, IReadOnlyList<Draft> drafts, FileCounts unchanged, FieldCounts filled, SyncPlanOptions options, ILedgerSnapshot snapshot, FeedFacts facts, FeedMemory memory)
{
    private IReadOnlyDictionary<string, Block> _fileHolds = ReadOnlyDictionary<string, Block>.Empty;

    /// <summary>
    /// Holds back what the guards hold back: fields, vehicles, or the whole file. A plan that only lists new cars is judged, too: a file with the VINs in the wrong
    /// rows lists wrong cars, and what is held back must be remembered before the new cars make the feed larger.
    /// </summary>
    /// <returns>Why nothing of a file may be sent; null where the vehicles that are not held back may.</returns>
    internal Block? Hold()
    {
        var guarded = drafts.Where(draft => draft.IsGuarded(feed)).ToList();
        if (guarded.Count == 0)
            return null;
        var listed = unchanged.Total + guarded.Count;
        var (allowed, limits) = (options.Allowed, options.GuardLimits);
        var changed = guarded.CountBy(draft => FileCounts.GetPath(draft.Given)).ToDictionary(StringComparer.Ordinal);
        var identity = new IdentityGuard(path => unchanged.Get(path) + changed.GetValueOrDefault(path), allowed.IdentityChange, limits);
        var counted = Math.Min(listed, facts.CountedActive);
        IVehicleGuard[] fields = [new ColumnGuard(new ColumnBase(filled, counted, memory.Emptied), allowed.Clear, limits), new PriceGuard(counted, allowed.PriceChange, limits)];
        var cars = guarded.ConvertAll(CreateCar);
        var rows = new MovedRows(guarded.Zip(cars, (draft, car) => (draft, car.Before)));
        var suspects = new List<VehicleKey>();
        foreach (var (draft, car) in guarded.Zip(cars))
        {
            identity.Note(car with { RowOwner = rows.FindOwner(draft, car.Before) });
            if (identity.IsOtherCar(draft.Key))
                continue;
            foreach (var guard in fields)
                guard.Note(car);
            if (fields.Any(guard => guard.IsSuspicious(car)))
                suspects.Add(car.ListedKey);
        }

        var remembered = snapshot.FindHeldBack(suspects);
        foreach (var guard in fields)
            guard.Remember(remembered);
        var holding = fields.Where(guard => guard.HoldsAny).ToList();
        foreach (var (draft, car) in guarded.Zip(cars))
            Judge(draft, car, identity, holding);
        _fileHolds = identity.FindFileHolds();
        return _fileHolds.Values.FirstOrDefault();
    }

    /// <summary>
    /// Blocks the vehicles that would be listed with a price that no car has: new cars, cars that come back, and listings of which no price is known to
    /// keep.
    /// </summary>
    internal void BlockImplausible()
    {
        foreach (var draft in drafts.Where(draft => draft is { Block: null, IsOtherCar: true } or { Block: null, Listed: null or { State: ListingState.Closed } or { IsAdopted: true } }))
        {
            if (VehicleValidator.FindImplausiblePrice(draft.Vehicle) is { } fault)
                draft.Block = new Block(BlockReason.Invalid, fault);
        }
    }

    /// <summary>Blocks every vehicle of the files of which nothing may be sent. A vehicle with a reason of its own keeps that reason.</summary>
    internal void HoldFiles()
    {
        foreach (var draft in drafts)
            draft.Block ??= _fileHolds.GetValueOrDefault(FileCounts.GetPath(draft.Given));
    }

    private void Judge(Draft draft, ListedCar car, IdentityGuard identity, List<IVehicleGuard> holding)
    {
        if (identity.IsAllowed(draft.Key))
        {
            draft.AllowOtherCar();
            return;
        }

        if (!identity.HoldsAny && holding.Count == 0)
            return;
        if (identity.Judge(car) is { } other)
        {
            if (options.Mode != SyncMode.InsertOnly)
                draft.Hold(other);
            return;
        }

        foreach (var hold in holding.Select(guard => guard.Judge(car)).OfType<GuardHold>())
            draft.Hold(hold);
    }

    private static ListedCar CreateCar(Draft draft) => new(draft.Key, draft.Listed!.Payload.ToVehicle(), draft.Vehicle)
    {
        ListedKey = draft.Listed.Key,
        Emptied = draft.Listed.Emptied,
        NumberOwner = draft.NumberOwner is { IsAdopted: false } owner ? owner.Payload.ToVehicle() : null,
        SendsPrices = !HandPrices.Hold(draft.Listed, draft.Vehicle),
    };
}
