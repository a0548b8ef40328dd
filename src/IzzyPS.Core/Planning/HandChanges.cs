using IzzyPS.Ledger;
using IzzyPS.Stock;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning;

/// <summary>Changes that an operator asks for by VIN or ledger entry, rather than a partner by a file.</summary>
internal sealed class HandChanges
{
    private readonly PlanContext _plan;

    internal HandChanges(ILedger ledger, TimeProvider time, int? allowClose = null)
    {
        var now = time.GetUtcNow();
        _plan = new PlanContext
        {
            Id = Guid.CreateVersion7(now),
            Lineage = ledger.Lineage,
            BaseSerial = ledger.Serial,
            PlannedAt = now,
            Feed = StockSet.DefaultFeed,
            IsFromStock = false,
            AllowClose = allowClose,
        };
    }

    /// <summary>Other prices for a listing; a price that is null stays as it is.</summary>
    internal VehicleChange Reprice(LedgerEntry entry, decimal? listPrice, decimal? salesPrice)
    {
        if (entry.IsAdopted)
            return Unknown(entry);
        var prices = new Prices(Prices.Round(listPrice ?? entry.ListPrice), Prices.Round(salesPrice ?? entry.SalesPrice));
        var after = entry.Payload.With(prices);
        return Of(entry, prices == entry.Prices ? ChangeAction.Unchanged : ChangeAction.Reprice, "Price set by hand.", after, prices);
    }

    /// <summary>Takes a listing off.</summary>
    internal VehicleChange Close(LedgerEntry entry, CloseReason reason) =>
        Of(entry, ChangeAction.Close, "Closed by hand.", closeReason: reason);

    /// <summary>Lists a vehicle again that an operator closed.</summary>
    internal VehicleChange Reopen(LedgerEntry entry) => entry.IsAdopted
        ? Unknown(entry)
        : Of(entry, ChangeAction.Reactivate, "Opened again by hand.", entry.Payload, entry.Prices, isReopen: true);

    /// <summary>The price part of a partner's change, nothing else; the other fields stay pending.</summary>
    internal static VehicleChange PriceOnly(VehicleChange change)
    {
        var before = change.Before!;
        var after = before.With(new Prices(change.NewListPrice!.Value, change.NewSalesPrice!.Value));
        return new VehicleChange(change.ReplacesKey ?? change.Key, change.Plan)
        {
            Action = ChangeAction.Reprice,
            Reason = change.Reason,
            Vin = (change.ReplacesKey ?? change.Key).Vin,
            ConfigurationNumber = change.ConfigurationNumber,
            Make = change.Make,
            Model = change.Model,
            Changes = CarDiff.Between(before, after),
            OldListPrice = change.OldListPrice,
            NewListPrice = change.NewListPrice,
            OldSalesPrice = change.OldSalesPrice,
            NewSalesPrice = change.NewSalesPrice,
            RemoteId = change.RemoteId,
            Feed = change.Feed,
            File = change.File,
            Line = change.Line,
            Before = before,
            After = after,
            FeedPrices = change.FeedPrices,
            PriceSetBy = change.PriceSetBy,
        };
    }

    /// <summary>The API takes whole cars only, and of an adopted one nobody knows the rest.</summary>
    private VehicleChange Unknown(LedgerEntry entry) => Of(
        entry,
        ChangeAction.Blocked,
        "It was adopted by its id alone, and the API takes whole cars only: sync a file that holds it first.",
        block: BlockReason.Adopted);

    private VehicleChange Of(
        LedgerEntry entry,
        ChangeAction action,
        string reason,
        CarPayload? after = null,
        Prices? prices = null,
        CloseReason closeReason = CloseReason.Deleted,
        bool isReopen = false,
        BlockReason block = BlockReason.None) =>
        new(entry.Key, _plan)
        {
            Action = action,
            BlockReason = block,
            Reason = reason,
            Vin = entry.Vin,
            ConfigurationNumber = entry.ConfigurationNumber,
            Make = entry.Make,
            Model = entry.Model,
            Changes = after is null ? [] : CarDiff.Between(entry.Payload, after),
            OldListPrice = entry.IsAdopted ? null : entry.ListPrice,
            NewListPrice = prices?.List,
            OldSalesPrice = entry.IsAdopted ? null : entry.SalesPrice,
            NewSalesPrice = prices?.Sales,
            RemoteId = entry.RemoteId,
            Feed = entry.Feed,
            Before = entry.Payload,
            After = after,
            FeedPrices = entry.FeedPrices,
            Origin = Origin.Hand,
            PriceSetBy = action == ChangeAction.Reprice ? Origin.Hand : entry.PriceSetBy,
            CloseReason = closeReason,
            IsReopen = isReopen,
            IsResend = entry.IsUnconfirmed,
        };
}
