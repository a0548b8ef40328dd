using System.Globalization;
using IzzyPS.Ledger.Listings;
using IzzyPS.Planning.Guards;
using IzzyPS.Planning.Matching;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Changes;

/// <summary>Decides the change of one vehicle, from what the ledger knows of it.</summary>
internal sealed class ChangeRules(PlanContext context, SyncPlanOptions options)
{
    /// <summary>Whether an operator closed the listing and no complete file has lacked the vehicle since.</summary>
    internal static bool IsHeldByHand(LedgerEntry entry) =>
        entry is { State: ListingState.Closed, ClosedBy: Origin.Hand, IsReleased: false };

    /// <summary>Decides the change of a vehicle of the input.</summary>
    internal VehicleChange GetChange(Draft draft)
    {
        if (draft.Block is { } block)
            return CreateBlocked(draft, block);

        var listed = draft.Listed;
        if (listed is { State: ListingState.InDoubt })
            return CreateBlocked(draft, BlockReason.InDoubt, DoubtText.Create(listed)) with { Unblocked = Create(draft) };
        if (listed is null)
            return Create(draft);
        if (IsHeldByHand(listed))
            return CreateBlocked(draft, BlockReason.ClosedByHand, DescribeClosedByHand(listed));
        if (listed.State == ListingState.Closed)
            return CreateListing(draft, ChangeAction.Reactivate, $"In the file again after it was closed on {FormatDay(listed.Closed)}.");
        if (listed.Feed != context.Facts.Feed)
            return CreateBlocked(draft, BlockReason.OtherFeed, $"{draft.Key} is listed by feed '{listed.Feed}'; this input is feed '{context.Facts.Feed}'.");
        return options.Mode == SyncMode.InsertOnly
            ? CreateBlocked(draft, BlockReason.AlreadyListed, $"{draft.Key} is already listed as {listed.RemoteId}; only new vehicles were asked for.")
            : Update(draft, listed);
    }

    /// <summary>Makes the change that closes a listing which the input lacks, or the blocked change that says why not.</summary>
    internal VehicleChange CloseAbsent(LedgerEntry entry, Block? block)
    {
        if (entry.State == ListingState.InDoubt)
            block = new Block(BlockReason.InDoubt, DoubtText.Create(entry));
        return block is not null
            ? VehicleChange.CreateFromEntry(context, entry, ChangeAction.Blocked, block.Message) with { BlockReason = block.Reason, Permission = block.Permission }
            : VehicleChange.CreateFromEntry(context, entry, ChangeAction.Close, DescribeGone());
    }

    /// <summary>Makes the change that notes that a complete file lacks a vehicle which was closed by hand. When the vehicle comes back, it may be listed again.</summary>
    internal VehicleChange Release(LedgerEntry entry) =>
        VehicleChange.CreateFromEntry(context, entry, ChangeAction.Unchanged, "Closed by hand and now gone from the file: it may be listed again when it comes back.") with { IsRelease = true };

    private static string DescribeClosedByHand(LedgerEntry entry) =>
        $"Closed by hand, {ApiWord<CloseReason>.GetWord(entry.CloseReason ?? CloseReason.Deleted)}, {FormatDay(entry.Closed)}: it stays closed until a complete file lacks it, or New-IzzyVehicle -Reopen lists it again.";

    private static string FormatDay(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "an unknown day";

    private VehicleChange Update(Draft draft, LedgerEntry listed)
    {
        var vehicle = draft.Vehicle;
        var feedPrices = GetPrices(vehicle);
        var isHeldByHand = listed.PriceSetBy == Origin.Hand && listed.FeedPrices == feedPrices;
        var holdsBack = !options.UpdatePrices && !isHeldByHand && !listed.IsAdopted && listed.Prices != feedPrices;
        var after = CarPayload.CreateFromVehicle(vehicle);
        if (isHeldByHand || holdsBack)
            after = after.With(listed.Prices);
        if (vehicle.Vin is null && listed.Vin is not null)
            after = after.WithVin(listed.Vin);

        var changes = CarDiff.FindChanges(listed.Payload, after);
        var isVinNew = draft.Key.IsVin && !listed.Key.IsVin;
        var isPriceOnly = changes.Count > 0 && changes.All(change => VehicleFields.GetByName(change.Name).IsPrice);
        var (action, reason, block) = changes.Count switch
        {
            0 when listed.IsUnconfirmed => (ChangeAction.Update, "The last request was not confirmed: the car is sent again.", BlockReason.None),
            0 when holdsBack => (ChangeAction.Blocked, DescribeHeldBackPrice(listed.Prices, feedPrices), BlockReason.PriceHeldBack),
            0 => (ChangeAction.Unchanged, isHeldByHand ? "Listed as it should be; the price set by hand holds." : "Listed as it should be.", BlockReason.None),
            _ when listed.IsAdopted => (ChangeAction.Update, "Adopted by its id alone: the whole car is sent, because the values that were sent last are unknown.", BlockReason.None),
            _ when isPriceOnly => (ChangeAction.Reprice, DescribePriceChange(listed.Prices, feedPrices), BlockReason.None),
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
            HeldBack = holdsBack && action != ChangeAction.Blocked ? [CreatePriceBlock(listed.Prices, feedPrices)] : [],
            Permission = block == BlockReason.PriceHeldBack ? CreatePriceBlock(listed.Prices, feedPrices).Permission : null,
            IsResend = listed.IsUnconfirmed,
        };
    }

    private VehicleChange Create(Draft draft) => CreateListing(draft, ChangeAction.Create, "Not listed yet.");

    private VehicleChange CreateListing(Draft draft, ChangeAction action, string reason)
    {
        var prices = GetPrices(draft.Vehicle);
        return VehicleChange.CreateFromDraft(context, draft, action, reason) with
        {
            RemoteId = null,
            NewListPrice = prices.List,
            NewSalesPrice = prices.Sales,
            After = CarPayload.CreateFromVehicle(draft.Vehicle),
            FeedPrices = prices,
        };
    }

    private VehicleChange CreateBlocked(Draft draft, BlockReason reason, string message) => CreateBlocked(draft, new Block(reason, message));

    private VehicleChange CreateBlocked(Draft draft, Block block) =>
        VehicleChange.CreateFromDraft(context, draft, ChangeAction.Blocked, block.Message) with { BlockReason = block.Reason, Permission = block.Permission };

    private string DescribeGone() =>
        context.Facts.Files.Count == 1 ? $"Not in {Path.GetFileName(context.Facts.Files[0].Path)} any more." : "Not in the files any more.";

    private static string DescribePriceChange(Prices before, Prices after) =>
        before.Sales == after.Sales
            ? $"List price {FormatAmount(before.List)} → {FormatAmount(after.List)} PLN."
            : $"Sales price {FormatAmount(before.Sales)} → {FormatAmount(after.Sales)} PLN.";

    private static Block CreatePriceBlock(Prices before, Prices after) =>
        new(BlockReason.PriceHeldBack, DescribeHeldBackPrice(before, after), new Permission(Allowance.UpdatePrices, string.Empty));

    private static string DescribeHeldBackPrice(Prices before, Prices after) =>
        $"Price change held back: {DescribePriceChange(before, after)}";

    private static string FormatAmount(decimal price) => price.ToString("0.00", CultureInfo.InvariantCulture);

    private static Prices GetPrices(Vehicle vehicle) => new(Prices.Round(vehicle.ListPrice!.Value), Prices.Round(vehicle.SalesPrice!.Value));
}
