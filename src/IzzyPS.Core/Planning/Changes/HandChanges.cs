using IzzyPS.Ledger;
using IzzyPS.Planning.Guards;

namespace IzzyPS.Planning.Changes;

/// <summary>Makes the changes that an operator asks for by VIN or ledger entry. No file of a partner asks for them.</summary>
internal sealed class HandChanges
{
    private readonly PlanContext _plan;

    internal HandChanges(ILedger ledger, TimeProvider time, Allowances? allowed = null)
    {
        var now = time.GetUtcNow();
        var facts = new PlanFacts
        {
            Id = Guid.CreateVersion7(now),
            Lineage = ledger.Lineage,
            BaseSerial = ledger.Serial,
            PlannedAt = now,
            Feed = VehicleOrigin.DefaultFeed,
            IsFromStock = false,
            Allowed = allowed ?? Allowances.None,
        };
        _plan = new PlanContext(facts, new PlanOrigin(time.GetTimestamp()));
    }

    /// <summary>Makes a change that sets other prices for a listing. A price that is null stays as it is.</summary>
    internal VehicleChange Reprice(LedgerEntry entry, decimal? listPrice, decimal? salesPrice)
    {
        if (entry.IsAdopted)
            return BlockAdopted(entry);
        var prices = new Prices(Prices.Round(listPrice ?? entry.ListPrice), Prices.Round(salesPrice ?? entry.SalesPrice));
        var after = entry.Payload.With(prices);
        return Create(entry, prices == entry.Prices ? ChangeAction.Unchanged : ChangeAction.Reprice, "Price set by hand.") with
        {
            Changes = CarDiff.FindChanges(entry.Payload, after),
            NewListPrice = prices.List,
            NewSalesPrice = prices.Sales,
            After = after,
            PriceSetBy = Origin.Hand,
        };
    }

    /// <summary>Makes a change that closes a listing.</summary>
    internal VehicleChange Close(LedgerEntry entry, CloseReason reason) =>
        Create(entry, ChangeAction.Close, "Closed by hand.") with { CloseReason = reason };

    /// <summary>Makes a change that lists a vehicle again which an operator had closed.</summary>
    internal VehicleChange Reopen(LedgerEntry entry) => entry.IsAdopted
        ? BlockAdopted(entry)
        : Create(entry, ChangeAction.Reactivate, "Opened again by hand.") with
        {
            NewListPrice = entry.ListPrice,
            NewSalesPrice = entry.SalesPrice,
            After = entry.Payload,
            IsReopen = true,
        };

    /// <summary>Keeps only the price part of a partner's change. The other fields stay as they were last sent; the next plan changes them.</summary>
    internal static VehicleChange KeepPriceOnly(VehicleChange change)
    {
        if (change.HeldBack.FirstOrDefault(held => held.Reason == BlockReason.PriceLimit) is { } held)
            return change with { Action = ChangeAction.Blocked, BlockReason = held.Reason, Reason = held.Message };
        var key = change.ReplacesKey ?? change.Key;
        var before = change.Before!;
        var after = before.With(new Prices(change.NewListPrice!.Value, change.NewSalesPrice!.Value));
        return change with
        {
            Action = ChangeAction.Reprice,
            Key = key,
            ReplacesKey = null,
            Vin = key.Vin,
            Changes = CarDiff.FindChanges(before, after),
            After = after,
            IsResend = false,
        };
    }

    /// <summary>Blocks a change of an adopted listing. The API takes whole cars only, and the ledger has only the id of an adopted car.</summary>
    private VehicleChange BlockAdopted(LedgerEntry entry) =>
        Create(entry, ChangeAction.Blocked, "It was adopted by its id alone, and the API takes whole cars only: sync a file that holds it first.") with
        {
            BlockReason = BlockReason.Adopted,
        };

    private VehicleChange Create(LedgerEntry entry, ChangeAction action, string reason) => VehicleChange.CreateFromEntry(_plan, entry, action, reason) with
    {
        FeedPrices = entry.FeedPrices,
        Origin = Origin.Hand,
        PriceSetBy = entry.PriceSetBy,
        IsResend = entry.IsUnconfirmed,
    };
}
