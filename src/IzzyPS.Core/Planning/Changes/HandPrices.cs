namespace IzzyPS.Planning.Changes;

/// <summary>Knows the prices that an operator set by hand. They stay until the partner's prices change.</summary>
internal static class HandPrices
{
    /// <summary>Whether the price that an operator set stays.</summary>
    internal static bool Hold(LedgerEntry listed, Vehicle vehicle) =>
        listed.PriceSetBy == Origin.Hand && listed.FeedPrices == GetPrices(vehicle);

    /// <summary>The prices of a vehicle of the input, rounded.</summary>
    internal static Prices GetPrices(Vehicle vehicle) => new(Prices.Round(vehicle.ListPrice!.Value), Prices.Round(vehicle.SalesPrice!.Value));
}
