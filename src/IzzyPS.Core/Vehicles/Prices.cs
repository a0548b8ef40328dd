namespace IzzyPS.Vehicles;

/// <summary>The two prices of a listing, in PLN.</summary>
/// <param name="List">The catalogue price.</param>
/// <param name="Sales">The sales price.</param>
public readonly record struct Prices(decimal List, decimal Sales)
{
    /// <summary>To whole grosze, halves away from zero, as invoices round; always with two decimals.</summary>
    public static decimal Round(decimal price) => Math.Round(price, 2, MidpointRounding.AwayFromZero) + 0.00m;
}
