using IzzyPS.Stock.Profiles;

namespace IzzyPS.Planning.Guards;

/// <summary>How much a file may change of the listed vehicles without the operator's permission. Source: SAFETY.md, "Guards".</summary>
internal sealed record GuardLimits
{
    /// <summary>The largest number for <see cref="IdentityCount"/>. No feed has more listings, so this number means no limit.</summary>
    internal const int MostCount = 1_000_000;

    /// <summary>The largest percentage for a change of a price, which means no limit.</summary>
    internal const int MostPercent = 1_000_000;

    internal static readonly GuardLimits Default = new();

    /// <summary>From this number of changed identity fields on, a vehicle is another car.</summary>
    public int IdentityFields { get; init; } = 4;

    /// <summary>Up to this number of other cars, only these vehicles are held back.</summary>
    public int IdentityCount { get; init; } = 3;

    /// <summary>The share of the file's listed vehicles that may be other cars. Above this share and above <see cref="IdentityCount"/> nothing of the file is sent.</summary>
    public decimal IdentityShare { get; init; } = 0.10m;

    /// <summary>The share of the listings with a value in a field that may lose the value.</summary>
    public decimal ClearShare { get; init; } = 0.50m;

    /// <summary><see cref="ClearShare"/> counts from this number of emptied listings on.</summary>
    public int ClearFrom { get; init; } = 5;

    /// <summary>How much the price of one car may change, as a share of the listed price.</summary>
    public decimal PriceChange { get; init; } = 0.50m;

    /// <summary>How much the prices of many cars may change, as a share of the listed prices.</summary>
    public decimal FeedPriceChange { get; init; } = 0.20m;

    /// <summary>The share of the file's listed vehicles whose prices may change by more than <see cref="FeedPriceChange"/>.</summary>
    public decimal FeedPriceShare { get; init; } = 1m / 3;

    /// <summary><see cref="FeedPriceShare"/> counts from this number of cars on. In a smaller feed <see cref="PriceChange"/> alone counts.</summary>
    public int FeedPriceFrom { get; init; } = 3;

    /// <summary>Makes limits with other numbers; null keeps the default.</summary>
    /// <param name="identityCount">The value of <see cref="IdentityCount"/>.</param>
    /// <param name="pricePercent">The value of <see cref="PriceChange"/> in percent.</param>
    /// <param name="feedPricePercent">The value of <see cref="FeedPriceChange"/> in percent.</param>
    internal static GuardLimits Create(int? identityCount, double? pricePercent, double? feedPricePercent) =>
        Default.With(new ProfileLimits { Identity = identityCount, PricePercent = (decimal?)pricePercent, FeedPricePercent = (decimal?)feedPricePercent });

    /// <summary>Puts the limits that a profile sets in place of these.</summary>
    internal GuardLimits With(ProfileLimits limits) => this with
    {
        IdentityCount = limits.Identity ?? IdentityCount,
        PriceChange = limits.PricePercent / 100 ?? PriceChange,
        FeedPriceChange = limits.FeedPricePercent / 100 ?? FeedPriceChange,
    };
}
