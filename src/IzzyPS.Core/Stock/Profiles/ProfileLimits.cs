using System.Collections.Frozen;

namespace IzzyPS.Stock.Profiles;

/// <summary>
/// The limits of the guards that a partner's profile sets. A limit that the profile does not set is the connection's. Each limit means what the parameter of
/// <c>Connect-IzzyDealer</c> of the same name means.
/// </summary>
internal sealed record ProfileLimits
{
    /// <summary>The limits of a profile that sets none.</summary>
    internal static readonly ProfileLimits None = new();

    private static readonly FrozenDictionary<string, Func<ProfileLimits, decimal, ProfileLimits>> Setters = new Dictionary<string, Func<ProfileLimits, decimal, ProfileLimits>>(StringComparer.Ordinal)
    {
        ["closeLimit"] = (limits, value) => limits with { Close = (int)value },
        ["closeLimitPercent"] = (limits, value) => limits with { ClosePercent = value },
        ["identityLimit"] = (limits, value) => limits with { Identity = (int)value },
        ["priceLimitPercent"] = (limits, value) => limits with { PricePercent = value },
        ["feedPriceLimitPercent"] = (limits, value) => limits with { FeedPricePercent = value },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>How many listings of the feed may close within 24 hours, unless they are more than half.</summary>
    public int? Close { get; init; }

    /// <summary>The percentage of the feed's listings that may close within 24 hours.</summary>
    public decimal? ClosePercent { get; init; }

    /// <summary>How many listed vehicles of a file may become other cars before nothing of the file is sent.</summary>
    public int? Identity { get; init; }

    /// <summary>How much the price of one listed vehicle may change, in percent.</summary>
    public decimal? PricePercent { get; init; }

    /// <summary>How much the prices of more than a third of the file's listed vehicles may change, in percent.</summary>
    public decimal? FeedPricePercent { get; init; }

    /// <summary>The names of the limits in a profile.</summary>
    internal static IEnumerable<string> Names => Setters.Keys.Order(StringComparer.Ordinal);

    /// <summary>Sets a limit by its name; null for a name that no limit has.</summary>
    internal ProfileLimits? TrySet(string name, decimal value) => Setters.TryGetValue(name, out var set) ? set(this, value) : null;
}
