using IzzyPS.Stock.Profiles;

namespace IzzyPS.Planning.Guards;

/// <summary>How many listings may be closed without the operator's permission. Source: SAFETY.md, "Closing".</summary>
internal sealed record CloseLimits
{
    /// <summary>The largest number for <see cref="Count"/>. No feed has more listings, so this number means no limit.</summary>
    internal const int MostCount = 1_000_000;

    internal static readonly CloseLimits Default = new();

    /// <summary>Up to this number, closes are not too many, unless <see cref="LargeShare"/> is exceeded.</summary>
    public int Count { get; init; } = 5;

    /// <summary>The share of the feed's active listings that may close. It counts above <see cref="Count"/> closes.</summary>
    public decimal Share { get; init; } = 0.10m;

    /// <summary>The share of the feed's active listings that may close, also in a small feed.</summary>
    public decimal LargeShare { get; init; } = 0.50m;

    /// <summary><see cref="LargeShare"/> counts from this number of closes on.</summary>
    public int LargeShareFrom { get; init; } = 3;

    /// <summary>The period in which closes are counted together. A plan older than this closes nothing.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Makes limits with other numbers; null keeps the default.</summary>
    /// <param name="count">The value of <see cref="Count"/>.</param>
    /// <param name="percent">The value of <see cref="Share"/> in percent.</param>
    internal static CloseLimits Create(int? count, double? percent) => Default.With(new ProfileLimits { Close = count, ClosePercent = (decimal?)percent });

    /// <summary>Puts the limits that a profile sets in place of these.</summary>
    internal CloseLimits With(ProfileLimits limits) => this with
    {
        Count = limits.Close ?? Count,
        Share = limits.ClosePercent / 100 ?? Share,
    };
}
