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

    /// <summary>Whether the partner's status column closed the listing and no complete file has lacked the vehicle since.</summary>
    internal static bool IsClosedByStatus(LedgerEntry entry) =>
        entry is { State: ListingState.Closed, ClosedBy: Origin.Feed, CloseReason: not null, IsReleased: false };

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
        if (IsClosedByStatus(listed) && draft.Given is { File: not null, Status: SaleStatus.Unknown })
            return CreateBlocked(draft, BlockReason.ClosedByStatus, DescribeClosedByStatus(listed));
        if (listed.State == ListingState.Closed)
            return CreateListing(draft, ChangeAction.Reactivate, $"In the file again after it was closed on {FormatDay(listed.Closed)}.");
        if (listed.Feed != context.Facts.Feed)
            return CreateBlocked(draft, BlockReason.OtherFeed, $"{draft.Key} is listed by feed '{listed.Feed}'; this input is feed '{context.Facts.Feed}'.");
        return options.Mode == SyncMode.InsertOnly
            ? CreateBlocked(draft, BlockReason.AlreadyListed, $"{draft.Key} is already listed as {listed.RemoteId}; only new vehicles were asked for.")
            : Update(draft, listed);
    }

    /// <summary>Makes the change that closes a listing which the input lacks, or the blocked change that says why not.</summary>
    /// <param name="entry">The listing.</param>
    /// <param name="block">Why the listing must not be closed; null where it may be.</param>
    /// <param name="ended">The reason that the partner's status column gives; null where the input lacks the vehicle.</param>
    internal VehicleChange CloseAbsent(LedgerEntry entry, Block? block, CloseReason? ended = null)
    {
        if (entry.State == ListingState.InDoubt)
            block = new Block(BlockReason.InDoubt, DoubtText.Create(entry));
        return block is not null
            ? VehicleChange.CreateFromEntry(context, entry, ChangeAction.Blocked, block.Message) with { BlockReason = block.Reason, Permission = block.Permission }
            : VehicleChange.CreateFromEntry(context, entry, ChangeAction.Close, DescribeEnd(ended)) with { CloseReason = ended ?? CloseReason.Deleted, IsAbsent = ended is null };
    }

    /// <summary>Makes the change that notes that a complete file lacks a vehicle which was closed by hand or by its status. When the vehicle comes back, it may be listed again.</summary>
    internal VehicleChange Release(LedgerEntry entry) =>
        VehicleChange.CreateFromEntry(context, entry, ChangeAction.Unchanged, $"Closed {(IsHeldByHand(entry) ? "by hand" : "by its status")} and now gone from the file: it may be listed again when it comes back.") with { IsRelease = true };

    private static string DescribeClosedByHand(LedgerEntry entry) =>
        $"Closed by hand, {ApiWord<CloseReason>.GetWord(entry.CloseReason ?? CloseReason.Deleted)}, {FormatDay(entry.Closed)}: it stays closed until a complete file lacks it, or New-IzzyVehicle -Reopen lists it again.";

    private static string DescribeClosedByStatus(LedgerEntry entry) =>
        $"{(entry.CloseReason == CloseReason.Sold ? "Sold" : "Withdrawn")}, as the partner's status column said on {FormatDay(entry.Closed)}. The file does not say that the vehicle is for sale again: it stays closed until the status column says so, until a complete file lacks it, or until New-IzzyVehicle -Reopen lists it again.";

    private static string FormatDay(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "an unknown day";

    private VehicleChange Update(Draft draft, LedgerEntry listed)
    {
        var feedPrices = HandPrices.GetPrices(draft.Vehicle);
        var isHeldByHand = !draft.IsOtherCar && HandPrices.Hold(listed, draft.Vehicle);
        var heldBack = FindHeldBack(draft, listed, feedPrices, isHeldByHand);
        var holdsPrice = heldBack.Any(held => VehicleFields.GetByName(held.Field.Name).IsPrice);
        var after = CreateAfter(draft, listed);
        if (isHeldByHand || holdsPrice)
            after = after.With(listed.Prices);

        var changes = CarDiff.FindChanges(listed.Payload, after);
        var isKeyNew = draft.Key.IsVin && draft.Key != listed.Key;
        var isPriceOnly = changes.Count > 0 && changes.All(change => VehicleFields.GetByName(change.Name).IsPrice);
        var (action, reason, block) = changes.Count switch
        {
            0 when listed.IsUnconfirmed => (ChangeAction.Update, "The last request was not confirmed: the car is sent again.", BlockReason.None),
            0 when heldBack.Count > 0 => (ChangeAction.Blocked, string.Empty, heldBack[0].Reason),
            0 => (ChangeAction.Unchanged, isHeldByHand ? "Listed as it should be; the price set by hand holds." : "Listed as it should be.", BlockReason.None),
            _ when listed.IsAdopted => (ChangeAction.Update, "Adopted by its id alone: the whole car is sent, because the values that were sent last are unknown.", BlockReason.None),
            _ when isPriceOnly => (ChangeAction.Reprice, DescribePriceChange(listed.Prices, feedPrices), BlockReason.None),
            _ when isKeyNew => (ChangeAction.Update, DescribeNewKey(draft.Key, listed), BlockReason.None),
            _ => (ChangeAction.Update, $"Changed: {string.Join(", ", changes.Select(change => change.Describe()))}.", BlockReason.None),
        };
        var newPrices = isHeldByHand ? listed.Prices : feedPrices;
        return VehicleChange.CreateFromDraft(context, draft, action, string.Join(' ', [reason, .. heldBack.Select(held => held.Message).Distinct(StringComparer.Ordinal)]).Trim()) with
        {
            Key = draft.Key.IsVin ? draft.Key : listed.Key,
            ReplacesKey = isKeyNew ? listed.Key : null,
            BlockReason = block,
            Permission = block == BlockReason.None ? null : heldBack[0].Permission,
            Vin = draft.Vehicle.Vin ?? listed.Vin,
            Changes = changes,
            HeldBack = heldBack,
            OldListPrice = listed.IsAdopted ? null : listed.ListPrice,
            NewListPrice = newPrices.List,
            OldSalesPrice = listed.IsAdopted ? null : listed.SalesPrice,
            NewSalesPrice = newPrices.Sales,
            After = after,
            FeedPrices = holdsPrice ? listed.FeedPrices : feedPrices,
            PriceSetBy = isHeldByHand || holdsPrice ? listed.PriceSetBy : Origin.Feed,
            IsResend = listed.IsUnconfirmed,
        };
    }

    /// <summary>Makes the car to send, with the values last sent in the fields that guards hold back and in the key's part that the row lacks.</summary>
    private static CarPayload CreateAfter(Draft draft, LedgerEntry listed)
    {
        var fields = draft.Holds.Aggregate(default(FieldSet), (all, hold) => all | hold.Fields);
        var vehicle = fields.IsEmpty ? draft.Vehicle : draft.Vehicle.KeepLast(fields, listed.Payload.ToVehicle());
        var after = CarPayload.CreateFromVehicle(vehicle);
        if (vehicle.ConfigurationNumber is { } number && listed.ConfigurationNumber is { } last && NumberFold.IsDamaged(number, last))
            after = after.WithNumber(last);
        if (vehicle.Vin is not null)
            return after;
        if (listed.Vin is not null)
            return after.WithVin(listed.Vin);
        // The key is the number, so the number as it was listed stays. The file's number may be a damaged form of that number.
        return vehicle.ConfigurationNumber == listed.ConfigurationNumber ? after : after.WithNumber(listed.ConfigurationNumber!);
    }

    /// <summary>Finds the fields that keep the values last sent, by the guards and because no price change was asked for.</summary>
    private List<HeldChange> FindHeldBack(Draft draft, LedgerEntry listed, Prices feedPrices, bool isHeldByHand)
    {
        var heldBack = new List<HeldChange>();
        if (draft.Holds.Count > 0)
        {
            var last = listed.Payload.ToVehicle();
            foreach (var hold in draft.Holds)
            {
                heldBack.AddRange(VehicleFields.Sent
                    .Where(field => hold.Fields.Contains(field) && !Equals(field.Get(last), field.Get(draft.Vehicle)))
                    .Select(field => HeldChange.Create(new FieldChange(field.Name, field.Get(last), field.Get(draft.Vehicle)), hold.Block)));
            }
        }

        var isJudged = heldBack.Exists(held => VehicleFields.GetByName(held.Field.Name).IsPrice);
        if (options.UpdatePrices || isHeldByHand || isJudged || draft.IsOtherCar || listed.IsAdopted || listed.Prices == feedPrices)
            return heldBack;
        var block = new Block(BlockReason.PriceHeldBack, $"Price change held back: {DescribePriceChange(listed.Prices, feedPrices)}", new Permission(Allowance.UpdatePrices, string.Empty));
        if (listed.Prices.List != feedPrices.List)
            heldBack.Add(HeldChange.Create(new FieldChange(nameof(Vehicle.ListPrice), listed.Prices.List, feedPrices.List), block));
        if (listed.Prices.Sales != feedPrices.Sales)
            heldBack.Add(HeldChange.Create(new FieldChange(nameof(Vehicle.SalesPrice), listed.Prices.Sales, feedPrices.Sales), block));
        return heldBack;
    }

    private static string DescribeNewKey(VehicleKey key, LedgerEntry listed) => listed.Key.IsVin
        ? $"Its VIN was corrected from {listed.Key} to {key}; the configuration number {listed.ConfigurationNumber} and the car are the same."
        : $"Its VIN has arrived; it was listed as configuration number {listed.ConfigurationNumber}.";

    private VehicleChange Create(Draft draft) => CreateListing(draft, ChangeAction.Create, "Not listed yet.");

    private VehicleChange CreateListing(Draft draft, ChangeAction action, string reason)
    {
        var prices = HandPrices.GetPrices(draft.Vehicle);
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

    private string DescribeEnd(CloseReason? ended) => ended switch
    {
        CloseReason.Sold => "Sold, as the partner's status column says.",
        CloseReason.Deleted => "Not for sale any more, as the partner's status column says.",
        _ => DescribeGone(),
    };

    private string DescribeGone() =>
        context.Facts.Files.Count == 1 ? $"Not in {Path.GetFileName(context.Facts.Files[0].Path)} any more." : "Not in the files any more.";

    private static string DescribePriceChange(Prices before, Prices after) =>
        before.Sales == after.Sales
            ? $"List price {FormatAmount(before.List)} → {FormatAmount(after.List)} PLN."
            : $"Sales price {FormatAmount(before.Sales)} → {FormatAmount(after.Sales)} PLN.";

    private static string FormatAmount(decimal price) => price.ToString("0.00", CultureInfo.InvariantCulture);
}
