namespace IzzyPS;

/// <summary>The two prices of a listing, in PLN.</summary>
/// <param name="List">The catalogue price.</param>
/// <param name="Sales">The sales price.</param>
public readonly record struct Prices(decimal List, decimal Sales)
{
    /// <summary>Rounds a price to whole grosze, halves away from zero, as on an invoice. The result always has two decimals.</summary>
    public static decimal Round(decimal price) => Math.Round(price, 2, MidpointRounding.AwayFromZero) + 0.00m;
}
