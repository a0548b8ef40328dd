using System.Globalization;
using IzzyPS.Ledger.Listings;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning;

/// <summary>Decides what is to be done about one vehicle, by what the ledger knows of it.</summary>
internal sealed class ChangeRules(PlanContext context, SyncPlanOptions options)
{
    /// <summary>Whether an operator closed the listing and no complete file has lacked the vehicle since.</summary>
    internal static bool IsHeldByHand(LedgerEntry entry) =>
        entry is { State: ListingState.Closed, ClosedBy: Origin.Hand, IsReleased: false };

    internal VehicleChange GetChange(Draft draft)
    {
        if (draft.Block is var (reason, message))
            return Blocked(draft, reason, message);

        var listed = draft.Listed;
        if (listed is { State: ListingState.InDoubt })
            return Blocked(draft, BlockReason.InDoubt, DoubtText.Create(listed)) with { Unblocked = Create(draft) };
        if (listed is null)
            return Create(draft);
        if (IsHeldByHand(listed))
            return Blocked(draft, BlockReason.ClosedByHand, ClosedByHandMessage(listed));
        if (listed.State == ListingState.Closed)
            return Listing(draft, ChangeAction.Reactivate, $"In the file again after it was closed on {Day(listed.Closed)}.");
        if (listed.Feed != context.Facts.Feed)
            return Blocked(draft, BlockReason.OtherFeed, $"{draft.Key} is listed by feed '{listed.Feed}'; this input is feed '{context.Facts.Feed}'.");
        return options.Mode == SyncMode.InsertOnly
            ? Blocked(draft, BlockReason.AlreadyListed, $"{draft.Key} is already listed as {listed.RemoteId}; only new vehicles were asked for.")
            : Update(draft, listed);
    }

    /// <summary>Makes the change that closes a listing which the input lacks, or the blocked change that says why not.</summary>
    internal VehicleChange CloseAbsent(LedgerEntry entry, (BlockReason Reason, string Message)? block)
    {
        if (entry.State == ListingState.InDoubt)
            block = (BlockReason.InDoubt, DoubtText.Create(entry));
        return block is var (reason, message)
            ? VehicleChange.CreateFromEntry(context, entry, ChangeAction.Blocked, message) with { BlockReason = reason }
            : VehicleChange.CreateFromEntry(context, entry, ChangeAction.Close, Gone());
    }

    /// <summary>Makes the change that notes: a complete file lacks a vehicle that was closed by hand. The vehicle may be listed again when it comes back.</summary>
    internal VehicleChange Release(LedgerEntry entry) =>
        VehicleChange.CreateFromEntry(context, entry, ChangeAction.Unchanged, "Closed by hand and now gone from the file: it may be listed again when it comes back.") with { IsRelease = true };

    private static string ClosedByHandMessage(LedgerEntry entry) =>
        $"Closed by hand, {ApiWord<CloseReason>.GetWord(entry.CloseReason ?? CloseReason.Deleted)}, {Day(entry.Closed)}: it stays closed until a complete file lacks it, or New-IzzyVehicle -Reopen.";

    private static string Day(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "an unknown day";

    private VehicleChange Update(Draft draft, LedgerEntry listed)
    {
        var vehicle = draft.Vehicle;
        var feedPrices = PricesOf(vehicle);
        var isHeldByHand = listed.PriceSetBy == Origin.Hand && listed.FeedPrices == feedPrices;
        var holdsBack = !options.UpdatePrices && !isHeldByHand && !listed.IsAdopted && listed.Prices != feedPrices;
        var after = CarPayload.CreateFromVehicle(vehicle);
        if (isHeldByHand || holdsBack)
            after = after.With(listed.Prices);
        if (vehicle.Vin is null && listed.Vin is not null)
            after = after.WithVin(listed.Vin);

        var changes = CarDiff.Between(listed.Payload, after);
        var isVinNew = draft.Key.IsVin && !listed.Key.IsVin;
        var isPriceOnly = changes.Count > 0 && changes.All(change => VehicleFields.GetByName(change.Name).IsPrice);
        var (action, reason, block) = changes.Count switch
        {
            0 when listed.IsUnconfirmed => (ChangeAction.Update, "What was sent last was not confirmed: sent again.", BlockReason.None),
            0 when holdsBack => (ChangeAction.Blocked, PriceHeldBack(listed.Prices, feedPrices), BlockReason.PriceHeldBack),
            0 => (ChangeAction.Unchanged, isHeldByHand ? "Listed as it should be; the price set by hand holds." : "Listed as it should be.", BlockReason.None),
            _ when listed.IsAdopted => (ChangeAction.Update, "Adopted by its id alone: sent whole, because how it was sent last is unknown.", BlockReason.None),
            _ when isPriceOnly => (ChangeAction.Reprice, PriceReason(listed.Prices, feedPrices), BlockReason.None),
            _ when isVinNew => (ChangeAction.Update, $"Its VIN has arrived; it was listed as configuration number {listed.ConfigurationNumber}.", BlockReason.None),
            _ => (ChangeAction.Update, $"Changed: {string.Join(", ", changes.Select(change => change.Name))}.", BlockReason.None),
        };
        var newPrices = holdsBack ? feedPrices : isHeldByHand ? listed.Prices : feedPrices;
        return VehicleChange.CreateFromDraft(context, draft, action, reason) with
        {
            Key = draft.Key.IsVin ? draft.Key : listed.Key,
            ReplacesKey = isVinNew ? listed.Key : null,
            BlockReason = block,
            Vin = vehicle.Vin ?? listed.Vin,
            Changes = changes,
            OldListPrice = listed.IsAdopted ? null : listed.ListPrice,
            NewListPrice = newPrices.List,
            OldSalesPrice = listed.IsAdopted ? null : listed.SalesPrice,
            NewSalesPrice = newPrices.Sales,
            After = after,
            FeedPrices = holdsBack ? listed.FeedPrices : feedPrices,
            PriceSetBy = isHeldByHand || holdsBack ? listed.PriceSetBy : Origin.Feed,
            HoldsPriceBack = holdsBack,
            IsResend = listed.IsUnconfirmed,
        };
    }

    private VehicleChange Create(Draft draft) => Listing(draft, ChangeAction.Create, "Not listed yet.");

    private VehicleChange Listing(Draft draft, ChangeAction action, string reason)
    {
        var prices = PricesOf(draft.Vehicle);
        return VehicleChange.CreateFromDraft(context, draft, action, reason) with
        {
            RemoteId = null,
            NewListPrice = prices.List,
            NewSalesPrice = prices.Sales,
            After = CarPayload.CreateFromVehicle(draft.Vehicle),
            FeedPrices = prices,
        };
    }

    private VehicleChange Blocked(Draft draft, BlockReason block, string message) =>
        VehicleChange.CreateFromDraft(context, draft, ChangeAction.Blocked, message) with { BlockReason = block };

    private string Gone() =>
        context.Facts.Files.Count == 1 ? $"Not in {Path.GetFileName(context.Facts.Files[0].Path)} any more." : "Not in the files any more.";

    private static string PriceReason(Prices before, Prices after) =>
        before.Sales == after.Sales
            ? $"List price {Amount(before.List)} → {Amount(after.List)} PLN."
            : $"Sales price {Amount(before.Sales)} → {Amount(after.Sales)} PLN.";

    private static string PriceHeldBack(Prices before, Prices after) =>
        $"Price change held back: {PriceReason(before, after)}";

    private static string Amount(decimal price) => price.ToString("0.00", CultureInfo.InvariantCulture);

    private static Prices PricesOf(Vehicle vehicle) => new(Prices.Round(vehicle.ListPrice!.Value), Prices.Round(vehicle.SalesPrice!.Value));
}
