using IzzyPS.Ledger;
using IzzyPS.Ledger.Listings;
using IzzyPS.Planning;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Sync.Cars;

/// <summary>
/// Runs the guards again when changes are applied: a change may be old, and changes of several plans may come together. What a plan's own allowances do
/// not allow is not sent. Source: SAFETY.md, "Guards".
/// </summary>
/// <param name="connectionLimits">The limits of the connection. Those of a plan's profile take their place.</param>
/// <param name="getFeed">Gets what the ledger knows of a feed. The file's listed vehicles are not known any more; the feed's listings are at least as many.</param>
internal sealed class GuardCheck(GuardLimits connectionLimits, Func<string, (FeedFacts Facts, FeedMemory Memory)> getFeed)
{
    /// <summary>Finds the dispatches that the guards hold back, with the reasons.</summary>
    internal Dictionary<Dispatch, Block> FindHeld(IReadOnlyList<Dispatch> dispatches)
    {
        var held = new Dictionary<Dispatch, Block>(ReferenceEqualityComparer.Instance);
        foreach (var plan in dispatches.Where(IsGuarded).GroupBy(dispatch => dispatch.Change.Plan.Facts.Id))
            Check([.. plan], held);
        return held;
    }

    /// <summary>Whether a dispatch changes a listing because a partner's file says so. What an operator decided by hand was asked about.</summary>
    private static bool IsGuarded(Dispatch dispatch) =>
        dispatch is { Kind: OperationKind.Update, Entry: { State: ListingState.Active, IsAdopted: false }, Change.Origin: Origin.Feed } && !dispatch.Payload.Equals(dispatch.Entry.Payload);

    private void Check(IReadOnlyList<Dispatch> dispatches, Dictionary<Dispatch, Block> held)
    {
        var change = dispatches[0].Change;
        var (allowed, limits) = (change.Plan.Facts.Allowed, change.Plan.Facts.Apply(connectionLimits));
        var (facts, memory) = getFeed(change.Feed);
        var listed = Math.Max(facts.Active, dispatches.Count);
        var identity = new IdentityGuard(_ => listed, allowed.IdentityChange, limits);
        IVehicleGuard[] guards =
        [
            new ColumnGuard(new ColumnBase(FieldCounts.CreateForAll(listed - dispatches.Count), facts.CountedActive, memory.Emptied), allowed.Clear, limits),
            new PriceGuard(Math.Min(listed, facts.CountedActive), allowed.PriceChange, limits),
        ];
        foreach (var dispatch in dispatches)
        {
            var car = CreateCar(dispatch);
            identity.Note(car);
            if (identity.IsOtherCar(car.Key))
                continue;
            foreach (var guard in guards)
                guard.Note(car);
        }

        var holding = guards.Prepend(identity).Where(guard => guard.HoldsAny).ToList();
        if (holding.Count == 0)
            return;
        foreach (var dispatch in dispatches)
        {
            var car = CreateCar(dispatch);
            if (!identity.IsAllowed(car.Key) && holding.Select(guard => guard.Judge(car)).FirstOrDefault(hold => hold is not null) is { } hold)
                held[dispatch] = hold.Block;
        }
    }

    private static ListedCar CreateCar(Dispatch dispatch) =>
        new(dispatch.Change.Key, dispatch.Entry!.Payload.ToVehicle(), dispatch.Payload.ToVehicle()) { Emptied = dispatch.Entry.Emptied };
}
